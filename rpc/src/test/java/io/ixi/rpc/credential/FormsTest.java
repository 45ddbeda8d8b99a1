package io.ixi.rpc.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ixi.rpc.json.Json;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Tokens, status lists, DID documents and pictures. */
class FormsTest {
    private static final String METHOD = Samples.ISSUER + "#key-1";

    @Test
    void aTokenIsReadAndAnAlteredOneIsNot() throws Exception {
        try (CredentialKey key = Samples.mlDsa()) {
            String token = Jose.jwt(Samples.badge(), key, METHOD);
            Jose.Opened opened = Jose.open(token, method -> key.publicKey());
            assertThat(opened.proof().valid()).isTrue();
            assertThat(opened.proof().suite()).isEqualTo("vc+jwt ML-DSA-44");
            assertThat(opened.credential()).isEqualTo(Samples.badge());
            List<String> parts = List.of(token.split("\\.", -1));
            String other = Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(Json.write(Samples.badge().put("name", "Another")));
            String altered = parts.get(0) + "." + other + "." + parts.get(2);
            assertThat(Jose.open(altered, method -> key.publicKey()).proof().valid())
                    .isFalse();
            assertThatThrownBy(() -> Jose.open(token + "~x~", method -> key.publicKey()))
                    .isInstanceOf(CredentialException.class);
            assertThatThrownBy(
                            () -> Jose.open(token, method -> Samples.ed25519().publicKey()))
                    .as("alg is the key's, not the token's")
                    .isInstanceOf(CredentialException.class);
            for (String bad : List.of("", "a.b", "..", "e30.e30.AAAA", token + ".x")) {
                assertThatThrownBy(() -> Jose.open(bad, method -> key.publicKey()))
                        .as(bad)
                        .isInstanceOf(CredentialException.class);
            }
        }
    }

    @Test
    void aHolderLeavesClaimsOut() throws Exception {
        ObjectNode claims = Json.object().put("name", "Alice").put("born", "2001-02-03");
        ObjectNode credential = ChainCredential.of(Samples.info(), claims, "c0ffee", "https://node.example/1.0/status");
        try (CredentialKey key = Samples.mlDsa()) {
            String whole = Jose.sdJwt(credential, key, METHOD, new SecureRandom());
            Jose.Opened all = Jose.open(whole, method -> key.publicKey());
            assertThat(all.proof().valid()).isTrue();
            assertThat(all.credential().path("credentialSubject").path("born").asString(""))
                    .isEqualTo("2001-02-03");
            List<String> parts = List.of(whole.split("~", -1));
            assertThat(parts.getFirst()).doesNotContain("Alice");
            String less = parts.get(0) + "~" + parts.get(1) + "~";
            ObjectNode shown = Jose.open(less, method -> key.publicKey()).credential();
            assertThat(shown.path("credentialSubject").path("name").asString(""))
                    .isEqualTo("Alice");
            assertThat(shown.path("credentialSubject").has("born")).isFalse();
            assertThat(Json.text(shown)).doesNotContain("_sd");
            String twice = parts.get(0) + "~" + parts.get(1) + "~" + parts.get(1) + "~";
            String own = parts.get(0) + "~"
                    + Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString("[\"salt\",\"name\",\"Bob\"]".getBytes(StandardCharsets.UTF_8))
                    + "~";
            for (String bad : List.of(twice, own, parts.get(0), parts.get(0) + "~" + parts.get(1))) {
                assertThatThrownBy(() -> Jose.open(bad, method -> key.publicKey()))
                        .isInstanceOf(CredentialException.class);
            }
        }
    }

    @Test
    void statusListsKeepTheirBits() throws Exception {
        byte[] bits = new byte[16_384];
        new Random(5).nextBytes(bits);
        assertThat(StatusList.decode(StatusList.encode(bits))).isEqualTo(bits);
        assertThat(StatusList.decode(StatusList.encode(new byte[] {(byte) 0x80}))[0])
                .isEqualTo((byte) 0x80);
        assertThat(StatusList.get(new byte[] {(byte) 0x80}, 0)).isTrue();
        assertThat(StatusList.get(new byte[] {(byte) 0x80}, StatusList.BITS)).isTrue();
        assertThat(StatusList.get(new byte[] {(byte) 0x80}, 7)).isFalse();
        assertThat(StatusList.get(new byte[0], 9)).isFalse();
        assertThatThrownBy(() -> StatusList.decode("uAAAA")).isInstanceOf(CredentialException.class);
        ObjectNode list = StatusList.credential("https://node.example/l", "did:ixi:x", "revocation", bits, Samples.NOW);
        assertThat(list.path("credentialSubject").path("encodedList").asString(""))
                .startsWith("u");
    }

