package io.ixi.zkp.prover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ixi.zkp.proof.Verifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class ProverTest {
    private static final Prover PROVER = new Prover(Sample.CIRCUIT);
    private static final Verifier VERIFIER = new Verifier(Sample.CIRCUIT);
    private static final byte[] STATEMENT = {1, 2, 3};

    @Test
    void aProofIsAccepted() {
        for (int seed = 0; seed < 3; seed++) {
            Sample sample = Sample.of(seed);
            byte[] proof = prove(sample, seed, 1);
            assertThat(VERIFIER.verify(STATEMENT, sample.publicInputs, proof)).isTrue();
            assertThat(proof.length).isLessThanOrEqualTo(VERIFIER.shape().maxBytes());
        }
    }

    @Test
    void theNumberOfThreadsDoesNotShow() {
        assertThat(prove(Sample.of(1), 5, 3)).isEqualTo(prove(Sample.of(1), 5, 1));
    }

    @Test
    void secretsAndEntropyAreOverwritten() {
        Sample sample = Sample.of(1);
        byte[] entropy = Sample.entropy(1);
        PROVER.prove(STATEMENT, sample.publicInputs, sample.secrets, entropy, 1, done -> true);
        assertThat(sample.secrets).containsOnly(0);
        assertThat(entropy).containsOnly(0);
    }

    @Test
    void entropyMustBeThere() {
        assertThatThrownBy(() -> prove(Sample.of(1), new byte[32])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> prove(Sample.of(1), new byte[31])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSwitchThatIsOffComparesWithZeros() {
        Sample sample = Sample.of(2);
        sample.publicInputs[12] = 0;
        for (int i = 4; i < 8; i++) {
            sample.publicInputs[i] = 0;
        }
        assertThat(VERIFIER.verify(STATEMENT, sample.publicInputs, prove(sample, 1, 2)))
                .isTrue();
    }

    @Test
    void progressRisesAndCanStop() {
        List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
        Sample sample = Sample.of(1);
        PROVER.prove(STATEMENT, sample.publicInputs, sample.secrets, Sample.entropy(1), 1, seen::add);
        assertThat(seen).isSorted().hasSizeGreaterThan(20).allMatch(done -> done >= 0 && done <= 1000);
        for (int threads = 1; threads <= 2; threads++) {
            int number = threads;
            Sample stopped = Sample.of(1);
            assertThatThrownBy(() -> PROVER.prove(
                            STATEMENT, stopped.publicInputs, stopped.secrets, Sample.entropy(1), number, d -> d < 500))
                    .isInstanceOf(CancellationException.class);
            assertThat(stopped.secrets).containsOnly(0);
        }
    }

    @Test
    void brokenSecretsAreNamed() {
        assertBroken(0, 1, "third is first times second");
        assertBroken(3, 1, "fourth is factor times first plus 5");
        assertBroken(4, 1, "root");
        assertBroken(12, 1, "root");
        assertBroken(16, 2, "a bit of a path");
        Sample wrong = Sample.of(1);
        wrong.publicInputs[5]++;
        assertThatThrownBy(() -> prove(wrong, 1, 1))
                .isInstanceOf(BrokenWitnessException.class)
                .hasMessageContaining("salted");
        Sample low = Sample.of(1);
        low.publicInputs[13] = low.secrets[0] + 1;
        assertThatThrownBy(() -> prove(low, 1, 1)).hasMessageContaining("first is at least low");
    }

    private static void assertBroken(int secret, long by, String label) {
        Sample sample = Sample.of(1);
        sample.secrets[secret] += by;
        assertThatThrownBy(() -> prove(sample, 1, 1))
                .isInstanceOf(BrokenWitnessException.class)
                .hasMessageContaining(label);
    }

    private static byte[] prove(Sample sample, long seed, int threads) {
        return PROVER.prove(
                STATEMENT, sample.publicInputs, sample.secrets, Sample.entropy(seed), threads, done -> true);
    }

    private static byte[] prove(Sample sample, byte[] entropy) {
        return PROVER.prove(STATEMENT, sample.publicInputs, sample.secrets, entropy, 1, done -> true);
    }
}
