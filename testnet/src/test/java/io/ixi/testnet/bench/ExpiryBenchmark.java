package io.ixi.testnet.bench;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.agents.proto.GrantMandate;
import io.ixi.vm.agents.proto.Limits;
import io.ixi.vm.agents.proto.Rule;
import io.ixi.vm.economy.bank.proto.Send;
import io.ixi.vm.economy.staking.proto.Delegate;
import io.ixi.vm.economy.staking.proto.Undelegate;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.Executed;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.sched.proto.BacklogQuery;
import io.ixi.vm.kernel.sched.proto.BacklogResult;
import io.ixi.vm.kernel.tx.Draft;
import io.ixi.vm.kernel.tx.Tx;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a block costs while many things are over at once, with all modules on the node's store: as many mandates end as
 * jobs of the scheduler come due, in the time of their creation. Blocks hold {@value #TRANSFERS} transfers. Prints the
 * median processor time of a block before the end and while jobs run, by number of objects. Run {@code main};
 * arguments: numbers of objects.
 */
final class ExpiryBenchmark {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int TRANSFERS = 200;
    private static final int SENDERS = 2_000;
    private static final int PER_BLOCK = 10_000;
    private static final int BLOCKS = 60;
    private static final long STAKE = 1_000;

    private final BenchChain chain;
    private final int objects;
    private int from;

    private ExpiryBenchmark(BenchChain chain, int objects) {
        this.chain = chain;
        this.objects = objects;
    }

    public static void main(String[] args) throws RejectedException, IOException {
        int[] sizes = args.length == 0
                ? new int[] {2_000, 2_000, 20_000, 100_000}
                : Arrays.stream(args).mapToInt(Integer::parseInt).toArray();
        System.out.println("objects  block before us  block after us  most jobs in a block  jobs left");
        for (int objects : sizes) {
            Path directory = Files.createTempDirectory("ixi-expiry");
            try (BenchChain chain = new BenchChain(directory, objects + SENDERS, objects + SENDERS)) {
                new ExpiryBenchmark(chain, objects).run();
            } finally {
                delete(directory);
            }
        }
    }

    private void run() throws RejectedException {
        long end = chain.timeMs() + BenchChain.UNBONDING_S * 1_000L;
        for (int first = 0; first < objects; first += PER_BLOCK) {
            List<Bytes> wire = new ArrayList<>();
            for (int account = first; account < Math.min(objects, first + PER_BLOCK); account++) {
                wire.add(chain.signed(account, stake(), take(), mandate(end)));
            }
            block(wire);
        }
        transfers(SENDERS / TRANSFERS);
        long before = median(transfers(BLOCKS));
        chain.skip(BenchChain.UNBONDING_S * 1_000L);
        long waiting = backlog();
        long most = 0;
        List<Long> took = new ArrayList<>();
        for (int i = 0; i < BLOCKS && waiting > 0; i++) {
            took.add(transfers(1)[0]);
            long now = backlog();
            most = Math.max(most, waiting - now);
            waiting = now;
        }
        long after = median(took.stream().mapToLong(Long::longValue).toArray());
        System.out.printf("%7d %16d %15d %21d %10d%n", objects, before / 1_000, after / 1_000, most, waiting);
    }

    private static Delegate stake() {
        return Delegate.newBuilder()
                .setValidator(BenchChain.account(0).toByteString())
                .setAmount(Amount.of(STAKE).toByteString())
                .build();
    }

    private static Undelegate take() {
        return Undelegate.newBuilder()
                .setValidator(BenchChain.account(0).toByteString())
                .setAmount(Amount.of(STAKE / 2).toByteString())
                .build();
    }

    private static GrantMandate mandate(long end) {
        return GrantMandate.newBuilder()
                .setGrantee(BenchChain.account(1_000_000_000).toByteString())
                .setLimits(Limits.newBuilder()
                        .addRules(Rule.newBuilder()
                                .setType(Draft.typed(Send.getDefaultInstance()).getType()))
                        .setUntilMs(end))
                .build();
    }

    private long backlog() throws RejectedException {
        var spec = chain.executor.registry().query("sched/backlog").orElseThrow();
        BacklogResult result =
                (BacklogResult) chain.executor.query(spec, BacklogQuery.getDefaultInstance(), chain.ledger.latest());
        return result.getWaiting();
    }

    /** Processor time of so many blocks. */
    private long[] transfers(int blocks) throws RejectedException {
        long[] took = new long[blocks];
        for (int i = 0; i < blocks; i++) {
            List<Bytes> wire = new ArrayList<>();
            for (int t = 0; t < TRANSFERS; t++) {
                Send send = Send.newBuilder()
                        .setTo(BenchChain.account((from * 31) % objects).toByteString())
                        .setAmount(Amount.of(1).toByteString())
                        .build();
                wire.add(chain.signed(objects + from, send));
                from = (from + 1) % SENDERS;
            }
            took[i] = block(wire);
        }
        return took;
    }

    private long block(List<Bytes> wire) throws RejectedException {
        List<Tx> transactions = new ArrayList<>();
        for (Bytes transaction : wire) {
            transactions.add(chain.executor.decode(transaction, chain.id));
        }
        long start = THREADS.getCurrentThreadCpuTime();
        Executed executed = chain.executor.execute(chain.next(), transactions, chain.ledger.latest());
        chain.commit(executed);
        long took = THREADS.getCurrentThreadCpuTime() - start;
        if (executed.receipts().stream().anyMatch(receipt -> !receipt.succeeded())) {
            throw new IllegalStateException("a transaction failed");
        }
        return took;
    }

    private static long median(long[] values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
