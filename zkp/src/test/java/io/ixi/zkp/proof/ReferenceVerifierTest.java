package io.ixi.zkp.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.zkp.circuit.Circuit;
import io.ixi.zkp.field.Goldilocks;
import io.ixi.zkp.prover.Prover;
import io.ixi.zkp.statement.Cases;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.NoSuchAlgorithmException;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Two verifiers that share no code agree: on proofs of all statements, and on changed ones. */
class ReferenceVerifierTest {
    private static final int CHANGES = 12;

    @TestFactory
    Stream<DynamicTest> theyAgree() {
        return Stream.of(Cases.transfer(), Cases.pass(), Cases.total(3))
                .map(each -> DynamicTest.dynamicTest(each.name(), () -> agree(each)));
    }

    private static void agree(Cases.Case each) throws NoSuchAlgorithmException {
        Verifier verifier = each.statement().verifier();
        Circuit circuit = verifier.circuit();
        byte[] statement = each.statement().encode();
        long[] inputs = each.statement().publicInputs();
        byte[] entropy = new byte[32];
        Random random = new Random(29);
        random.nextBytes(entropy);
        byte[] proof = new Prover(circuit)
                .prove(statement, inputs.clone(), each.secrets().get(), entropy, 2, done -> true);
        assertThat(verifier.verify(statement, inputs, proof)).isTrue();
        assertThat(ReferenceVerifier.accepts(circuit, statement, inputs, proof)).isTrue();
        int rows = proof.length / 6;
        for (int i = 0; i < CHANGES; i++) {
            byte[] changed = proof.clone();
            // after the queries are drawn: what comes before is stopped by the grinding in both
            int at = rows + 8 * random.nextInt((proof.length - rows) / 8);
            ByteBuffer.wrap(changed)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(at, i % 3 == 0 ? Goldilocks.P : random.nextLong() >>> 1);
            assertThat(verifier.verify(statement, inputs, changed)).isFalse();
            assertThat(ReferenceVerifier.accepts(circuit, statement, inputs, changed))
                    .isFalse();
        }
        long[] other = inputs.clone();
        other[0] = Goldilocks.add(other[0], 1);
        assertThat(ReferenceVerifier.accepts(circuit, statement, other, proof)).isFalse();
        assertThat(ReferenceVerifier.accepts(circuit, new byte[] {1}, inputs, proof))
                .isFalse();
    }
}
