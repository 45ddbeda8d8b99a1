package io.ixi.rpc.credential;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.ixi.rpc.credential.DataIntegrity.Suite;
import io.ixi.rpc.json.Json;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** The shape that Open Badges 3.0 demands: its own JSON Schema's constraints. */
class BadgeSchemaTest {
    private static Schema schema() throws Exception {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2019_09)
                .getSchema(Json.text(Samples.resource("open-badges-3.0.schema.json")), InputFormat.JSON);
    }

    @Test
    void badgesWithTwoProofsFit() throws Exception {
        try (CredentialKey classic = Samples.ed25519();
                CredentialKey quantum = Samples.mlDsa()) {
            ObjectNode once = DataIntegrity.sign(
                    Samples.badge(), Suite.EDDSA_RDFC_2022, classic, Samples.ISSUER + "#assert-1", Samples.NOW);
            ObjectNode twice =
                    DataIntegrity.sign(once, Suite.MLDSA44_JCS_2024, quantum, Samples.ISSUER + "#key-1", Samples.NOW);
            for (ObjectNode badge : new ObjectNode[] {Samples.badge(), once, twice}) {
                assertThat(schema().validate(Json.text(badge), InputFormat.JSON))
                        .isEmpty();
            }
        }
    }

    /** A lone proof that is no array, types that are none, contexts in another order: refused by the standard. */
    @Test
    void shapesThatOtherFormatsAllowAreNone() throws Exception {
        try (CredentialKey classic = Samples.ed25519()) {
            ObjectNode once = DataIntegrity.sign(
                    Samples.badge(), Suite.EDDSA_RDFC_2022, classic, Samples.ISSUER + "#assert-1", Samples.NOW);
            ObjectNode lone = once.deepCopy();
            lone.set("proof", once.path("proof").path(0));
            ObjectNode typed = once.deepCopy();
            typed.put("type", "OpenBadgeCredential");
            ObjectNode turned = once.deepCopy();
            turned.putArray("@context")
                    .add(once.path("@context").path(1))
                    .add(once.path("@context").path(0));
            ObjectNode other = once.deepCopy();
            ((ObjectNode) other.path("issuer")).putArray("type").add("Organization");
            for (ObjectNode badge : new ObjectNode[] {lone, typed, turned, other}) {
                assertThat(schema().validate(Json.text(badge), InputFormat.JSON))
                        .as(Json.text(badge))
                        .isNotEmpty();
            }
        }
    }

    /** What the schema refuses, {@code faults} refuses too. */
    @Test
    void whatIsLeftOutIsFound() throws Exception {
        for (String path :
                new String[] {"id", "issuer", "validFrom", "credentialSubject", "criteria", "description", "achievement"
                }) {
            ObjectNode badge = Samples.badge();
            ObjectNode subject = (ObjectNode) badge.path("credentialSubject");
            ObjectNode achievement = (ObjectNode) subject.path("achievement");
            switch (path) {
                case "criteria", "description" -> achievement.remove(path);
                case "achievement" -> subject.remove(path);
                default -> badge.remove(path);
            }
            assertThat(schema().validate(Json.text(badge), InputFormat.JSON))
                    .as(path)
                    .isNotEmpty();
            assertThat(ChainCredential.faults(badge, Instant.parse(Samples.NOW)))
                    .as(path)
                    .isNotEmpty();
        }
    }
}
