package io.ixi.zkp;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.zkp.circuit.Builder;
import io.ixi.zkp.circuit.Circuit;
import io.ixi.zkp.circuit.Profile;
import io.ixi.zkp.circuit.Public;
import io.ixi.zkp.circuit.PublicWord;
import io.ixi.zkp.circuit.Word;
import io.ixi.zkp.hash.Quad;
import io.ixi.zkp.hash.Sponge;
import io.ixi.zkp.proof.Verifier;
import io.ixi.zkp.prover.Prover;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The worked example of docs/zkp.md, run. */
class ExampleTest {
    private static final long SALARY = Sponge.SUITE + 100;

    static Circuit circuit() {
        Builder b = new Builder("salary at least, version 1", Profile.SMALL, 10, 2);
        PublicWord commitment = b.publicWord();
        Public bound = b.publicInput();
        Word data = b.secret();
        Word salt = b.secret();
        b.equal("the commitment", b.hash(SALARY, data, salt), commitment);
        b.below61Bits("the salary is at least the bound", data.at(0).minus(bound));
        return b.build();
    }

    @Test
    void aSalaryOfAtLeast3000() {
        byte[] statement = "for the bank, request 17".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        Quad data = new Quad(3500, 2026, 0, 0);
        Quad salt = new Quad(11, 12, 13, 14);
        Quad commitment = Quad.hash(SALARY, data, salt);
        long[] inputs = {commitment.a(), commitment.b(), commitment.c(), commitment.d(), 3000};
        long[] secrets = {3500, 2026, 0, 0, 11, 12, 13, 14};
        byte[] entropy = new byte[32];
        new SecureRandom().nextBytes(entropy);

        byte[] proof = new Prover(circuit()).prove(statement, inputs, secrets, entropy, 2, done -> true);
        assertThat(new Verifier(circuit()).verify(statement, inputs, proof)).isTrue();

        inputs[4] = 3600;
        assertThat(new Verifier(circuit()).verify(statement, inputs, proof)).isFalse();
    }

    @Test
    void theDocumentShowsThisCode() throws IOException {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("mvnw"))) {
            root = java.util.Objects.requireNonNull(root.getParent());
        }
        String document = Files.readString(root.resolve("docs/zkp.md"));
        String code = document.substring(document.indexOf("```java") + 7);
        List<String> shown = code.substring(0, code.indexOf("```"))
                .lines()
                .map(String::trim)
                .filter(line -> !line.isEmpty())
                .toList();
        List<String> here = Files.readAllLines(root.resolve("zkp/src/test/java/io/ixi/zkp/ExampleTest.java")).stream()
                .map(String::trim)
                .toList();
        assertThat(shown).hasSizeGreaterThan(15);
        assertThat(here).containsAll(shown);
    }
}
