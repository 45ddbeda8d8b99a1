package io.ixi.rpc.credential;

import com.apicatalog.jsonld.JsonLd;
import com.apicatalog.jsonld.JsonLdError;
import com.apicatalog.jsonld.JsonLdErrorCode;
import com.apicatalog.jsonld.JsonLdOptions;
import com.apicatalog.jsonld.JsonLdOptions.ProcessingPolicy;
import com.apicatalog.jsonld.document.Document;
import com.apicatalog.jsonld.document.JsonDocument;
import com.apicatalog.jsonld.loader.DocumentLoaderOptions;
import com.apicatalog.rdf.RdfDataset;
import com.apicatalog.rdf.RdfNQuad;
import com.apicatalog.rdf.RdfResource;
import com.apicatalog.rdf.nquads.NQuadsWriter;
import io.setl.rdf.normalization.RdfNormalize;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * JSON-LD documents as sorted N-Quads with canonical blank nodes (RDFC-1.0 with SHA-256). Contexts come with this
 * program and from nowhere else, and a term that no context defines is refused: it would be in the document and not
 * under the signature.
 */
@SuppressWarnings("deprecation") // the library that canonicalizes takes graphs in this form only
final class Graphs {
    private static final Map<String, String> CONTEXTS = Map.of(
            "https://www.w3.org/ns/credentials/v2", "credentials-v2.jsonld",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json", "open-badges-3.0.3.json");

    private static final Map<String, Document> LOADED = new TreeMap<>();

    /** Orders of blank nodes that are tried; a badge has none that look alike. */
    private static final int MAX_PERMUTATIONS = 5_000;

    static {
        RdfNormalize.setDefaultMaxPermutations(MAX_PERMUTATIONS);
    }

    private Graphs() {}

    static byte[] canonical(JsonNode json) throws CredentialException {
        JsonValue value = Canonical.jakarta(json);
        if (!(value instanceof JsonStructure structure)) {
            throw new CredentialException("not a document");
        }
        JsonLdOptions options = new JsonLdOptions(Graphs::context);
        options.setUndefinedTermsPolicy(ProcessingPolicy.Fail);
        try {
            RdfDataset graph =
                    JsonLd.toRdf(JsonDocument.of(structure)).options(options).get();
            return lines(RdfNormalize.normalize(graph));
        } catch (JsonLdError e) {
            throw new CredentialException("JSON-LD: " + e.getCode() + " " + e.getMessage());
        } catch (RuntimeException e) {
            // a graph made to be hard to canonicalize ends with the library's own unchecked exception
            throw new CredentialException("its graph cannot be canonicalized");
        }
    }

    private static byte[] lines(RdfDataset graph) {
        TreeSet<String> lines = new TreeSet<>();
        for (RdfNQuad quad : graph.toList()) {
            boolean literal = quad.getObject().isLiteral();
            lines.add(NQuadsWriter.nquad(
                    quad.getSubject().getValue(),
                    quad.getPredicate().getValue(),
                    quad.getObject().getValue(),
                    literal ? quad.getObject().asLiteral().getDatatype() : null,
                    literal ? quad.getObject().asLiteral().getLanguage().orElse(null) : null,
                    null,
                    quad.getGraphName().map(RdfResource::getValue).orElse(null)));
        }
        StringBuilder all = new StringBuilder();
        lines.forEach(line -> all.append(line.stripTrailing()).append('\n'));
        return all.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static synchronized Document context(URI url, DocumentLoaderOptions options) throws JsonLdError {
        Document known = LOADED.get(url.toString());
        if (known == null) {
            known = load(url.toString());
            LOADED.put(url.toString(), known);
        }
        return known;
    }

    private static Document load(String url) throws JsonLdError {
        String name = CONTEXTS.get(url);
        if (name == null) {
            throw new JsonLdError(JsonLdErrorCode.LOADING_REMOTE_CONTEXT_FAILED, "unknown context " + url);
        }
        try (@Nullable InputStream in = Graphs.class.getResourceAsStream("contexts/" + name)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + name);
            }
            return JsonDocument.of(in);
        } catch (IOException e) {
            throw new JsonLdError(JsonLdErrorCode.LOADING_REMOTE_CONTEXT_FAILED, e);
        }
    }
}
