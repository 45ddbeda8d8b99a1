package io.ixi.node;

import io.ixi.consensus.types.Bytes;
import io.ixi.rpc.Backend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * How fast a node catches up that lost its chain. Four nodes in this process make blocks; then one of them begins anew
 * from the genesis beside the other three, which go on. Arguments: empty blocks, transfers.
 */
final class SyncBenchmark {
    private static final int WAITING = 500;

    private SyncBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        int empty = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 2_000;
        int transfers = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10_000;
        Path directory = Files.createTempDirectory("ixi-sync");
        try (TestNetwork network = new TestNetwork(directory, 4, 5)) {
            network.startAll();
            long start = System.nanoTime();
            awaitHeight(network.node(0), empty);
            print("empty blocks made", empty, start);
            catchUp(network, "empty blocks caught up");

            List<Bytes> signed = new ArrayList<>();
            for (int i = 0; i < transfers; i++) {
                signed.add(network.transfer(i, TestNetwork.account(i)));
            }
            long before = network.node(0).backend().status().height();
            start = System.nanoTime();
            for (Bytes transaction : signed) {
                // in order, and no further ahead of the chain than the mempool takes an account's transactions
                while (network.node(0).backend().status().pendingTransactions() >= WAITING) {
                    LockSupport.parkNanos(1_000_000);
                }
                network.node(0).backend().send(transaction).get(120, TimeUnit.SECONDS);
            }
            while (network.node(0).backend().status().pendingTransactions() > 0) {
                LockSupport.parkNanos(1_000_000);
            }
            double made = seconds(start);
            long after = network.node(0).backend().status().height();
            System.out.printf(
                    "full blocks made: %d transfers in %d blocks, %.0f transfers/s%n",
                    transfers, after - before, transfers / made);
            double caught = catchUp(network, "all blocks caught up");
            System.out.printf(
                    "all transfers again: %.0f/s, %.1f times the production%n", transfers / caught, made / caught);
        } finally {
            delete(directory);
        }
    }

    /** Node 3 loses what it has and fetches the chain again, as it was when it began. Returns seconds. */
    private static double catchUp(TestNetwork network, String what) throws IOException {
        network.stop(3);
        for (String lost : List.of("state", "journal", "snapshots")) {
            delete(network.home(3).resolve(lost));
        }
        long height = network.node(0).backend().status().height();
        Node node = network.start(3);
        long start = System.nanoTime();
        awaitHeight(node, height);
        print(what, height, start);
        return seconds(start);
    }

    private static void awaitHeight(Node node, long height) {
        Backend backend = node.backend();
        while (backend.status().height() < height) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static void print(String what, long blocks, long start) {
        System.out.printf("%s: %d in %.2f s, %.0f blocks/s%n", what, blocks, seconds(start), blocks / seconds(start));
    }

    private static void delete(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> walk = Files.walk(path)) {
            files = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }
}
