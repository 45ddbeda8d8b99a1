package io.ixi.zkp.prover;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.zkp.circuit.Builder;
import io.ixi.zkp.circuit.Circuit;
import io.ixi.zkp.circuit.Profile;
import io.ixi.zkp.circuit.PublicWord;
import io.ixi.zkp.circuit.Word;
import io.ixi.zkp.field.Goldilocks;
import io.ixi.zkp.proof.Shape;
import io.ixi.zkp.proof.Verifier;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/**
 * Every byte of a proof, every public input and everything that is bound: a change is a refusal, never an exception.
 */
class HostileTest {
    private static final Prover PROVER = new Prover(Sample.CIRCUIT);
    private static final Verifier VERIFIER = new Verifier(Sample.CIRCUIT);
    private static final Shape SHAPE = VERIFIER.shape();
    private static final byte[] STATEMENT = "statement of the sample".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    private static final long[] INPUTS = Sample.of(9).publicInputs;
    private static final byte[] PROOF = proof(1);
    /** Where the sections of a proof start. */
    private static final int VALUES = 2 * Shape.DIGEST;

    private static final int ROOTS = VALUES + 24 * SHAPE.outside();
    private static final int LAST = ROOTS + SHAPE.layers() * Shape.DIGEST;
    private static final int NONCE = LAST + 24 * SHAPE.finalCoefficients();
    private static final int ROWS = NONCE + 8;

    private static byte[] proof(long seed) {
        Sample sample = Sample.of(9);
        return PROVER.prove(STATEMENT, sample.publicInputs, sample.secrets, Sample.entropy(seed), 2, done -> true);
    }

    @Test
    void theProofThatIsTamperedWithIsGood() {
        assertThat(accepts(PROOF)).isTrue();
    }

    @Test
    void everyElementCounts() {
        Random random = new Random(1);
        for (int at = 0; at < PROOF.length; at += 8) {
            byte[] changed = PROOF.clone();
            changed[at + random.nextInt(8)] ^= (byte) (1 << random.nextInt(8));
            assertThat(accepts(changed)).as("byte near %d changed", at).isFalse();
        }
    }

    @Test
    void everyLengthCounts() {
        Random random = new Random(2);
        for (int i = 0; i < 600; i++) {
            int length = i < 200 ? i : i < 400 ? PROOF.length - 1 - (i - 200) : random.nextInt(PROOF.length);
            assertThat(accepts(Arrays.copyOf(PROOF, length)))
                    .as("length %d", length)
                    .isFalse();
        }
        for (int more : new int[] {1, 8, 24, 32, 100_000, 10_000_000}) {
            assertThat(accepts(Arrays.copyOf(PROOF, PROOF.length + more))).isFalse();
        }
        assertThat(accepts(new byte[0])).isFalse();
    }

    @Test
    void aLastPolynomialOfAnotherLengthIsRefused() {
        assertThat(accepts(insert(PROOF, NONCE, 24))).isFalse();
        assertThat(accepts(insert(PROOF, NONCE, 24 * SHAPE.finalCoefficients())))
                .isFalse();
        assertThat(accepts(remove(PROOF, NONCE - 24, 24))).isFalse();
        assertThat(accepts(remove(PROOF, LAST, 24))).isFalse();
    }

    @Test
    void anotherNumberOfLayersIsRefused() {
        assertThat(accepts(insert(PROOF, LAST, 32))).isFalse();
        assertThat(accepts(remove(PROOF, ROOTS, 32))).isFalse();
    }

    @Test
    void rowsCannotBeSwappedRepeatedOrDropped() {
        int row = 8 * SHAPE.committed();
        byte[] swapped = PROOF.clone();
        System.arraycopy(PROOF, ROWS, swapped, ROWS + row, row);
        System.arraycopy(PROOF, ROWS + row, swapped, ROWS, row);
        assertThat(accepts(swapped)).isFalse();
        byte[] repeated = PROOF.clone();
        System.arraycopy(PROOF, ROWS, repeated, ROWS + row, row);
        assertThat(accepts(repeated)).isFalse();
        assertThat(accepts(remove(PROOF, ROWS, row))).isFalse();
        assertThat(accepts(insert(PROOF, ROWS, row))).isFalse();
    }

    @Test
    void numbersThatAreNotBelowPAreRefused() {
        for (int at : new int[] {VALUES, VALUES + 8, LAST, NONCE - 8, ROWS, ROWS + 8}) {
            for (long value : new long[] {Goldilocks.P, Goldilocks.P + 1, -1}) {
                byte[] changed = PROOF.clone();
                ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putLong(at, value);
                assertThat(accepts(changed)).isFalse();
            }
        }
        for (int i = 0; i < INPUTS.length; i++) {
            for (long value : new long[] {Goldilocks.P, -1, INPUTS[i] + Goldilocks.P}) {
                if (!Goldilocks.isCanonical(value)) {
                    long[] inputs = INPUTS.clone();
                    inputs[i] = value;
                    assertThat(VERIFIER.verify(STATEMENT, inputs, PROOF)).isFalse();
                }
            }
        }
    }