    @Test
    void theShapeAndTheTimesOfACredentialAreChecked() throws Exception {
        Instant now = Instant.parse(Samples.NOW);
        ObjectNode badge = Samples.badge();
        assertThat(ChainCredential.faults(badge, now)).isEmpty();
        assertThat(ChainCredential.statuses(badge))
                .extracting(entry -> entry.path("statusPurpose").asString("") + " "
                        + entry.path("statusListIndex").asString(""))
                .containsExactly("revocation 5");
        ObjectNode plain = ChainCredential.of(
                Samples.info(), Json.object().put("name", "Alice"), "c0ffee", "https://node.example/1.0/status");
        assertThat(ChainCredential.statuses(plain))
                .extracting(entry -> entry.path("statusListCredential").asString(""))
                .containsExactly(
                        "https://node.example/1.0/status/ixi1issuer/revocation/1",
                        "https://node.example/1.0/status/ixi1issuer/suspension/1");
        assertThat(ChainCredential.statuses(Json.object())).isEmpty();
        assertThat(ChainCredential.id(badge, "c0ffee")).startsWith("0011");
        assertThat(ChainCredential.id(badge, "other")).isEmpty();
        assertThat(ChainCredential.faults(badge.deepCopy().put("validUntil", Samples.NOW), now))
                .hasSize(1);
        assertThat(ChainCredential.faults(badge.deepCopy().put("validFrom", "2027-01-01T00:00:00Z"), now))
                .hasSize(1);
        assertThat(ChainCredential.faults(badge.deepCopy().put("validUntil", "soon"), now))
                .hasSize(1);
        assertThat(ChainCredential.faults(Json.object(), now)).hasSize(4);
        ObjectNode bare = badge.deepCopy();
        ((ObjectNode) bare.path("credentialSubject").path("achievement")).remove("criteria");
        assertThat(ChainCredential.faults(bare, now)).hasSize(1);
        assertThatThrownBy(() -> ChainCredential.of(Json.object(), Json.object(), "c", "l"))
                .isInstanceOf(CredentialException.class);
    }

    @Test
    void aDidDocumentNamesItsKeys() throws Exception {
        try (CredentialKey key = Samples.mlDsa();
                CredentialKey classic = Samples.ed25519()) {
            ObjectNode answer = Json.object().put("did", Samples.ISSUER);
            answer.putArray("keys")
                    .addObject()
                    .put("scheme", 1)
                    .put("public_key", key.publicKey().publicKey().hex());
            ObjectNode record =
                    answer.putObject("record").put("updated_height", "7").put("updated_ms", "1763800000000");
            record.putArray("assertion_keys")
                    .addObject()
                    .put("number", 1)
                    .put("kind", "ASSERTION_ED25519")
                    .put("public_key", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
            record.putArray("services")
                    .addObject()
                    .put("number", 3)
                    .put("kind", "SERVICE_MESSAGING")
                    .put("uri", "https://example.org/");
            DidDocument document = DidDocument.of(answer);
            assertThat(document.methodOf(classic.publicKey())).isEqualTo(Samples.ISSUER + "#assert-1");
            assertThat(document.methodOf(key.publicKey())).isEqualTo(METHOD);
            assertThat(document.assertion(METHOD)).isEqualTo(key.publicKey());
            assertThatThrownBy(() -> document.assertion(Samples.ISSUER + "#key-2"))
                    .isInstanceOf(CredentialException.class);
            assertThat(document.json().path("service").path(0).path("type").asString(""))
                    .isEqualTo("Messaging");
            assertThat(document.metadata().path("versionId").asString("")).isEqualTo("7");
            record.put("deactivated", true);
            DidDocument ended = DidDocument.of(answer);
            assertThat(ended.json().has("verificationMethod")).isFalse();
            assertThatThrownBy(() -> ended.assertion(METHOD)).isInstanceOf(CredentialException.class);
        }
    }

    private static byte[] png() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "png", out);
        return out.toByteArray();
    }

    @Test
    void aPictureCarriesABadgeAndStaysAPicture() throws Exception {
        String badge = Json.text(Samples.badge());
        byte[] baked = BadgePicture.bake(png(), badge);
        assertThat(BadgePicture.extract(baked)).contains(badge);
        assertThat(BadgePicture.extract(png())).isEmpty();
        assertThat(ImageIO.read(new ByteArrayInputStream(baked)).getWidth()).isEqualTo(8);
        byte[] again = BadgePicture.bake(baked, "a.b.c");
        assertThat(BadgePicture.extract(again)).contains("a.b.c");
        byte[] broken = baked.clone();
        broken[60] ^= 1;
        assertThatThrownBy(() -> BadgePicture.extract(broken)).isInstanceOf(CredentialException.class);
        assertThatThrownBy(() -> BadgePicture.extract(Arrays.copyOf(baked, baked.length - 5)))
                .isInstanceOf(CredentialException.class);
    }

    @Test
    void aDrawingCarriesABadge() throws Exception {
        byte[] svg =
                "<svg xmlns=\"http://www.w3.org/2000/svg\"><circle r=\"3\"/></svg>".getBytes(StandardCharsets.UTF_8);
        String badge = Json.text(Samples.badge());
        for (String content : List.of(badge, "a.b.c")) {
            byte[] baked = BadgePicture.bake(BadgePicture.bake(svg, "old.old.old"), content);
            assertThat(BadgePicture.extract(baked)).contains(content);
            assertThat(new String(baked, StandardCharsets.UTF_8))
                    .contains("circle")
                    .doesNotContain("old.old");
        }
        assertThat(BadgePicture.extract(svg)).isEmpty();
        for (String bad : List.of("", "<html/>", "<!DOCTYPE svg [<!ENTITY x \"y\">]><svg>&x;</svg>")) {
            assertThatThrownBy(() -> BadgePicture.extract(bad.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(CredentialException.class);
        }
    }

    @Test
    void anyBytesArePictureTokenOrRefusal() throws Exception {
        Random random = new Random(11);
        byte[] baked = BadgePicture.bake(png(), "a.b.c");
        for (int i = 0; i < 2_000; i++) {
            byte[] hostile = baked.clone();
            hostile[random.nextInt(hostile.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                BadgePicture.extract(Arrays.copyOf(hostile, random.nextInt(hostile.length + 1)));
            } catch (CredentialException expected) {
                assertThat(expected).hasMessageNotContaining("null");
            }
        }
    }
}
