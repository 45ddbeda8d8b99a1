package io.ixi.zkp.prover;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.ixi.zkp.circuit.Builder;
import io.ixi.zkp.circuit.Circuit;
import io.ixi.zkp.circuit.Profile;
import io.ixi.zkp.circuit.PublicWord;
import io.ixi.zkp.circuit.Word;
import io.ixi.zkp.field.Goldilocks;
import io.ixi.zkp.hash.Sponge;
import io.ixi.zkp.proof.ReferenceVerifier;
import io.ixi.zkp.proof.Shape;
import io.ixi.zkp.proof.Verifier;
import io.ixi.zkp.statement.Cases;
import io.ixi.zkp.statement.Statement;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Good proofs under changes that know their form: numbers replaced by edges and by each other, sections cut, repeated
 * and taken from another proof. The circuit asks for no grinding, so that a change before the queries is not stopped
 * there. Everything but the proof itself is refused, without an exception and within a bound of memory; the second
 * verifier agrees on some of it and on the corpus. A line of output names the seed; {@code -Dixi.seed} repeats a run,
 * {@code -Dixi.fuzz.seconds=600} goes on for so long. The corpus has a seed for each depth that a change reached, told
 * by how many bytes the verifier took; {@code -Dixi.fuzz.corpus=FILE} writes it after a run, with what it had before.
 */
class VerifierFuzzTest {
    private static final long SEED = Long.getLong("ixi.seed", 20_261_123L);
    private static final long SECONDS = Long.getLong("ixi.fuzz.seconds", 0);
    private static final String KEEP = System.getProperty("ixi.fuzz.corpus", "");
    private static final int RUNS = 2_000;
    private static final int SECOND_OPINION = 100;
    private static final int DEPTH = 1_024;
    private static final long MEMORY = 2L << 20;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long[] EDGES = {0, 1, Goldilocks.P - 1, Goldilocks.P, Goldilocks.P + 1, -1, 1L << 32, 1L << 63
    };
    private static final int KINDS = 7;

    private static final byte[] STATEMENT = {3, 1, 4};
    private static final long[] INPUTS = Sponge.hash(7, new long[] {1, 2, 3, 4});
    private static final Circuit CIRCUIT = circuit();
    private static final Verifier VERIFIER = new Verifier(CIRCUIT);
    private static final Prover PROVER = new Prover(CIRCUIT);
    private static final byte[] PROOF = proof(1);
    private static final byte[] OTHER = proof(2);

    /** Where sections start: roots, values, roots of layers, last polynomial, nonce, rows, paths and layers, end. */
    private static final int[] SECTIONS = sections();

    private static Circuit circuit() {
        Builder b = new Builder("fuzzed", new Profile(4, 57, 0), 10, 1);
        PublicWord digest = b.publicWord();
        Word preimage = b.secret();
        b.equal("digest", b.hash(7, preimage), digest);
        return b.build();
    }

    private static byte[] proof(long seed) {
        return PROVER.prove(STATEMENT, INPUTS, new long[] {1, 2, 3, 4}, Sample.entropy(seed), 2, done -> true);
    }

    private static int[] sections() {
        Shape shape = VERIFIER.shape();
        int values = 2 * Shape.DIGEST;
        int roots = values + 8 * Shape.EXTENSION * shape.outside();
        int last = roots + Shape.DIGEST * shape.layers();
        int nonce = last + 8 * Shape.EXTENSION * shape.finalCoefficients();
        int rows = nonce + 8;
        int paths = rows + 8 * 50 * (shape.committed() + Shape.QUOTIENT);
        return new int[] {0, values, roots, last, nonce, rows, paths, PROOF.length};
    }

