package io.ixi.zkp.statement;

import io.ixi.zkp.circuit.Circuit;
import io.ixi.zkp.field.Goldilocks;
import io.ixi.zkp.field.Ntt;
import io.ixi.zkp.hash.Poseidon2;
import io.ixi.zkp.prover.Prover;
import io.ixi.zkp.statement.Cases.Case;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;

/**
 * Prints what proofs cost, and in the same run how fast this machine hashes and multiplies, so that the figures carry
 * to other machines. For each statement: proof bytes; processor and wall time of a proof on one and two threads, the
 * median of the rounds; bytes allocated and peak of the heap; time of a verification; and the same in units of field
 * multiplications and of SHA-256 compressions. Arguments: rounds (default 9), and how the name of a case begins.
 */
final class ProofBenchmark {
    private ProofBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 9;
        long cold = System.nanoTime();
        Case transfer = Cases.transfer();
        Prover prover = new Prover(transfer.statement().verifier().circuit());
        prove(prover, transfer, 1);
        System.out.printf("first proof in this JVM, circuit compiled: %.2f s%n", seconds(cold));
        double multiplication = rates();
        TreeMap<String, Case> cases = new TreeMap<>();
        for (Case each : List.of(transfer, Cases.pass(), Cases.total(64), Cases.total(960))) {
            cases.put(each.name(), each);
        }
        for (Case each : cases.values()) {
            if (arguments.length > 1 && !each.name().startsWith(arguments[1])) {
                continue;
            }
            measure(each, rounds, multiplication);
        }
        rates();
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private static double rates() throws Exception {
        Random random = new Random(3);
        long[] x = new long[4096];
        for (int i = 0; i < x.length; i++) {
            x[i] = random.nextLong() >>> 1;
        }
        long[] y = x.clone();
        double multiplication = nanos(4096, () -> {
            for (int i = 0; i < x.length; i++) {
                y[i] = Goldilocks.mul(y[i], x[i]);
            }
            return y[7];
        });
        double chain = nanos(4096, () -> {
            long product = 3;
            for (long factor : x) {
                product = Goldilocks.mul(product, factor);
            }
            return product;
        });
        long[] state = new long[12];
        double permutation = nanos(100, () -> {
            for (int i = 0; i < 100; i++) {
                Poseidon2.permute(state);
            }
            return state[0];
        });
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        byte[] pair = new byte[64];
        double node = nanos(100, () -> {
            for (int i = 0; i < 100; i++) {
                pair[i % 64] ^= sha.digest(pair)[0];
            }
            return pair[0];
        });
        StringBuilder transforms = new StringBuilder();
        for (int log : new int[] {11, 16, 20}) {
            Ntt ntt = new Ntt(log);
            long[] scale = ntt.powers(7);
            long[] out = new long[ntt.size()];
            double time = nanos(1, () -> {
                ntt.values(scale, 0, scale.length, scale, out, 0);
                return out[1];
            });
            transforms
                    .append(" 2^")
                    .append(log)
                    .append(": ")
                    .append(Math.round(time / 1000))
                    .append(" us");
        }
        System.out.printf(
                "multiplication %.2f ns, in a chain %.2f ns; Poseidon2 %.2f us; SHA-256 of 64 bytes %.0f ns;"
                        + " transform%s%n",
                multiplication, chain, permutation / 1000, node, transforms);
        return multiplication;
    }

    /** Nanoseconds of processor time of one unit of work: the least of many runs of about 20 ms. */
    private static double nanos(int units, LongSupplier work) {
        var clock = ManagementFactory.getThreadMXBean();
        double best = Double.MAX_VALUE;
        long sink = 0;
        for (int run = 0; run < 40; run++) {
            long start = clock.getCurrentThreadCpuTime();
            int count = 0;
            long now = start;
            while (now - start < 20_000_000) {
                sink += work.getAsLong();
                count++;
                now = clock.getCurrentThreadCpuTime();
            }
            best = Math.min(best, (double) (now - start) / count / units);
        }
        // printed only if it is a number that never comes up, so that no work can be left out
        if (sink == 42_424_242_424_242L) {
            System.out.println(sink);
        }
        return best;
    }

    private static byte[] prove(Prover prover, Case each, int threads) {
        return prove(prover, each, threads, done -> true);
    }

