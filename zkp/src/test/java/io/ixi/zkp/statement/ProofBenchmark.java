package io.ixi.zkp.statement;

import io.ixi.zkp.circuit.Circuit;
import io.ixi.zkp.field.Goldilocks;
import io.ixi.zkp.field.Ntt;
import io.ixi.zkp.hash.Poseidon2;
import io.ixi.zkp.hash.Quad;
import io.ixi.zkp.hash.WordTree;
import io.ixi.zkp.prover.Prover;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Prints what proofs cost, and in the same run how fast this machine hashes and multiplies, so that the figures carry
 * to
 * other machines. For each statement: proof bytes; processor and wall time of a proof on one and two threads, the
 * median
 * of the rounds; bytes allocated and peak of the heap; time of a verification; and the same in units of field
 * multiplications and of SHA-256 compressions. Arguments: rounds (default 9).
 */
final class ProofBenchmark {
    private static final World WORLD = new World(1);

    private ProofBenchmark() {}

    private record Case(String name, Statement statement, java.util.function.Supplier<long[]> secrets) {}

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 9;
        long cold = System.nanoTime();
        Case transfer = transfer();
        Prover prover = new Prover(transfer.statement().verifier().circuit());
        prove(prover, transfer, 1);
        System.out.printf("first proof in this JVM, circuit compiled: %.2f s%n", seconds(cold));
        double multiplication = rates();
        TreeMap<String, Case> cases = new TreeMap<>();
        for (Case each : List.of(transfer, pass(), total(64), total(960))) {
            cases.put(each.name(), each);
        }
        for (Case each : cases.values()) {
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
                "multiplication %.2f ns, in a chain %.2f ns; Poseidon2 %.2f us; SHA-256 of 64 bytes %.0f ns; transform%s%n",
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
        byte[] entropy = new byte[32];
        new Random(System.nanoTime()).nextBytes(entropy);
        return prover.prove(
                each.statement().encode(),
                each.statement().publicInputs(),
                each.secrets().get(),
                entropy,
                threads,
                done -> true);
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
                "  prove: 1 thread %.0f ms processor, %.0f ms wall; 2 threads %.0f ms wall; %.0f million multiplications%n",
                1000 * median(cpu), 1000 * median(wall), 1000 * median(two), median(cpu) * 1e3 / multiplication);
        System.out.printf("  memory: allocated %,d KiB, heap peak %,d KiB%n", allocated / 1024, peak / 1024);
        System.out.printf(
                "  verify: %.2f ms, %.0f a second; %.2f million multiplications; bounds %,d compressions, %,d multiplications%n",
                verify / 1e6,
                1e9 / verify,
                verify / multiplication / 1e6,
                each.statement().verifier().shape().maxCompressions(),
                each.statement().verifier().shape().maxMultiplications());
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

    private static Case transfer() {
        Quad key = WORLD.quad();
        ViewingKey viewing = ViewingKey.of(key);
        WordTree tree = new WordTree(Tags.NOTE_NODE, Transfer.DEPTH);
        Note first = new Note(1, 100, viewing.owner(Quad.ZERO), WORLD.quad(), WORLD.quad());
        Note second = new Note(1, 50, viewing.owner(Quad.ZERO), WORLD.quad(), WORLD.quad());
        tree.append(first.commitment().toArray());
        tree.append(second.commitment().toArray());
        TransferPlan plan = new TransferPlan(
                key,
                new Spend(first, Quad.ZERO, 0, tree.path(0)),
                new Spend(second, Quad.ZERO, 1, tree.path(1)),
                new TransferPlan.Output(WORLD.quad(), 120, WORLD.quad()),
                new TransferPlan.Output(WORLD.quad(), 29, WORLD.quad()));
        Transfer transfer = plan.statement(World.CHAIN, Quad.of(tree.root()), 0, 0, 1, World.EFFECTS);
        return new Case("1 shielded transfer", transfer, plan::secrets);
    }

    private static Case pass() {
        Quad secret = WORLD.quad();
        List<Long> claims = new ArrayList<>(Collections.nCopies(Pass.CLAIMS, 1990L));
        Credential credential = new Credential(4, 100, 1, Credential.holder(secret), claims, WORLD.quad());
        WordTree issuer = new WordTree(Tags.CREDENTIAL_NODE, Pass.CREDENTIALS);
        issuer.append(credential.leaf().toArray());
        WordTree registry = new WordTree(Tags.ISSUER_NODE, Pass.ISSUERS);
        registry.append(Credential.accreditation(Quad.of(issuer.root()), 4).toArray());
        PassPlan plan = new PassPlan(secret, credential, PassPlan.Place.in(issuer, 0), PassPlan.Place.in(registry, 0));
        Pass pass = new Pass(
                World.CHAIN,
                Quad.of(registry.root()),
                4,
                50,
                2,
                Optional.of(new Pass.Range(0, 2000)),
                Optional.empty(),
                Quad.ZERO,
                Credential.pseudonym(secret, Quad.ZERO),
                World.EFFECTS);
        return new Case("2 credential pass", pass, () -> plan.secrets(2));
    }

    private static Case total(int count) {
        Measurement[] records = new Measurement[count];
        Arrays.setAll(records, i -> new Measurement(i, 9, 0, 0, WORLD.quad()));
        TotalPlan plan = new TotalPlan(List.of(records));
        Total total = plan.statement(World.CHAIN, 9, 0, 1000, World.EFFECTS);
        return new Case("3 total of " + count, total, () -> plan.secrets(9, 0));
    }
}