    /** One changed proof: everything follows from the seed. */
    private static byte[] changed(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] proof = PROOF.clone();
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            proof = changed(proof, random);
        }
        return proof;
    }

    private static byte[] changed(byte[] proof, SplittableRandom random) {
        int section = random.nextInt(SECTIONS.length - 1);
        int from = Math.min(SECTIONS[section], Math.max(0, proof.length - 8));
        int to = Math.max(from + 1, Math.min(SECTIONS[section + 1], proof.length - 7));
        int at = from + (random.nextInt(to - from) & -8);
        int length = 8 * (1 + random.nextInt(60));
        int end = Math.min(proof.length, at + length);
        ByteBuffer buffer = ByteBuffer.wrap(proof).order(ByteOrder.LITTLE_ENDIAN);
        switch (random.nextInt(KINDS)) {
            case 0 -> proof[at + random.nextInt(Math.min(8, proof.length - at))] ^= (byte) (1 << random.nextInt(8));
            case 1 -> buffer.putLong(Math.min(at, proof.length - 8), EDGES[random.nextInt(EDGES.length)]);
            case 2 -> System.arraycopy(OTHER, Math.min(at, OTHER.length - (end - at)), proof, at, end - at);
            case 3 -> {
                int source = random.nextInt(proof.length - (end - at) + 1);
                System.arraycopy(proof, source, proof, at, end - at);
            }
            case 4 -> {
                return joined(proof, at, new byte[0], end);
            }
            case 5 -> {
                return joined(proof, at, new byte[end - at], at);
            }
            default -> {
                return joined(proof, at, Arrays.copyOfRange(proof, at, end), at);
            }
        }
        return proof;
    }

    /** The proof up to {@code at}, then {@code middle}, then the proof from {@code from}. */
    private static byte[] joined(byte[] proof, int at, byte[] middle, int from) {
        return ByteBuffer.allocate(at + middle.length + proof.length - from)
                .put(proof, 0, at)
                .put(middle)
                .put(proof, from, proof.length - from)
                .array();
    }

    /** The bytes that the verifier took. */
    private static long refused(long seed) {
        byte[] proof = changed(seed);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        boolean shown = VERIFIER.verify(STATEMENT, INPUTS, proof);
        long taken = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertThat(shown).as("seed %d", seed).isEqualTo(Arrays.equals(proof, PROOF));
        assertThat(taken).as("bytes taken, seed %d", seed).isLessThan(MEMORY);
        return taken;
    }

    private static void agreed(long seed) throws NoSuchAlgorithmException {
        byte[] proof = changed(seed);
        assertThat(ReferenceVerifier.accepts(CIRCUIT, STATEMENT, INPUTS, proof))
                .as("the second verifier, seed %d", seed)
                .isEqualTo(Arrays.equals(proof, PROOF));
    }

    private static List<Long> corpus() throws IOException {
        try (InputStream in = Objects.requireNonNull(VerifierFuzzTest.class.getResourceAsStream("verifier.seeds"))) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .map(Long::parseLong)
                    .toList();
        }
    }

    @Test
    void theCorpusIsRefusedByBothVerifiers() throws IOException, NoSuchAlgorithmException {
        List<Long> seeds = corpus();
        assertThat(seeds).hasSizeGreaterThan(10);
        for (long seed : seeds) {
            refused(seed);
            agreed(seed);
        }
    }

    @Test
    void changedProofsAreRefused() throws IOException, NoSuchAlgorithmException {
        assertThat(VERIFIER.verify(STATEMENT, INPUTS, PROOF)).isTrue();
        SplittableRandom seeds = new SplittableRandom(SEED);
        long end = System.nanoTime() + SECONDS * 1_000_000_000L;
        long runs = 0;
        TreeMap<Long, Long> depths = new TreeMap<>();
        for (long seed : corpus()) {
            depths.putIfAbsent(refused(seed) / DEPTH, seed);
        }
        while (runs < RUNS || (SECONDS > 0 && System.nanoTime() < end)) {
            long seed = seeds.nextLong();
            depths.putIfAbsent(refused(seed) / DEPTH, seed);
            if (runs % SECOND_OPINION == 0) {
                agreed(seed);
            }
            runs++;
        }
        if (!KEEP.isEmpty()) {
            Files.write(
                    Path.of(KEEP), depths.values().stream().map(String::valueOf).toList());
        }
        System.out.println("verifier: " + runs + " changed proofs refused, seed " + SEED);
    }

    /** Bytes of statements under changes: none throws, and what is read is written back to the same bytes. */
    @Test
    void statementsAreReadOrRefused() {
        List<byte[]> good = List.of(
                Cases.transfer().statement().encode(),
                Cases.pass().statement().encode(),
                Cases.total(64).statement().encode());
        SplittableRandom random = new SplittableRandom(SEED);
        long end = System.nanoTime() + SECONDS * 1_000_000_000L / 4;
        long runs = 0;
        long read = 0;
        while (runs < 10 * RUNS || (SECONDS > 0 && System.nanoTime() < end)) {
            byte[] bytes = good.get(random.nextInt(good.size())).clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            byte[] cut = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(2 * bytes.length)) : bytes;
            var statement = Statement.decode(cut);
            if (statement.isPresent()) {
                assertThat(statement.get().encode()).isEqualTo(cut);
                read++;
            }
            runs++;
        }
        System.out.println("statements: " + runs + " changed, " + read + " of them read, seed " + SEED);
        assertThat(read).isPositive();
    }
}
