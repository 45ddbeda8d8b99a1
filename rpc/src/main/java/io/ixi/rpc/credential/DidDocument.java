package io.ixi.rpc.credential;

import io.ixi.consensus.types.Bytes;
import io.ixi.rpc.json.Json;
import io.ixi.vm.kernel.crypto.Scheme;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A DID document made from the answer of {@code ssi/did}, as docs/did-method.md says. */
public final class DidDocument {
    public static final String PREFIX = "did:ixi:";

    private static final Map<String, String> SERVICES = Map.of(
            "SERVICE_LINKED_DOMAINS", "LinkedDomains",
            "SERVICE_MESSAGING", "Messaging",
            "SERVICE_STORAGE", "Storage",
            "SERVICE_CREDENTIALS", "CredentialRegistry",
            "SERVICE_AGENT", "Agent");

    private final String did;
    private final JsonNode record;
    private final Map<String, Multikey> keys = new TreeMap<>();
    private final Map<String, Multikey> assertions = new TreeMap<>();

    private DidDocument(String did, JsonNode record) {
        this.did = did;
        this.record = record;
    }

    /** @param answer of ssi/did, in JSON */
    public static DidDocument of(JsonNode answer) throws CredentialException {
        String did = answer.path("did").asString("");
        if (!did.startsWith(PREFIX)) {
            throw new CredentialException("not an answer about a DID");
        }
        DidDocument document = new DidDocument(did, answer.path("record"));
        int number = 1;
        for (JsonNode key : answer.path("keys")) {
            Scheme scheme = Scheme.ofNumber(key.path("scheme").asInt(0))
                    .orElseThrow(() -> new CredentialException("a key of an unknown scheme"));
            Multikey multikey = Multikey.of(scheme, hex(key.path("public_key")));
            String id = did + "#key-" + number++;
            document.keys.put(id, multikey);
            if (multikey.kind() == Multikey.Kind.ML_DSA_44) {
                document.assertions.put(id, multikey);
            }
        }
        for (JsonNode key : document.record.path("assertion_keys")) {
            boolean classic = key.path("kind").asString("").equals("ASSERTION_ED25519");
            Multikey.Kind kind = classic ? Multikey.Kind.ED25519 : Multikey.Kind.ML_DSA_44;
            document.assertions.put(
                    did + "#assert-" + key.path("number").asInt(0), new Multikey(kind, hex(key.path("public_key"))));
        }
        return document;
    }

    private static Bytes hex(JsonNode text) throws CredentialException {
        try {
            return Bytes.wrap(HexFormat.of().parseHex(text.asString("")));
        } catch (IllegalArgumentException e) {
            throw new CredentialException("a key that is not hex");
        }
    }

    public String did() {
        return did;
    }

    public boolean deactivated() {
        return record.path("deactivated").asBoolean(false);
    }

    /** Whether nothing is known of the account: no key ever spoke for it. */
    public boolean empty() {
        return keys.isEmpty() && assertions.isEmpty() && !deactivated();
    }

    /** The key of this name, if it may sign credentials. */
    public Multikey assertion(String id) throws CredentialException {
        Multikey key = assertions.get(id);
        if (key == null || deactivated()) {
            throw new CredentialException(deactivated() ? "the DID is deactivated" : "no key that may assert: " + id);
        }
        return key;
    }

    /** The name under which a key may sign credentials. */
    public String methodOf(Multikey key) throws CredentialException {
        return assertions.entrySet().stream()
                .filter(entry -> entry.getValue().equals(key))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new CredentialException("the key may not sign credentials of " + did));
    }

    public ObjectNode json() {
        ObjectNode document = Json.object();
        document.putArray("@context").add("https://www.w3.org/ns/did/v1").add("https://w3id.org/security/multikey/v1");
        document.put("id", did);
        if (deactivated()) {
            return document;
        }
        ArrayNode methods = document.putArray("verificationMethod");
        Map<String, Multikey> all = new TreeMap<>(keys);
        all.putAll(assertions);
        all.forEach((id, key) -> methods.addObject()
                .put("id", id)
                .put("type", "Multikey")
                .put("controller", did)
                .put("publicKeyMultibase", key.multibase()));
        ArrayNode authentication = document.putArray("authentication");
        keys.keySet().forEach(authentication::add);
        ArrayNode invocation = document.putArray("capabilityInvocation");
        keys.keySet().forEach(invocation::add);
        ArrayNode assertion = document.putArray("assertionMethod");
        assertions.keySet().forEach(assertion::add);
        ArrayNode services = document.putArray("service");
        for (JsonNode service : record.path("services")) {
            services.addObject()
                    .put("id", did + "#service-" + service.path("number").asInt(0))
                    .put("type", SERVICES.getOrDefault(service.path("kind").asString(""), "Service"))
                    .put("serviceEndpoint", service.path("uri").asString(""));
        }
        return document;
    }

    public ObjectNode metadata() {
        ObjectNode metadata = Json.object().put("deactivated", deactivated());
        String height = record.path("updated_height").asString("0");
        if (!height.equals("0")) {
            metadata.put("versionId", height);
            metadata.put("updated", time(record.path("updated_ms").asString("0")));
        }
        return metadata;
    }

    /** Milliseconds since 1970 in decimal digits as a time of XML Schema, without parts of seconds. */
    static String time(String ms) {
        return Instant.ofEpochSecond(Long.parseUnsignedLong(ms) / 1_000).toString();
    }
}
