package io.ixi.rpc.credential;

import io.ixi.rpc.json.InvalidJsonException;
import io.ixi.rpc.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Credentials in the forms of JOSE: VC-JWT ({@code vc+jwt}) and SD-JWT ({@code vc+sd-jwt}) of W3C VC-JOSE-COSE, signed
 * with ML-DSA as RFC 9964 says: {@code alg} is ML-DSA-44, 65 or 87, the signature is pure with an empty context.
 */
public final class Jose {
    /** Most characters of a token that is read. */
    static final int MAX_CHARACTERS = 1 << 20;

    private static final int SALT_BYTES = 16;
    private static final int MAX_DISCLOSURES = 256;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private Jose() {}

    /** A credential that was read, with what was said of its proof. */
    public record Opened(ObjectNode credential, DataIntegrity.Checked proof) {}

    private static ObjectNode header(CredentialKey key, String method, String type) {
        return Json.object()
                .put("alg", key.publicKey().kind().algorithm())
                .put("kid", method)
                .put("typ", type)
                .put("cty", "vc");
    }

    private static String token(ObjectNode header, ObjectNode payload, CredentialKey key) {
        String signed = BASE64.encodeToString(Json.write(header)) + "." + BASE64.encodeToString(Json.write(payload));
        byte[] signature = key.sign(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + BASE64.encodeToString(signature);
    }

    /** @param method the verification method's URL, for {@code kid} */
    public static String jwt(ObjectNode credential, CredentialKey key, String method) {
        ObjectNode payload = credential.deepCopy();
        payload.remove("proof");
        return token(header(key, method, "vc+jwt"), payload, key);
    }

    /** Every claim about the subject but its id can be left out by its holder. */
    public static String sdJwt(ObjectNode credential, CredentialKey key, String method, SecureRandom random)
            throws CredentialException {
        ObjectNode payload = credential.deepCopy();
        payload.remove("proof");
        if (!(payload.get("credentialSubject") instanceof ObjectNode subject)) {
            throw new CredentialException("there is no single subject");
        }
        List<String> disclosures = new ArrayList<>();
        TreeMap<String, Boolean> digests = new TreeMap<>();
        ObjectNode left = Json.object();
        for (Map.Entry<String, JsonNode> claim : subject.properties()) {
            if (claim.getKey().equals("id") || claim.getKey().equals("type")) {
                left.set(claim.getKey(), claim.getValue());
            } else {
                byte[] salt = new byte[SALT_BYTES];
                random.nextBytes(salt);
                ArrayNode parts = Json.array();
                parts.add(BASE64.encodeToString(salt)).add(claim.getKey()).add(claim.getValue());
                String disclosure = BASE64.encodeToString(Json.write(parts));
                disclosures.add(disclosure);
                digests.put(digest(disclosure), true);
            }
        }
        ArrayNode hidden = left.putArray("_sd");
        digests.keySet().forEach(hidden::add);
        payload.set("credentialSubject", left);
        payload.put("_sd_alg", "sha-256");
        StringBuilder all = new StringBuilder(token(header(key, method, "vc+sd-jwt"), payload, key)).append('~');
        disclosures.forEach(disclosure -> all.append(disclosure).append('~'));
        return all.toString();
    }

    private static String digest(String disclosure) {
        return BASE64.encodeToString(Canonical.sha256(disclosure.getBytes(StandardCharsets.US_ASCII)));
    }

    /** Reads either form and checks its signature; claims that are not disclosed are absent. */
    public static Opened open(String text, DataIntegrity.Keys keys) throws CredentialException {
        if (text.length() > MAX_CHARACTERS) {
            throw new CredentialException("a token of " + text.length() + " characters");
        }
        List<String> parts = List.of(text.split("~", -1));
        List<String> fields = List.of(parts.getFirst().split("\\.", -1));
        if (fields.size() != 3) {
            throw new CredentialException("a token has three parts");
        }
        ObjectNode header = object(fields.get(0));
        ObjectNode payload = object(fields.get(1));
        String type = header.path("typ").asString("");
        boolean selective = type.equals("vc+sd-jwt");
        if (!selective && !type.equals("vc+jwt")) {
            throw new CredentialException("typ is vc+jwt or vc+sd-jwt");
        }
        if (header.has("crit") || header.has("jwk") || header.has("b64")) {
            throw new CredentialException("a header that is not understood");
        }
        String method = header.path("kid").asString("");
        Multikey key = keys.key(method);
        if (!header.path("alg").asString("").equals(key.kind().algorithm())) {
            throw new CredentialException("alg is not that of the key");
        }
        byte[] signed = (fields.get(0) + "." + fields.get(1)).getBytes(StandardCharsets.US_ASCII);
        boolean valid = key.verify(signed, Multibase.fromBase64url(fields.get(2)));
        if (selective) {
            disclose(payload, parts.subList(1, parts.size()));
        } else if (parts.size() > 1) {
            throw new CredentialException("disclosures belong to vc+sd-jwt");
        }
        String suite = type + " " + key.kind().algorithm();
        return new Opened(
                payload, new DataIntegrity.Checked(suite, method, valid, valid ? "" : "the signature does not fit"));
    }

    private static void disclose(ObjectNode payload, List<String> disclosures) throws CredentialException {
        boolean shaped = payload.path("_sd_alg").asString("").equals("sha-256")
                && disclosures.size() <= MAX_DISCLOSURES
                && !disclosures.isEmpty()
                && disclosures.getLast().isEmpty()
                && payload.get("credentialSubject") instanceof ObjectNode;
        if (!shaped) {
            throw new CredentialException("not an SD-JWT of digests by sha-256");
        }
        ObjectNode subject = (ObjectNode) payload.get("credentialSubject");
        List<String> promised = new ArrayList<>();
        subject.path("_sd").forEach(item -> promised.add(item.asString("")));
        subject.remove("_sd");
        payload.remove("_sd_alg");
        for (String disclosure : disclosures.subList(0, disclosures.size() - 1)) {
            if (!promised.remove(digest(disclosure))) {
                throw new CredentialException("a disclosure that nobody signed, or twice");
            }
            JsonNode claim = read(disclosure);
            String name = claim.path(1).asString("");
            if (!claim.isArray() || claim.size() != 3 || name.isEmpty() || subject.has(name)) {
                throw new CredentialException("a disclosure is salt, name and value, of a new name");
            }
            subject.set(name, claim.get(2));
        }
    }

    private static JsonNode read(String base64url) throws CredentialException {
        try {
            return Json.read(Multibase.fromBase64url(base64url));
        } catch (InvalidJsonException e) {
            throw new CredentialException("not JSON: " + e.getMessage());
        }
    }

    private static ObjectNode object(String base64url) throws CredentialException {
        if (read(base64url) instanceof ObjectNode object) {
            return object;
        }
        throw new CredentialException("not a JSON object");
    }
}
