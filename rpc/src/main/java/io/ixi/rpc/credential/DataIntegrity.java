package io.ixi.rpc.credential;

import io.ixi.rpc.json.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Embedded proofs of W3C Data Integrity 1.0. A document may have several; each secures it without any of them.
 * {@code mldsa44-jcs-2024} is experimental by its own specification: let nothing of value hang on it alone.
 */
public final class DataIntegrity {
    /** Most proofs of one document. */
    static final int MAX_PROOFS = 8;

    private static final String TYPE = "DataIntegrityProof";
    private static final String PURPOSE = "assertionMethod";

    private DataIntegrity() {}

    /** How a document becomes what is signed. */
    public enum Suite {
        MLDSA44_JCS_2024("mldsa44-jcs-2024", Multikey.Kind.ML_DSA_44),
        EDDSA_JCS_2022("eddsa-jcs-2022", Multikey.Kind.ED25519),
        EDDSA_RDFC_2022("eddsa-rdfc-2022", Multikey.Kind.ED25519);

        private final String title;
        private final Multikey.Kind kind;

        Suite(String title, Multikey.Kind kind) {
            this.title = title;
            this.kind = kind;
        }

        /** {@code cryptosuite} of a proof. */
        public String title() {
            return title;
        }

        static Optional<Suite> of(String title) {
            return Arrays.stream(values())
                    .filter(suite -> suite.title.equals(title))
                    .findFirst();
        }

        private byte[] canonical(JsonNode json) throws CredentialException {
            return this == EDDSA_RDFC_2022 ? Graphs.canonical(json) : Canonical.jcs(json);
        }

        private String encode(byte[] signature) {
            return kind == Multikey.Kind.ED25519 ? Multibase.base58(signature) : Multibase.base64url(signature);
        }
    }

    /** Where verification keys come from. */
    @FunctionalInterface
    public interface Keys {
        /** @throws CredentialException if there is none that may assert under this name */
        Multikey key(String verificationMethod) throws CredentialException;
    }

    /** What a proof says and whether it holds. */
    public record Checked(String suite, String verificationMethod, boolean valid, String detail) {}

    /**
     * The document with one more proof, in an array: the schema of Open Badges takes nothing else.
     *
     * @param created in ISO 8601 with Z
     */
    public static ObjectNode sign(
            ObjectNode document, Suite suite, CredentialKey key, String verificationMethod, String created)
            throws CredentialException {
        if (key.publicKey().kind() != suite.kind) {
            throw new CredentialException(suite.title + " needs a key of " + suite.kind);
        }
        ObjectNode bare = document.deepCopy();
        bare.remove("proof");
        ObjectNode proof = Json.object()
                .put("type", TYPE)
                .put("cryptosuite", suite.title)
                .put("created", created)
                .put("verificationMethod", verificationMethod)
                .put("proofPurpose", PURPOSE);
        JsonNode context = bare.get("@context");
        if (context != null && suite != Suite.EDDSA_RDFC_2022) {
            proof.set("@context", context.deepCopy());
        }
        proof.put("proofValue", suite.encode(key.sign(signed(suite, bare, proof))));
        ObjectNode secured = bare.deepCopy();
        ArrayNode all = secured.putArray("proof");
        proofs(document).forEach(all::add);
        all.add(proof);
        return secured;
    }

    /** Hash of the proof's options, then hash of the document. */
    private static byte[] signed(Suite suite, ObjectNode bare, ObjectNode proof) throws CredentialException {
        ObjectNode options = proof.deepCopy();
        options.remove("proofValue");
        if (suite == Suite.EDDSA_RDFC_2022) {
            JsonNode context = bare.get("@context");
            if (context == null) {
                throw new CredentialException("a document without @context has no graph");
            }
            options.set("@context", context.deepCopy());
        }
        byte[] first = Canonical.sha256(suite.canonical(options));
        byte[] second = Canonical.sha256(suite.canonical(bare));
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static List<JsonNode> proofs(ObjectNode document) {
        JsonNode proof = document.get("proof");
        if (proof == null) {
            return List.of();
        }
        List<JsonNode> all = new ArrayList<>();
        if (proof.isArray()) {
            proof.forEach(all::add);
        } else {
            all.add(proof);
        }
        return all;
    }

    /** Each proof of the document in order; empty: it has none. Total but for a document of too many proofs. */
    public static List<Checked> verify(ObjectNode document, Keys keys) throws CredentialException {
        List<JsonNode> proofs = proofs(document);
        if (proofs.size() > MAX_PROOFS) {
            throw new CredentialException("more than " + MAX_PROOFS + " proofs");
        }
        ObjectNode bare = document.deepCopy();
        bare.remove("proof");
        List<Checked> checked = new ArrayList<>();
        for (JsonNode proof : proofs) {
            String title = proof.path("cryptosuite").asString("");
            String method = proof.path("verificationMethod").asString("");
            try {
                boolean valid = proof instanceof ObjectNode object && holds(bare, object, title, keys.key(method));
                checked.add(new Checked(title, method, valid, valid ? "" : "the signature does not fit"));
            } catch (CredentialException e) {
                checked.add(new Checked(title, method, false, String.valueOf(e.getMessage())));
            }
        }
        return checked;
    }

    private static boolean holds(ObjectNode bare, ObjectNode proof, String title, Multikey key)
            throws CredentialException {
        Suite suite = Suite.of(title).orElseThrow(() -> new CredentialException("unknown cryptosuite"));
        boolean shaped = proof.path("type").asString("").equals(TYPE)
                && proof.path("proofPurpose").asString("").equals(PURPOSE);
        if (!shaped) {
            throw new CredentialException("not a proof of type " + TYPE + " for " + PURPOSE);
        }
        if (key.kind() != suite.kind) {
            throw new CredentialException(title + " needs a key of " + suite.kind);
        }
        JsonNode context = proof.get("@context");
        if (context != null && !context.equals(bare.get("@context"))) {
            throw new CredentialException("the proof is for another @context");
        }
        byte[] signature = Multibase.decode(proof.path("proofValue").asString(""));
        return key.verify(signed(suite, bare, proof), signature);
    }
}
