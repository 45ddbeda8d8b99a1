package io.ixi.rpc.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ixi.rpc.credential.DataIntegrity.Checked;
import io.ixi.rpc.credential.DataIntegrity.Suite;
import io.ixi.rpc.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Embedded proofs: a vector that others published, our own, and what nobody signed. */
class DataIntegrityTest {
    @Test
    void aPublishedProofOfMlDsaHolds() throws Exception {
        ObjectNode vector = Samples.resource("mldsa44-jcs-2024.json");
        Multikey key = Multikey.parse(vector.path("publicKeyMultibase").asString());
        assertThat(key.multibase()).isEqualTo(vector.path("publicKeyMultibase").asString());
        ObjectNode document = (ObjectNode) vector.path("document");
        assertThat(DataIntegrity.verify(document, method -> key))
                .singleElement()
                .matches(Checked::valid);
        ObjectNode altered = document.deepCopy();
        ((ObjectNode) altered.path("credentialSubject")).put("alumniOf", "Another University");
        assertThat(DataIntegrity.verify(altered, method -> key)).noneMatch(Checked::valid);
        ObjectNode later = document.deepCopy();
        ((ObjectNode) later.path("proof")).put("created", "2024-03-01T21:29:24Z");
        assertThat(DataIntegrity.verify(later, method -> key)).noneMatch(Checked::valid);
    }

    @Test
    void aBadgeHasAClassicAndAPostQuantumProof() throws Exception {
        try (CredentialKey classic = Samples.ed25519();
                CredentialKey quantum = Samples.mlDsa()) {
            ObjectNode once = DataIntegrity.sign(
                    Samples.badge(), Suite.EDDSA_RDFC_2022, classic, Samples.ISSUER + "#assert-1", Samples.NOW);
            ObjectNode twice =
                    DataIntegrity.sign(once, Suite.MLDSA44_JCS_2024, quantum, Samples.ISSUER + "#key-1", Samples.NOW);
            assertThat(twice.path("proof").size()).isEqualTo(2);
            List<Checked> checked = DataIntegrity.verify(
                    twice, method -> method.endsWith("#key-1") ? quantum.publicKey() : classic.publicKey());
            assertThat(checked).hasSize(2).allMatch(Checked::valid);
            assertThat(DataIntegrity.verify(twice, method -> quantum.publicKey()))
                    .as("each suite has its kind of key")
                    .extracting(Checked::valid)
                    .containsExactly(false, true);
            ObjectNode altered = twice.deepCopy();
            altered.put("validFrom", "2020-01-01T00:00:00Z");
            assertThat(DataIntegrity.verify(
                            altered, method -> method.endsWith("#key-1") ? quantum.publicKey() : classic.publicKey()))
                    .noneMatch(Checked::valid);
        }
    }

    /** A term that no context defines would be in the document and not under the signature. */
    @Test
    void aTermWithoutMeaningIsNotSignedAsAGraph() throws Exception {
        ObjectNode badge = Samples.badge();
        badge.put("surprise", "unsigned");
        try (CredentialKey classic = Samples.ed25519()) {
            assertThatThrownBy(
                            () -> DataIntegrity.sign(badge, Suite.EDDSA_RDFC_2022, classic, "did:ixi:x#1", Samples.NOW))
                    .isInstanceOf(CredentialException.class);
            badge.remove("surprise");
            ((ArrayNode) badge.path("@context")).add("https://example.org/unknown/v1");
            assertThatThrownBy(
                            () -> DataIntegrity.sign(badge, Suite.EDDSA_RDFC_2022, classic, "did:ixi:x#1", Samples.NOW))
                    .as("contexts are not fetched")
                    .isInstanceOf(CredentialException.class);
        }
    }

    /** Blank nodes that all name each other: to order them, every order would have to be tried. */
    @Test
    void aGraphThatIsHardToCanonicalizeIsRefused() throws Exception {
        ObjectNode poison = Samples.badge();
        poison.putArray("@context").add("https://www.w3.org/ns/credentials/v2");
        poison.putArray("type").add("VerifiableCredential");
        poison.remove(List.of("name", "credentialStatus"));
        poison.put("issuer", "did:example:issuer");
        ArrayNode subjects = poison.putArray("credentialSubject");
        int nodes = 12;
        for (int i = 0; i < nodes; i++) {
            ArrayNode others = subjects.addObject()
                    .put("id", "_:b" + i)
                    .put("type", "VerifiableCredential")
                    .putArray("evidence");
            for (int j = 0; j < nodes; j++) {
                if (i != j) {
                    others.add("_:b" + j);
                }
            }
        }
        try (CredentialKey classic = Samples.ed25519()) {
            assertThatThrownBy(() ->
                            DataIntegrity.sign(poison, Suite.EDDSA_RDFC_2022, classic, "did:ixi:x#1", Samples.NOW))
                    .isInstanceOf(CredentialException.class)
                    .hasMessageContaining("cannot be canonicalized");
        }
    }

    @Test
    void whatIsNoProofIsNotValid() throws Exception {
        try (CredentialKey key = Samples.mlDsa()) {
            ObjectNode badge = Samples.badge();
            assertThat(DataIntegrity.verify(badge, method -> key.publicKey())).isEmpty();
            ObjectNode secured = DataIntegrity.sign(badge, Suite.MLDSA44_JCS_2024, key, "did:ixi:x#1", Samples.NOW);
            for (String field : List.of("type", "cryptosuite", "proofPurpose", "proofValue", "@context")) {
                ObjectNode altered = secured.deepCopy();
                ((ObjectNode) altered.path("proof").path(0)).put(field, "uAAAA");
                assertThat(DataIntegrity.verify(altered, method -> key.publicKey()))
                        .as(field)
                        .noneMatch(Checked::valid);
            }
            ArrayNode many = badge.putArray("proof");
            for (int i = 0; i <= DataIntegrity.MAX_PROOFS; i++) {
                many.add(secured.path("proof").path(0));
            }
            assertThatThrownBy(() -> DataIntegrity.verify(badge, method -> key.publicKey()))
                    .isInstanceOf(CredentialException.class);
            badge.set("proof", Json.string("proof"));
            assertThat(DataIntegrity.verify(badge, method -> key.publicKey())).noneMatch(Checked::valid);
        }
    }

    /** Vectors of draft-msporny-base58 and of the multicodec table's Ed25519 keys in did:key. */
    @Test
    void keysAreWrittenAsOthersWriteThem() throws Exception {
        assertThat(Multibase.base58("Hello World!".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo("z2NEpo7TZRRrLZSi2U");
        assertThat(Multibase.base58(new byte[] {0, 0, 0x28, 0x7f, (byte) 0xb4, (byte) 0xcd}))
                .isEqualTo("z11233QC4");
        assertThat(Multibase.decode("z11233QC4")).containsExactly(0, 0, 0x28, 0x7f, 0xb4, 0xcd);
        String key = "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
        assertThat(Multikey.parse(key).kind()).isEqualTo(Multikey.Kind.ED25519);
        assertThat(Multikey.parse(key).multibase()).isEqualTo(key);
        for (String bad : List.of("", "u", "z0", "m00", "uAA=", "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2do")) {
            assertThatThrownBy(() -> Multikey.parse(bad)).as(bad).isInstanceOf(CredentialException.class);
        }
    }
}
