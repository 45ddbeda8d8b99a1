package io.ixi.vm.testbed;

import com.google.protobuf.Message;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Gas;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.exec.Receipt;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.MessageSpec;
import io.ixi.vm.kernel.sched.proto.Poke;
import io.ixi.vm.kernel.tx.Tx;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Time of messages against their gas, where 1 unit is 1 microsecond. Runs tests, and before each block of theirs
 * that holds one transaction with one message executes that block again and again on the state in memory, sealing
 * and tree included, and one whose transaction fails at once. The difference is the message's own; what both have,
 * the fee and the sequence number, belongs to the signature's gas, as its check does, and is left out. Other work of
 * the machine and code that is not compiled yet only add time: what is above its gas is measured again, and the
 * least counts. Run {@link #main} with the names of test classes.
 */
public final class GasTable {
    private static final int REPEATS = 15;
    private static final int AGAIN = 8;
    private static final int ROUNDS = Integer.getInteger("ixi.gas.rounds", 3);
    private static final int ACCOUNTS = 300;

    /** A module that no chain has: its jobs cannot be poked. */
    private static final Poke NOTHING = Poke.newBuilder().setModule(255).build();

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Map<Integer, Row> rows = new TreeMap<>();
    private final Map<Address, Integer> numbers = new TreeMap<>();
    private final List<Long> fixed = new ArrayList<>();

    private static final class Row {
        final MessageSpec spec;
        final List<Long> nanos = new ArrayList<>();
        /** Microseconds above the message's gas, of the sample that is furthest. */
        long over;

        Row(MessageSpec spec) {
            this.spec = spec;
        }

        String gas() {
            return spec.gas() + (spec.gasPerItem() == 0 ? "" : " + " + spec.gasPerItem() + " per item");
        }
    }

    public GasTable() {
        for (int i = 0; i < ACCOUNTS; i++) {
            numbers.put(ModuleChain.account(i), i);
        }
    }

    /**
     * Prints the table. Exit 1: a message took longer than its gas.
     *
     * @param args names of test classes; all of them run {@code -Dixi.gas.rounds} times, and only the last counts
     */
    public static void main(String[] args) throws ClassNotFoundException {
        GasTable table = new GasTable();
        for (int round = 0; round < ROUNDS; round++) {
            table = new GasTable();
            ModuleChain.meter = table;
            for (String name : args) {
                Specification.runAll(Class.forName(name));
            }
            ModuleChain.meter = null;
        }
        table.print();
        System.exit(table.rows.values().stream().allMatch(row -> row.over == 0) ? 0 : 1);
    }

    /** Measures the account's next transaction with this message, then runs it. */
    public Receipt run(ModuleChain chain, int account, Message message) {
        Tx tx = chain.tx(account, message);
        measure(chain, tx);
        return chain.block(tx).receipts().getFirst();
    }

    /** Measures a transaction that the chain is about to run; nothing if it has several messages or would fail. */
    void measure(ModuleChain chain, Tx tx) {
        Integer number = numbers.get(tx.account());
        try {
            if (number == null
                    || tx.calls().size() != 1
                    || !chain.executor
                            .execute(chain.next(), List.of(tx), chain.state)
                            .receipts()
                            .getFirst()
                            .succeeded()) {
                return;
            }
            Tx failing = chain.decode(chain.draft(number, NOTHING));
            long empty = time(chain, List.of());
            long base = time(chain, List.of(failing));
            long own = time(chain, List.of(tx)) - base;
            for (int i = 0; i < AGAIN && own / 1_000 > gas(tx); i++) {
                base = time(chain, List.of(failing));
                own = Math.min(own, time(chain, List.of(tx)) - base);
            }
            add(tx, own);
            fixed.add(base - empty);
        } catch (RejectedException e) {
            // such as a test's own transaction that no block can hold: nothing to measure
        }
    }

    private void add(Tx tx, long own) {
        var spec = tx.calls().getFirst().spec();
        Row row = rows.computeIfAbsent(spec.type(), type -> new Row(spec));
        row.nanos.add(Math.max(0, own));
        row.over = Math.max(row.over, own / 1_000 - gas(tx));
    }

    /** The message's own. */
    private static long gas(Tx tx) {
        return tx.gas() - tx.signatures().size() * Gas.ofSignature(Scheme.ML_DSA_44) - bytes(tx);
    }

    private static long bytes(Tx tx) {
        int signatures = tx.signatures().stream()
                .mapToInt(signature -> signature.getSignature().size())
                .sum();
        return Gas.ofBytes(tx.body().getSerializedSize() + signatures);
    }

    /** Median processor time of the block, in nanoseconds. */
    private long time(ModuleChain chain, List<Tx> transactions) throws RejectedException {
        long[] took = new long[REPEATS];
        for (int i = 0; i < REPEATS; i++) {
            long start = threads.getCurrentThreadCpuTime();
            chain.executor.execute(chain.next(), transactions, chain.state);
            took[i] = threads.getCurrentThreadCpuTime() - start;
        }
        Arrays.sort(took);
        return took[REPEATS / 2];
    }

    /** A row for each type, and what every transaction costs besides. */
    public void print() {
        System.out.println("| type | message | gas | median us | 9 of 10 us | samples | most over its gas us |");
        System.out.println("|---|---|---|---|---|---|---|");
        rows.forEach((type, row) -> {
            List<Long> sorted = row.nanos.stream().sorted().toList();
            System.out.println("| " + type + " | " + row.spec.module() + "." + row.spec.name() + " | " + row.gas()
                    + " | "
                    + micros(sorted.get(sorted.size() / 2)) + " | " + micros(sorted.get(sorted.size() * 9 / 10)) + " | "
                    + sorted.size() + " | " + (row.over > 0 ? row.over : "") + " |");
        });
        fixed.sort(null);
        long common = fixed.isEmpty() ? 0 : fixed.get(fixed.size() / 2);
        System.out.println("fee, sequence number and their tree: median us " + micros(common));
    }

    /** Rounded up. */
    private static long micros(long nanos) {
        return (nanos + 999) / 1_000;
    }
}