    @Test
    void everyPublicInputIsBound() {
        for (int i = 0; i < INPUTS.length; i++) {
            long[] inputs = INPUTS.clone();
            inputs[i] = Goldilocks.add(inputs[i], 1);
            assertThat(VERIFIER.verify(STATEMENT, inputs, PROOF))
                    .as("input %d", i)
                    .isFalse();
            long[] swapped = INPUTS.clone();
            swapped[i] = INPUTS[(i + 1) % INPUTS.length];
            swapped[(i + 1) % INPUTS.length] = INPUTS[i];
            if (!Arrays.equals(swapped, INPUTS)) {
                assertThat(VERIFIER.verify(STATEMENT, swapped, PROOF)).isFalse();
            }
        }
        assertThat(VERIFIER.verify(STATEMENT, Arrays.copyOf(INPUTS, INPUTS.length - 1), PROOF))
                .isFalse();
        assertThat(VERIFIER.verify(STATEMENT, Arrays.copyOf(INPUTS, INPUTS.length + 1), PROOF))
                .isFalse();
        assertThat(VERIFIER.verify(STATEMENT, new long[0], PROOF)).isFalse();
    }

    @Test
    void everyBitOfTheStatementIsBound() {
        for (int bit = 0; bit < 8 * STATEMENT.length; bit++) {
            byte[] changed = STATEMENT.clone();
            changed[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(VERIFIER.verify(changed, INPUTS, PROOF)).isFalse();
        }
        assertThat(VERIFIER.verify(Arrays.copyOf(STATEMENT, STATEMENT.length + 1), INPUTS, PROOF))
                .isFalse();
        assertThat(VERIFIER.verify(Arrays.copyOf(STATEMENT, STATEMENT.length - 1), INPUTS, PROOF))
                .isFalse();
    }

    /** Two circuits that differ in a name, a tag, a parameter or a label: the first three make different proofs. */
    @Test
    void theCircuitIsBound() {
        Circuit same = tiny("a", 7, Profile.SMALL);
        long[] digest = io.ixi.zkp.hash.Sponge.hash(7, new long[] {1, 2, 3, 4});
        byte[] proof =
                new Prover(same).prove(STATEMENT, digest, new long[] {1, 2, 3, 4}, Sample.entropy(3), 1, done -> true);
        assertThat(new Verifier(same).verify(STATEMENT, digest, proof)).isTrue();
        assertThat(new Verifier(tiny("a", 7, Profile.SMALL)).verify(STATEMENT, digest, proof))
                .isTrue();
        assertThat(new Verifier(tiny("b", 7, Profile.SMALL)).verify(STATEMENT, digest, proof))
                .isFalse();
        assertThat(new Verifier(tiny("a", 8, Profile.SMALL)).verify(STATEMENT, digest, proof))
                .isFalse();
        Profile other = new Profile(4, 57, 15);
        assertThat(new Verifier(tiny("a", 7, other)).verify(STATEMENT, digest, proof))
                .isFalse();
        assertThat(VERIFIER.verify(STATEMENT, INPUTS, proof)).isFalse();
    }

    private static Circuit tiny(String name, long tag, Profile profile) {
        Builder b = new Builder(name, profile, 10, 1);
        PublicWord digest = b.publicWord();
        Word preimage = b.secret();
        b.equal("digest", b.hash(tag, preimage), digest);
        return b.build();
    }

    /** A part of one proof does not fit into another of the same statement: no transcript is shared. */
    @Test
    void proofsCannotBeMixed() {
        byte[] other = proof(2);
        int[] cuts = {32, VALUES, ROOTS, LAST, NONCE, ROWS};
        for (int cut : cuts) {
            byte[] mixed = other.clone();
            System.arraycopy(PROOF, 0, mixed, 0, cut);
            assertThat(accepts(mixed)).isFalse();
        }
    }

    @Property(tries = 300)
    void bytesWithoutMeaningAreRefused(@ForAll @Size(max = 3000) byte[] bytes) {
        assertThat(accepts(bytes)).isFalse();
    }

    @Property(tries = 300)
    void damageIsRefused(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int changes, @ForAll @IntRange(max = 64) int cut) {
        Random random = new Random(seed);
        byte[] changed = PROOF.clone();
        for (int i = 0; i < changes; i++) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt();
        }
        byte[] shorter = Arrays.copyOf(changed, changed.length - cut);
        assertThat(Arrays.equals(shorter, PROOF) || !accepts(shorter)).isTrue();
    }

    /** Random numbers in all places of a proof of the right length: what passes the reader must fail later. */
    @Test
    void numbersWithoutMeaningAreRefused() {
        Random random = new Random(5);
        for (int i = 0; i < 50; i++) {
            ByteBuffer out = ByteBuffer.allocate(PROOF.length).order(ByteOrder.LITTLE_ENDIAN);
            while (out.remaining() >= 8) {
                out.putLong(random.nextLong() >>> 1);
            }
            assertThat(accepts(out.array())).isFalse();
        }
    }

    private static boolean accepts(byte[] proof) {
        return VERIFIER.verify(STATEMENT, INPUTS, proof);
    }

    private static byte[] insert(byte[] proof, int at, int count) {
        byte[] longer = new byte[proof.length + count];
        System.arraycopy(proof, 0, longer, 0, at);
        System.arraycopy(proof, at, longer, at + count, proof.length - at);
        return longer;
    }

    private static byte[] remove(byte[] proof, int at, int count) {
        byte[] shorter = new byte[proof.length - count];
        System.arraycopy(proof, 0, shorter, 0, at);
        System.arraycopy(proof, at + count, shorter, at, proof.length - at - count);
        return shorter;
    }
}
