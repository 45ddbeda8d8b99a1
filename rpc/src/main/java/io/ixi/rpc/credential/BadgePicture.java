package io.ixi.rpc.credential;

import io.ixi.consensus.types.Bytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * Pictures with a badge inside, as Open Badges 3.0 bakes them: PNG with an {@code iTXt} chunk {@code
 * openbadgecredential}, SVG with an element {@code openbadges:credential}. The badge is JSON with a proof or a VC-JWT.
 */
public final class BadgePicture {
    /** Largest picture. */
    public static final int MAX_BYTES = 8 << 20;

    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final String KEYWORD = "openbadgecredential";
    private static final String NAMESPACE = "https://purl.imsglobal.org/ob/v3p0";
    private static final int CHUNK_OVERHEAD = 12;

    private BadgePicture() {}

    /** The picture with the badge; one that it had is replaced. */
    public static byte[] bake(byte[] picture, String badge) throws CredentialException {
        requireSize(picture);
        return isPng(picture) ? bakePng(picture, badge) : bakeSvg(picture, badge);
    }

    /** The badge inside; empty: there is none. */
    public static Optional<String> extract(byte[] picture) throws CredentialException {
        requireSize(picture);
        return isPng(picture) ? extractPng(picture) : extractSvg(picture);
    }

    private static void requireSize(byte[] picture) throws CredentialException {
        if (picture.length > MAX_BYTES) {
            throw new CredentialException("a picture has at most " + MAX_BYTES + " bytes");
        }
    }

    private static boolean isPng(byte[] picture) {
        return picture.length > PNG.length && Arrays.equals(picture, 0, PNG.length, PNG, 0, PNG.length);
    }

    /** A chunk of a PNG: its place, and its data. */
    private record Chunk(String type, int from, int to, Bytes content) {
        /** The text after keyword, flags, language and translated keyword; empty: another keyword. */
        Optional<String> badge() throws CredentialException {
            byte[] data = content.unsafeArray();
            byte[] head = (KEYWORD + "\0").getBytes(StandardCharsets.US_ASCII);
            boolean ours = type.equals("iTXt")
                    && data.length > head.length + 1
                    && Arrays.equals(data, 0, head.length, head, 0, head.length);
            if (!ours) {
                return Optional.empty();
            }
            if (data[head.length] != 0) {
                throw new CredentialException("a baked badge is not compressed");
            }
            int at = head.length + 2;
            for (int strings = 0; strings < 2; at++) {
                if (at >= data.length) {
                    throw new CredentialException("a cut iTXt chunk");
                }
                strings += data[at] == 0 ? 1 : 0;
            }
            return Optional.of(new String(data, at, data.length - at, StandardCharsets.UTF_8));
        }
    }

    private static Chunk chunk(byte[] png, int from) throws CredentialException {
        if (png.length - from < CHUNK_OVERHEAD) {
            throw new CredentialException("a cut PNG");
        }
        int length = ByteBuffer.wrap(png, from, Integer.BYTES).getInt();
        if (length < 0 || length > png.length - from - CHUNK_OVERHEAD) {
            throw new CredentialException("a cut PNG");
        }
        CRC32 crc = new CRC32();
        crc.update(png, from + 4, length + 4);
        if ((int) crc.getValue() != ByteBuffer.wrap(png, from + 8 + length, 4).getInt()) {
            throw new CredentialException("a PNG with a wrong checksum");
        }
        String type = new String(png, from + 4, 4, StandardCharsets.US_ASCII);
        return new Chunk(
                type,
                from,
                from + CHUNK_OVERHEAD + length,
                Bytes.wrap(Arrays.copyOfRange(png, from + 8, from + 8 + length)));
    }

    private static byte[] bakePng(byte[] png, String badge) throws CredentialException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(PNG);
        for (int at = PNG.length; at < png.length; ) {
            Chunk chunk = chunk(png, at);
            if (chunk.badge().isEmpty()) {
                out.write(png, chunk.from(), chunk.to() - chunk.from());
            }
            if (chunk.type().equals("IHDR")) {
                write(out, badge);
            }
            at = chunk.to();
        }
        return out.toByteArray();
    }

    private static void write(ByteArrayOutputStream out, String badge) {
        byte[] text = badge.getBytes(StandardCharsets.UTF_8);
        byte[] head = ("iTXt" + KEYWORD + "\0\0\0\0\0").getBytes(StandardCharsets.US_ASCII);
        byte[] body = Arrays.copyOf(head, head.length + text.length);
        System.arraycopy(text, 0, body, head.length, text.length);
        CRC32 crc = new CRC32();
        crc.update(body);
        out.writeBytes(ByteBuffer.allocate(4).putInt(body.length - 4).array());
        out.writeBytes(body);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }

    private static Optional<String> extractPng(byte[] png) throws CredentialException {
        Optional<String> found = Optional.empty();
        for (int at = PNG.length; at < png.length; ) {
            Chunk chunk = chunk(png, at);
            found = found.isPresent() ? found : chunk.badge();
            at = chunk.to();
        }
        return found;
    }

    private static Document svg(byte[] picture) throws CredentialException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setXIncludeAware(false);
            factory.setExpandEntityReferences(false);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            Document document = builder.parse(new InputSource(new ByteArrayInputStream(picture)));
            if (!"svg".equals(document.getDocumentElement().getLocalName())) {
                throw new CredentialException("neither PNG nor SVG");
            }
            return document;
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the platform's parser has these features", e);
        } catch (SAXException | IOException e) {
            throw new CredentialException("neither PNG nor SVG without DOCTYPE");
        }
    }

    private static byte[] bakeSvg(byte[] picture, String badge) throws CredentialException {
        Document document = svg(picture);
        Element root = document.getDocumentElement();
        NodeList old = root.getElementsByTagNameNS(NAMESPACE, "credential");
        while (old.getLength() > 0) {
            old.item(0).getParentNode().removeChild(old.item(0));
        }
        root.setAttributeNS(XMLConstants.XMLNS_ATTRIBUTE_NS_URI, "xmlns:openbadges", NAMESPACE);
        Element credential = document.createElementNS(NAMESPACE, "openbadges:credential");
        if (badge.startsWith("{")) {
            credential.appendChild(document.createCDATASection(badge));
        } else {
            credential.setAttribute("verify", badge);
        }
        root.insertBefore(credential, root.getFirstChild());
        try {
            TransformerFactory factory = TransformerFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            Transformer transformer = factory.newTransformer();
            transformer.setOutputProperty(OutputKeys.ENCODING, "UTF-8");
            StringWriter out = new StringWriter();
            transformer.transform(new DOMSource(document), new StreamResult(out));
            return out.toString().getBytes(StandardCharsets.UTF_8);
        } catch (TransformerException e) {
            throw new CredentialException("the picture cannot be written");
        }
    }

    private static Optional<String> extractSvg(byte[] picture) throws CredentialException {
        NodeList found = svg(picture).getDocumentElement().getElementsByTagNameNS(NAMESPACE, "credential");
        if (found.getLength() == 0 || !(found.item(0) instanceof Element credential)) {
            return Optional.empty();
        }
        String token = credential.getAttribute("verify");
        return Optional.of(token.isEmpty() ? credential.getTextContent().strip() : token);
    }
}
