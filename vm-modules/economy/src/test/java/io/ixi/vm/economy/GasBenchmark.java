package io.ixi.vm.economy;

import com.google.protobuf.Message;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.MessageSpec;
import io.ixi.vm.kernel.tx.Tx;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;

/**
 * Time of each message type against its gas (1 unit is 1 microsecond): run {@code main}. A message's own time is that
 * of a transaction with two of them less that of one with one; both are simulated on a state in memory, signatures and
 * block sealing left out. The median and the ninth decile over all of a type are printed.
 */
final class GasBenchmark {
    private static final int BLOCKS = 400;
    private static final int REPEATS = 40;

    private GasBenchmark() {}

    public static void main(String[] args) throws RejectedException {
        TestChain chain = new StakingChain().chain;
        SortedState store = new SortedState();
        store.commit(chain.executor.genesis(StakingChain.genesis(50_000)));
        chain.state = store;
        NavigableMap<Integer, List<Long>> samples = new TreeMap<>();
        Random random = new Random(11);
        for (int block = 0; block < BLOCKS; block++) {
            List<Tx> transactions = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                int account = (block * 8 + i) % StakingChain.ACCOUNTS;
                Message message = Replay.message(random);
                if (block > BLOCKS / 3) {
                    measure(chain, account, message, samples);
                }
                transactions.add(chain.tx(account, message));
            }
            chain.proposer = block % StakingChain.OPERATORS;
            store.commit(chain.select(transactions));
            chain.state = store;
        }
        print(chain, samples);
    }

    private static void measure(
            TestChain chain, int account, Message message, NavigableMap<Integer, List<Long>> samples)
            throws RejectedException {
        Tx one = chain.tx(account, message);
        Tx two = chain.tx(account, message, message);
        long twice = time(chain, two);
        long once = time(chain, one);
        if (twice >= 0 && once >= 0) {
            int type = one.calls().getFirst().spec().type();
            samples.computeIfAbsent(type, t -> new ArrayList<>()).add(Math.max(0, twice - once));
        }
    }

    /** Median processor time in nanoseconds; -1: it fails. */
    private static long time(TestChain chain, Tx tx) throws RejectedException {
        if (!chain.executor.simulate(tx, chain.next(), chain.state).succeeded()) {
            return -1;
        }
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long[] took = new long[REPEATS];
        for (int i = 0; i < REPEATS; i++) {
            long start = threads.getCurrentThreadCpuTime();
            chain.executor.simulate(tx, chain.next(), chain.state);
            took[i] = threads.getCurrentThreadCpuTime() - start;
        }
        Arrays.sort(took);
        return took[REPEATS / 2];
    }

    private static void print(TestChain chain, NavigableMap<Integer, List<Long>> samples) {
        System.out.println("type message gas median_ns p90_ns samples");
        for (MessageSpec spec : chain.executor.registry().messages()) {
            List<Long> own = samples.getOrDefault(spec.type(), List.of()).stream()
                    .sorted()
                    .toList();
            if (!own.isEmpty()) {
                System.out.println(spec.type() + " " + spec.module() + "." + spec.name() + " " + spec.gas() + " "
                        + own.get(own.size() / 2) + " " + own.get(own.size() * 9 / 10) + " " + own.size());
            }
        }
    }
}
