package io.ixi.vm.testkit;

import com.google.protobuf.Message;
import io.ixi.vm.kernel.exec.Receipt;
import io.ixi.vm.kernel.tx.Tx;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.TreeMap;

/**
 * Time of messages against their gas, where 1 unit is 1 microsecond: transactions that succeed are simulated on the
 * state in memory again and again, signatures and block sealing left out.
 */
public final class GasTable {
    private static final int REPEATS = 40;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final TreeMap<Integer, Row> rows = new TreeMap<>();

    private static final class Row {
        String name = "";
        long gas;
        long nanos;
        long runs;
        long worst;
    }

    /** Measures the account's next transaction with these messages, then runs it. */
    public Receipt run(MemoryChain chain, int account, Message message) {
        Tx tx = chain.decode(chain.draft(account, message));
        if (chain.simulate(tx).succeeded()) {
            var call = tx.calls().getFirst();
            Row row = rows.computeIfAbsent(call.spec().type(), type -> new Row());
            row.name = call.spec().module() + "." + call.spec().name();
            row.gas = Math.max(row.gas, chain.simulate(tx).gas());
            long start = threads.getCurrentThreadCpuTime();
            for (int i = 0; i < REPEATS; i++) {
                chain.simulate(tx);
            }
            long took = (threads.getCurrentThreadCpuTime() - start) / REPEATS;
            row.nanos += took;
            row.runs++;
            row.worst = Math.max(row.worst, took);
        }
        return chain.block(tx).receipts().getFirst();
    }

    /** Prints type, message, gas with bytes and signature, mean and worst time in nanoseconds, and samples. */
    public void print() {
        System.out.println("type message gas mean_ns worst_ns samples");
        rows.forEach((type, row) -> System.out.println(
                type + " " + row.name + " " + row.gas + " " + row.nanos / row.runs + " " + row.worst + " " + row.runs));
    }
}
