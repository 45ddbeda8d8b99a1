package io.ixi.node.store;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.node.journal.FileDisk;
import io.ixi.node.journal.Journal;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Prints what a block of 500 transactions and 1,000 changed keys (out of 20,000) costs the store, and what a vote costs
 * the journal. Run its main; not a test.
 */
final class LedgerBenchmark {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private LedgerBenchmark() {}

    public static void main(String[] args) throws IOException {
        Path directory = Files.createTempDirectory("ixi-bench");
        journal(directory.resolve("journal"));
        ledger(directory.resolve("ledger"), Integer.parseInt(args.length > 0 ? args[0] : "300"));
    }

    private static void journal(Path path) {
        try (Journal journal = Journal.open(FileDisk.open(path), Hash.ZERO, Journal.Options.DEFAULT)
                .journal()) {
            for (int size : new int[] {2_600, 64 << 10, 1 << 20}) {
                int rounds = size > 100_000 ? 100 : 1_000;
                long[] nanos = new long[rounds];
                Bytes payload = Bytes.wrap(new byte[size]);
                for (int i = 0; i < rounds; i++) {
                    long start = System.nanoTime();
                    journal.append(1, payload);
                    journal.sync();
                    nanos[i] = System.nanoTime() - start;
                }
                print("journal append + sync of " + size + " bytes", nanos);
            }
            long[] nanos = new long[20];
            for (int i = 0; i < nanos.length; i++) {
                long start = System.nanoTime();
                journal.roll(List.of());
                nanos[i] = System.nanoTime() - start;
            }
            print("journal roll", nanos);
        }
    }

    private static void ledger(Path path, int blocks) {
        SyntheticChain chain = new SyntheticChain(1, 20_000, 500, 1_000);
        Ledger.Options options = new Ledger.Options(64);
        try (RocksLedger ledger = RocksLedger.open(path, SyntheticChain.CHAIN, SyntheticChain.EVENTS, options)) {
            long[] commits = new long[blocks];
            long[] cpus = new long[blocks];
            long[] prunes = new long[blocks];
            long[] syncs = new long[blocks];
            long nodes = 0;
            for (int i = 0; i < blocks; i++) {
                SyntheticChain.Block block = chain.next();
                nodes += block.executed().newNodes().size();
                chain.forget();
                long cpu = THREADS.getCurrentThreadCpuTime();
                long start = System.nanoTime();
                SyntheticChain.commit(ledger, block);
                cpus[i] = THREADS.getCurrentThreadCpuTime() - cpu;
                long committed = System.nanoTime();
                ledger.sync();
                long synced = System.nanoTime();
                ledger.prune();
                commits[i] = committed - start;
                syncs[i] = synced - committed;
                prunes[i] = System.nanoTime() - synced;
            }
            int warm = blocks / 3;
            print("ledger commit, " + nodes / blocks + " nodes", Arrays.copyOfRange(commits, warm, blocks));
            print("the same, processor time", Arrays.copyOfRange(cpus, warm, blocks));
            print("ledger sync", Arrays.copyOfRange(syncs, warm, blocks));
            print("ledger prune of one height", Arrays.copyOfRange(prunes, warm, blocks));
            System.out.println("RocksDB memory " + (ledger.nativeMemory() >> 20) + " MB");
        }
    }

    private static void print(String what, long[] nanos) {
        Arrays.sort(nanos);
        System.out.println(what + ": p50 " + nanos[nanos.length / 2] / 1_000 + " us, p99 "
                + nanos[nanos.length * 99 / 100] / 1_000 + " us, mean "
                + Arrays.stream(nanos).sum() / nanos.length / 1_000
                + " us");
    }
}
