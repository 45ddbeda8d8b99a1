package io.ixi.rpc.credential;

import com.apicatalog.jcs.Jcs;
import io.ixi.rpc.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import tools.jackson.databind.JsonNode;

/** One form for each JSON value: JCS (RFC 8785). */
final class Canonical {
    private Canonical() {}

    static JsonValue jakarta(JsonNode json) throws CredentialException {
        try (JsonReader reader = jakarta.json.Json.createReader(new StringReader(Json.text(json)))) {
            return reader.readValue();
        } catch (JsonException e) {
            throw new CredentialException("not JSON");
        }
    }

    static byte[] jcs(JsonNode json) throws CredentialException {
        return Jcs.canonize(jakarta(json)).getBytes(StandardCharsets.UTF_8);
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of the platform", e);
        }
    }
}
