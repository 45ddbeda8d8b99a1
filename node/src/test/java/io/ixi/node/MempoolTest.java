package io.ixi.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ixi.consensus.codec.Reader;
import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.codec.Writer;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.node.genesis.Modules;
import io.ixi.node.mempool.Mempool;
import io.ixi.node.net.Channel;
import io.ixi.node.net.Transport;
import io.ixi.node.store.Ledger;
import io.ixi.node.store.MemoryLedger;
import io.ixi.vm.kernel.exec.Executor;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.exec.State;
import io.ixi.vm.kernel.tx.Tx;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mempool with its threads, real transactions and a network that is written down. */
class MempoolTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private Path directory = Path.of("");

    private final Wires wires = new Wires();
    private final AtomicInteger arrivals = new AtomicInteger();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Ledger ledger = new MemoryLedger(Ledger.Options.DEFAULT);
    private TestNetwork network;
    private Mempool mempool;

    @BeforeEach
    void open() {
        network = new TestNetwork(directory, 4);
        Executor executor = Modules.executor();
        ledger.commitGenesis(
                network.spec().chain().genesis(),
                Wire.headerHash(network.spec().chain().genesis()),
                executor.genesis(network.spec().genesis()));
        mempool = mempool(executor, ledger::latest);
    }

    private Mempool mempool(Executor executor, Supplier<State> latest) {
        return new Mempool(
                executor, network.spec().hash(), latest, wires, 0, () -> 4, arrivals::incrementAndGet, meters, 2);
    }

    @AfterEach
    void close() {
        mempool.close();
        network.close();
    }

    private Bytes transfer(long sequence) {
        return network.transfer(sequence, TestNetwork.account((int) sequence));
    }

    @Test
    void whatWaitsIsSentToAPeerThatConnectsLater() {
        wires.down = true;
        List<Bytes> waiting = List.of(transfer(0), transfer(1), transfer(2));
        waiting.forEach(tx -> mempool.submit(tx).join());
        await("nobody took it").atMost(SOON).until(() -> wires.refused.get() >= 3);
        assertThat(wires.to(2)).isEmpty();
        wires.down = false;
        mempool.connected(2);
        assertThat(wires.to(2)).containsExactlyElementsOf(waiting);
        assertThat(wires.to(1)).isEmpty();
    }

    @Test
    void whatOtherValidatorsSentIsNotSentOn() {
        mempool.received(1, message(transfer(0)));
        await().atMost(SOON).until(() -> mempool.pendingCount() == 1);
        mempool.connected(2);
        assertThat(wires.to(2)).isEmpty();
        assertThat(arrivals).hasPositiveValue();
    }

    @Test
    void eachTransactionCrossesEachLinkOnce() {
        List<Bytes> sent = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sent.add(transfer(i));
        }
        CompletableFuture.allOf(sent.stream().map(mempool::submit).toArray(CompletableFuture[]::new))
                .join();
        for (int peer = 1; peer < 4; peer++) {
            int to = peer;
            await().atMost(SOON).until(() -> wires.to(to).size() >= sent.size());
            assertThat(wires.to(to)).containsExactlyInAnyOrderElementsOf(sent);
        }
        assertThat(wires.to(0)).isEmpty();
    }

    @Test
    void aMessageThatDoesNotDecodeCostsTheConnection() {
        mempool.received(3, new byte[] {1, 2, 3});
        await().atMost(SOON).until(() -> !wires.penalties.isEmpty());
        assertThat(wires.penalties).singleElement().asString().startsWith("3: transactions: ");
    }

    @Test
    void sixteenBadSignaturesCostTheConnectionAndFewerDoNot() {
        for (int i = 0; i < 15; i++) {
            mempool.received(1, message(forged(i)));
        }
        await().atMost(SOON).until(() -> rejected("BAD_SIG") == 15);
        assertThat(wires.penalties).isEmpty();
        mempool.received(1, message(forged(15)));
        await().atMost(SOON).until(() -> !wires.penalties.isEmpty());
        assertThat(wires.penalties).containsExactly("1: transactions with bad signatures");
        assertThat(mempool.pendingCount()).isZero();
    }

    /** One bit of each byte: the body, the key in it, the signature, and what frames them. */
    @Test
    void aFlippedBitAnywhereIsRefusedAndLeavesNothing() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("-Dseed=" + seed);
        Random random = new Random(seed);
        byte[] good = transfer(0).toArray();
        Map<String, Integer> names = new TreeMap<>();
        for (int at = 0; at < good.length; at++) {
            byte[] bytes = good.clone();
            bytes[at] ^= (byte) (1 << random.nextInt(8));
            String name = mempool.submit(Bytes.wrap(bytes))
                    .handle((id, refusal) -> refusal == null ? "taken" : name(refusal))
                    .join();
            assertThat(name).as("byte " + at).matches("[A-Z_]+");
            names.merge(name, 1, Integer::sum);
        }
        System.out.println(names);
        assertThat(names).containsKeys("BAD_SIG", "KEY_MISMATCH", "MALFORMED");
        assertThat(mempool.pendingCount()).isZero();
        mempool.submit(Bytes.wrap(good)).join();
        assertThat(mempool.pendingCount()).isEqualTo(1);
    }

    private Bytes forged(long sequence) {
        byte[] bytes = transfer(sequence).toArray();
        bytes[bytes.length - 700] ^= 1; // inside the signature, which comes last
        return Bytes.wrap(bytes);
    }

    @Test
    void oneOfManyCopiesAtOnceIsTaken() {
        Bytes transfer = transfer(0);
        List<CompletableFuture<Hash>> tries = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            tries.add(mempool.submit(transfer));
        }
        long taken = tries.stream()
                .map(one -> one.handle((id, refusal) -> {
                            if (refusal != null) {
                                assertThat(name(refusal)).isEqualTo("DUPLICATE");
                            }
                            return id != null;
                        })
                        .join())
                .filter(ok -> ok)
                .count();
        assertThat(taken).isEqualTo(1);
        assertThat(mempool.pendingCount()).isEqualTo(1);
    }

    /** Checks stand still: each origin may queue only so many bytes, and one origin's queue is not another's. */
    @Test
    void anOriginsQueueIsBoundedAndItsOwn() {
        mempool.close();
        CountDownLatch open = new CountDownLatch(1);
        mempool = mempool(Modules.executor(), () -> {
            try {
                open.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return ledger.latest();
        });
        Bytes transfer = transfer(0);
        List<Bytes> many = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            many.add(transfer);
        }
        byte[] large = message(many.toArray(Bytes[]::new));
        for (int i = 0; i < 100; i++) {
            mempool.received(1, large);
        }
        double dropped = meters.counter("ixi.mempool.dropped").count();
        assertThat(dropped).isBetween(1.0, 99.0);
        CompletableFuture<Hash> own = mempool.submit(transfer(1));
        mempool.received(2, message(transfer(2)));
        assertThat(meters.counter("ixi.mempool.dropped").count())
                .as("other origins have room")
                .isEqualTo(dropped);
        assertThat(own).isNotDone();
        CompletableFuture<Hash> refused = null;
        for (int i = 0; i < 10_000 && refused == null; i++) {
            CompletableFuture<Hash> next = mempool.submit(transfer);
            refused = next.isCompletedExceptionally() ? next : null;
        }
        assertThat(refused).as("this node's own doors are bounded too").isNotNull();
        if (refused != null) {
            assertThat(refused.handle((id, refusal) -> name(refusal)).join()).isEqualTo("MEMPOOL_FULL");
        }
        open.countDown();
        own.join();
        await().atMost(SOON).until(() -> mempool.pendingCount() == 3);
    }

    @Test
    void aClosedMempoolLeavesNoThread() {
        mempool.submit(transfer(0)).join();
        mempool.close();
        assertThat(mempool.pendingCount()).isEqualTo(1);
        await("no thread is left")
                .atMost(SOON)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().matches("dissemination|checker")));
    }

    private double rejected(String name) {
        return meters.counter("ixi.mempool.rejected", "code", name).count();
    }

    private static String name(Throwable refusal) {
        Throwable cause = refusal instanceof CompletionException wrapped ? wrapped.getCause() : refusal;
        return cause instanceof RejectedException rejected
                ? rejected.rejection().name()
                : String.valueOf(cause);
    }

    private static byte[] message(Bytes... transactions) {
        return new Writer().list(List.of(transactions), Writer::bytes).toByteArray();
    }

    /** Peers that write down what comes. */
    private static final class Wires implements Transport {
        private record Sent(int peer, Bytes transaction) {}

        final Collection<String> penalties = new ConcurrentLinkedQueue<>();
        final AtomicInteger refused = new AtomicInteger();
        volatile boolean down;
        private final Collection<Sent> sent = new ConcurrentLinkedQueue<>();

        List<Bytes> to(int peer) {
            return sent.stream()
                    .filter(one -> one.peer() == peer)
                    .map(Sent::transaction)
                    .toList();
        }

        @Override
        public boolean send(int peer, Channel channel, byte[] message) {
            assertThat(channel).isEqualTo(Channel.TRANSACTION);
            if (down) {
                refused.incrementAndGet();
                return false;
            }
            Reader.decode(message, in -> in.list(1_024, item -> item.bytes(Tx.MAX_BYTES)))
                    .forEach(transaction -> sent.add(new Sent(peer, transaction)));
            return true;
        }

        @Override
        public void penalize(int peer, String reason) {
            penalties.add(peer + ": " + reason);
        }

        @Override
        public int connectedCount() {
            return down ? 0 : 3;
        }

        @Override
        public void close() {}
    }
}
