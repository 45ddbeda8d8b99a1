package io.ixi.vm.economy;

import com.google.protobuf.Message;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.MessageSpec;
import io.ixi.vm.kernel.tx.Tx;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;

/**
 * Time of each message type against its gas (1 unit is 1 microsecond): run {@code main}. Transactions that succeed are
 * simulated on a state in memory, signatures and block sealing left out; the mean over all of a type is printed.
 */
final class GasBenchmark {
    private static final int BLOCKS = 400;
    private static final int REPEATS = 40;

    private GasBenchmark() {}

    private static final class Row {
        long nanos;
        long runs;
        long worst;
    }

    public static void main(String[] args) throws RejectedException {
        TestChain chain = new StakingChain().chain;
        SortedState store = new SortedState();
        store.commit(chain.executor.genesis(StakingChain.genesis(50_000)));
        chain.state = store;
        NavigableMap<Integer, Row> rows = new TreeMap<>();
        Random random = new Random(11);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (int block = 0; block < BLOCKS; block++) {
            List<Tx> transactions = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                int account = (block * 8 + i) % StakingChain.ACCOUNTS;
                Message message = Replay.message(random);
                transactions.add(chain.tx(account, message));
            }
            if (block > BLOCKS / 3) {
                for (Tx tx : transactions) {
                    measure(chain, tx, rows, threads);
                }
            }
            chain.proposer = block % StakingChain.OPERATORS;
            store.commit(chain.select(transactions));
            chain.state = store;
        }
        print(chain, rows);
    }

    private static void measure(TestChain chain, Tx tx, NavigableMap<Integer, Row> rows, ThreadMXBean threads)
            throws RejectedException {
        if (!chain.executor.simulate(tx, chain.next(), chain.state).succeeded()) {
            return;
        }
        Row row = rows.computeIfAbsent(tx.calls().getFirst().spec().type(), type -> new Row());
        long start = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < REPEATS; i++) {
            chain.executor.simulate(tx, chain.next(), chain.state);
        }
        long took = (threads.getCurrentThreadCpuTime() - start) / REPEATS;
        row.nanos += took;
        row.runs++;
        row.worst = Math.max(row.worst, took);
    }

    private static void print(TestChain chain, NavigableMap<Integer, Row> rows) {
        System.out.println("type message gas mean_ns worst_ns samples");
        for (MessageSpec spec : chain.executor.registry().messages()) {
            Row row = rows.get(spec.type());
            if (row != null) {
                System.out.println(spec.type() + " " + spec.module() + "." + spec.name() + " " + spec.gas() + " "
                        + row.nanos / row.runs + " " + row.worst + " " + row.runs);
            }
        }
    }
}
