package io.ixi.testnet.bench;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.economy.bank.proto.Send;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.Executed;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.tx.Tx;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Transfers per second of one thread with all modules, the authenticated tree and RocksDB: decoding, execution (reads,
 * messages, tree, roots) and commit, each in processor time of that thread; signatures are left out. Run {@code main};
 * arguments: accounts, transfers per block, blocks measured. Receivers are drawn from all accounts.
 */
final class TransferBenchmark {
    private static final long SECOND = 1_000_000_000L;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final BenchChain chain;
    private final int accounts;
    private final int perBlock;
    private final int senders;
    private final Random random = new Random(42);
    private int from;
    private long decoding;
    private long executing;
    private long committing;
    private long bytes;
    private long nodes;

    private TransferBenchmark(BenchChain chain, int accounts, int perBlock, int senders) {
        this.chain = chain;
        this.accounts = accounts;
        this.perBlock = perBlock;
        this.senders = senders;
    }

    public static void main(String[] args) throws RejectedException, IOException {
        int accounts = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
        int perBlock = args.length > 1 ? Integer.parseInt(args[1]) : 4_000;
        int blocks = args.length > 2 ? Integer.parseInt(args[2]) : 60;
        int senders = Math.min(accounts, 10 * perBlock);
        Path directory = Files.createTempDirectory("ixi-bench");
        try (BenchChain chain = new BenchChain(directory, accounts, senders)) {
            new TransferBenchmark(chain, accounts, perBlock, senders).run(blocks);
        } finally {
            delete(directory);
        }
    }

    /** The first ten blocks bring the senders' keys, as many as are measured warm up. */
    private void run(int blocks) throws RejectedException {
        System.out.println("accounts " + accounts + ", transfers per block " + perBlock + ", blocks " + blocks);
        for (int i = 0; i < 10 + blocks; i++) {
            block();
        }
        decoding = 0;
        executing = 0;
        committing = 0;
        bytes = 0;
        nodes = 0;
        for (int i = 0; i < blocks; i++) {
            block();
        }
        long transfers = (long) blocks * perBlock;
        print("decode ", decoding, transfers);
        print("execute", executing, transfers);
        print("commit ", committing, transfers);
        System.out.println("tree: " + nodes / blocks + " nodes, " + bytes / transfers + " bytes per transfer, root "
                + chain.ledger.tip().stateRoot());
    }

    private static void print(String what, long nanos, long transfers) {
        System.out.println(what + " " + transfers * SECOND / nanos + " transfers/s, " + nanos / transfers + " ns each");
    }

    private void block() throws RejectedException {
        List<Bytes> wire = new ArrayList<>();
        for (int i = 0; i < perBlock; i++) {
            Send send = Send.newBuilder()
                    .setTo(BenchChain.account(random.nextInt(accounts)).toByteString())
                    .setAmount(Amount.of(1 + random.nextInt(1000)).toByteString())
                    .build();
            wire.add(chain.signed(from, send));
            from = (from + 1) % senders;
        }
        long start = THREADS.getCurrentThreadCpuTime();
        List<Tx> transactions = new ArrayList<>();
        for (Bytes transaction : wire) {
            transactions.add(chain.executor.decode(transaction, chain.id));
        }
        long decoded = THREADS.getCurrentThreadCpuTime();
        Executed executed = chain.executor.execute(chain.next(), transactions, chain.ledger.latest());
        long done = THREADS.getCurrentThreadCpuTime();
        chain.commit(executed);
        long committed = THREADS.getCurrentThreadCpuTime();
        if (executed.receipts().stream().anyMatch(receipt -> !receipt.succeeded())) {
            throw new IllegalStateException("a transfer failed");
        }
        decoding += decoded - start;
        executing += done - decoded;
        committing += committed - done;
        nodes += executed.newNodes().size();
        bytes += executed.newNodes().values().stream().mapToLong(Bytes::size).sum();
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
