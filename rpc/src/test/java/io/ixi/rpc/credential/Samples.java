package io.ixi.rpc.credential;

import io.ixi.consensus.types.Bytes;
import io.ixi.rpc.json.InvalidJsonException;
import io.ixi.rpc.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.Objects;
import tools.jackson.databind.node.ObjectNode;

/** Keys that guard nothing, and a badge. */
final class Samples {
    static final String ISSUER = "did:ixi:ixi1issuer";
    static final String NOW = "2026-11-23T12:00:00Z";

    private Samples() {}

    static ObjectNode resource(String name) throws IOException {
        try (InputStream in = Samples.class.getResourceAsStream(name)) {
            return (ObjectNode) Json.read(Objects.requireNonNull(in, name).readAllBytes());
        } catch (InvalidJsonException e) {
            throw new IOException(e);
        }
    }

    static CredentialKey mlDsa() {
        return CredentialKey.mlDsa44(new byte[32]);
    }

    /** The first pair of RFC 8032, section 7.1. */
    static CredentialKey ed25519() throws CredentialException {
        return CredentialKey.ed25519(
                HexFormat.of().parseHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"),
                Bytes.wrap(
                        HexFormat.of().parseHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")));
    }

    /** The answer of ssi/credential about a diploma. */
    static ObjectNode info() {
        ObjectNode info = Json.object()
                .put("id", "00112233445566778899aabbccddeeff00112233")
                .put("live", true);
        info.putObject("credential")
                .put("issuer", "ixi1issuer")
                .put("subject", "ixi1learner")
                .put("from_ms", "1763800000000")
                .put("until_ms", "0")
                .put("status_index", "131077");
        return info;
    }

    static ObjectNode claims() {
        ObjectNode claims = Json.object();
        ObjectNode achievement = claims.putObject("achievement").put("id", "urn:ixi:achievement:algebra");
        achievement.putArray("type").add("Achievement");
        achievement.put("name", "Algebra").put("description", "Groups, rings and fields");
        achievement.putObject("criteria").put("narrative", "Pass the examination.");
        return claims;
    }

    static ObjectNode badge() throws CredentialException {
        return ChainCredential.of(info(), claims(), "c0ffee", "https://node.example/1.0/status");
    }
}
