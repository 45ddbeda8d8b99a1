package io.ixi.vm.economy;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.economy.bank.proto.Send;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.Executed;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.tx.Domain;
import io.ixi.vm.kernel.tx.Draft;
import io.ixi.vm.kernel.tx.Tx;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Transfers per second of one thread: execution, tree and roots, signatures left out, state in memory. Run {@code
 * main}; arguments: accounts, transfers per block, blocks.
 */
public final class TransferBenchmark {
    private TransferBenchmark() {}

    public static void main(String[] args) throws RejectedException {
        int accounts = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
        int perBlock = args.length > 1 ? Integer.parseInt(args[1]) : 2_000;
        int blocks = args.length > 2 ? Integer.parseInt(args[2]) : 60;
        long seed = 42;
        System.out.println("accounts " + accounts + ", block " + perBlock + ", blocks " + blocks + ", seed " + seed);

        TestChain chain = new TestChain(1, Amount.of(1));
        MemoryState memory = new MemoryState();
        memory.commit(chain.executor.genesis(TestChain.genesis(accounts, Amount.of(Long.MAX_VALUE / accounts))));
        chain.state = memory;
        Hash id = Domain.chain(TestChain.genesis(accounts, Amount.of(Long.MAX_VALUE / accounts)));
        int senders = Math.min(accounts, 10 * perBlock);
        long[] sequences = new long[senders];
        Random random = new Random(seed);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long executing = 0;
        long decoding = 0;
        int measured = 0;
        for (int block = 0; block < 10 + blocks; block++) {
            List<Bytes> wire = new ArrayList<>();
            for (int i = 0; i < perBlock; i++) {
                int from = (block * perBlock + i) % senders;
                Send send = Send.newBuilder()
                        .setTo(TestChain.account(random.nextInt(accounts)).toByteString())
                        .setAmount(TestChain.amount(1 + random.nextInt(1000)))
                        .build();
                Draft draft = chain.draft(id, from, sequences[from]++, send);
                wire.add(TestChain.sign(block < 10 ? draft : draft.withoutKey()));
            }
            long start = threads.getCurrentThreadCpuTime();
            List<Tx> transactions = new ArrayList<>();
            for (Bytes bytes : wire) {
                transactions.add(chain.executor.decode(bytes, id));
            }
            long decoded = threads.getCurrentThreadCpuTime();
            Executed executed = chain.executor.execute(chain.next(), transactions, memory);
            long done = threads.getCurrentThreadCpuTime();
            memory.commit(executed);
            // the first ten blocks bring the senders' keys; the next third warms up
            if (block >= 10 + blocks / 3) {
                decoding += decoded - start;
                executing += done - decoded;
                measured += perBlock;
            }
        }
        System.out.println("decode  " + measured * 1_000_000_000L / decoding + " transactions/s of CPU time");
        System.out.println(
                "execute " + measured * 1_000_000_000L / executing + " transfers/s of CPU time, root " + memory.root());
    }
}