    private static byte[] prove(Prover prover, Case each, int threads, IntPredicate progress) {
        byte[] entropy = new byte[32];
        new Random(System.nanoTime()).nextBytes(entropy);
        return prover.prove(
                each.statement().encode(),
                each.statement().publicInputs(),
                each.secrets().get(),
                entropy,
                threads,
                progress);
    }

    private static void measure(Case each, int rounds, double multiplication) {
        Circuit circuit = each.statement().verifier().circuit();
        Prover prover = new Prover(circuit);
        byte[] proof = prove(prover, each, 1);
        for (int i = 0; i < Math.min(rounds, 5); i++) {
            proof = prove(prover, each, 2);
        }
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        List<Double> wall = new ArrayList<>();
        List<Double> cpu = new ArrayList<>();
        List<Double> two = new ArrayList<>();
        long peak = 0;
        long allocated = 0;
        for (int i = 0; i < rounds; i++) {
            System.gc();
            reset();
            long bytes = threads.getCurrentThreadAllocatedBytes();
            long cpuStart = threads.getCurrentThreadCpuTime();
            long start = System.nanoTime();
            proof = prove(prover, each, 1);
            wall.add(seconds(start));
            cpu.add((threads.getCurrentThreadCpuTime() - cpuStart) / 1e9);
            allocated = threads.getCurrentThreadAllocatedBytes() - bytes;
            peak = Math.max(peak, peak());
            start = System.nanoTime();
            proof = prove(prover, each, 2);
            two.add(seconds(start));
        }
        byte[] statement = each.statement().encode();
        byte[] shown = proof;
        double verify = nanos(1, () -> {
            if (!Statement.verify(statement, shown)) {
                throw new IllegalStateException("a good proof was refused");
            }
            return 1;
        });
        System.out.printf(
                "%s: 2^%d rows, %d columns, %d blocks, %d constraints%n",
                each.name(),
                circuit.logRows(),
                circuit.width() + 3,
                circuit.blocks(),
                circuit.tape().constraints());
        System.out.printf(
                "  proof %,d bytes (bound %,d)%n",
                proof.length, each.statement().verifier().shape().maxBytes());
        System.out.printf(
                "  prove: 1 thread %.0f ms processor (least %.0f), %.0f ms wall; 2 threads %.0f ms wall; %.0f million"
                        + " multiplications%n",
                1000 * median(cpu),
                1000 * Collections.min(cpu),
                1000 * median(wall),
                1000 * median(two),
                median(cpu) * 1e3 / multiplication);
        System.out.printf("  of these, in ms: %s%n", profile(prover, each, rounds));
        System.out.printf("  memory: allocated %,d KiB, heap peak %,d KiB%n", allocated / 1024, peak / 1024);
        System.out.printf(
                "  verify: %.2f ms, %.0f a second; %.2f million multiplications; bounds %,d compressions, %,d"
                        + " multiplications%n",
                verify / 1e6,
                1e9 / verify,
                verify / multiplication / 1e6,
                each.statement().verifier().shape().maxCompressions(),
                each.statement().verifier().shape().maxMultiplications());
    }

    /** Where a proof's time goes: the prover reports how far it is, in thousandths, before each task. */
    private static String profile(Prover prover, Case each, int rounds) {
        String[] stages = {"trace", "commit", "constraints", "quotient", "outside and sum", "fold", "grind and open"};
        int[] starts = {0, 50, 400, 600, 800, 900, 950};
        double[] best = new double[stages.length];
        Arrays.fill(best, Double.MAX_VALUE);
        var clock = ManagementFactory.getThreadMXBean();
        for (int round = 0; round < rounds; round++) {
            long[] marks = new long[stages.length + 1];
            marks[0] = clock.getCurrentThreadCpuTime();
            int[] next = {1};
            prove(prover, each, 1, done -> {
                while (next[0] < starts.length && done >= starts[next[0]]) {
                    marks[next[0]++] = clock.getCurrentThreadCpuTime();
                }
                return true;
            });
            marks[stages.length] = clock.getCurrentThreadCpuTime();
            for (int i = 0; i < stages.length; i++) {
                best[i] = Math.min(best[i], (marks[i + 1] - marks[i]) / 1e6);
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < stages.length; i++) {
            text.append(i == 0 ? "" : ", ").append(stages[i]).append(' ').append(Math.round(best[i]));
        }
        return text.toString();
    }

    private static double median(List<Double> values) {
        Collections.sort(values);
        return values.get(values.size() / 2);
    }

    private static void reset() {
        ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
    }

    private static long peak() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
    }
}
