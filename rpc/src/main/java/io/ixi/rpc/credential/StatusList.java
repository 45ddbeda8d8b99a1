package io.ixi.rpc.credential;

import io.ixi.rpc.json.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.node.ObjectNode;

/** W3C Bitstring Status List 1.0 over lists that the chain keeps. The first bit is the highest of the first byte. */
public final class StatusList {
    /** Bits of one list: the least that the standard allows. */
    public static final int BITS = 131_072;

    private static final int BYTES = BITS / Byte.SIZE;

    private StatusList() {}

    /** Whether a bit is set in the bits as {@code ssi/statusList} gives them. */
    public static boolean get(byte[] bits, long index) {
        int at = (int) (index % BITS);
        return at / Byte.SIZE < bits.length && (bits[at / Byte.SIZE] & (0x80 >>> (at % Byte.SIZE))) != 0;
    }

    static String encode(byte[] bits) {
        byte[] whole = Arrays.copyOf(bits, BYTES);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(whole);
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
        return Multibase.base64url(out.toByteArray());
    }

    /** The bits of {@code encodedList}; of a list of the chain's size only. */
    public static byte[] decode(String encoded) throws CredentialException {
        byte[] packed = Multibase.decode(encoded);
        try (GZIPInputStream zip = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            byte[] bits = zip.readNBytes(BYTES + 1);
            if (bits.length != BYTES) {
                throw new CredentialException("a list has " + BYTES + " bytes");
            }
            return bits;
        } catch (IOException e) {
            throw new CredentialException("not gzip");
        }
    }

    /**
     * The list as a credential. It has no proof of its own: whoever does not trust the node asks for the query with a
     * proof of the state.
     *
     * @param url where it is served
     * @param purpose revocation, suspension or message
     */
    public static ObjectNode credential(String url, String issuer, String purpose, byte[] bits, String validFrom) {
        ObjectNode credential = Json.object();
        credential.putArray("@context").add("https://www.w3.org/ns/credentials/v2");
        credential.put("id", url);
        credential.putArray("type").add("VerifiableCredential").add("BitstringStatusListCredential");
        credential.put("issuer", issuer).put("validFrom", validFrom);
        credential
                .putObject("credentialSubject")
                .put("id", url + "#list")
                .put("type", "BitstringStatusList")
                .put("statusPurpose", purpose)
                .put("encodedList", encode(bits));
        return credential;
    }
}
