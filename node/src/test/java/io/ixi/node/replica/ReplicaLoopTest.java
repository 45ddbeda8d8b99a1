package io.ixi.node.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.node.journal.Journal;
import io.ixi.node.journal.MemoryDisk;
import io.ixi.node.net.Channel;
import io.ixi.node.net.Transport;
import io.ixi.node.store.Ledger;
import io.ixi.node.store.MemoryLedger;
import io.ixi.node.wire.PeerCodec;
import io.ixi.node.wire.PeerMessage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The threads around a replica: a chain of one validator on the host's clock. */
class ReplicaLoopTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final ToyChain toy = new ToyChain(1);
    private final Collection<String> transactions = new ConcurrentLinkedQueue<>();
    private final Collection<String> malformed = new ConcurrentLinkedQueue<>();
    private final Collection<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final Collection<Hash> finals = new ConcurrentLinkedQueue<>();
    private final ReplicaLoop loop = new ReplicaLoop(
            Clock.SYSTEM,
            (peer, message) -> transactions.add(peer + ": " + message.length),
            (peer, reason) -> malformed.add(peer + ": " + reason),
            failures::add,
            2);

    @AfterEach
    void close() {
        loop.close();
    }

    private Replica replica(ToyPool pool, FinalizedListener listener) {
        Ledger ledger = new MemoryLedger(Ledger.Options.DEFAULT);
        ledger.commitGenesis(toy.genesisHeader, io.ixi.consensus.codec.Wire.headerHash(toy.genesisHeader), toy.genesis);
        Ports ports = new Ports(
                new Alone(),
                ledger,
                toy.executor,
                pool,
                checks -> true,
                set -> (signer, subject, signature) -> toy.sign(signer, subject).equals(signature),
                toy.chain.validators()::indexOf,
                subject -> toy.sign(0, subject),
                loop,
                Clock.SYSTEM,
                listener,
                message -> {
                    throw new AssertionError(message);
                },
                new ReplicaMetrics(new SimpleMeterRegistry()));
        Journal.Opened journal =
                Journal.open(new MemoryDisk(), toy.genesisHeader.chain(), new Journal.Options(1 << 20, 1));
        return new Replica(
                toy.chain, toy.chain.validators().get(0).publicKey(), journal, ports, Tuning.DEFAULT.withListenMs(0));
    }

    @Test
    void finalizesUntilItIsClosedAndThenIsQuiet() {
        ToyPool pool = new ToyPool();
        List<Hash> sent = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Bytes transfer = toy.transfer(i, 1);
            pool.add(toy.decode(transfer));
            sent.add(toy.decode(transfer).id());
        }
        loop.start(replica(
                pool, (hash, header, executed) -> executed.transactions().forEach(tx -> finals.add(tx.id()))));
        await().atMost(SOON).until(() -> finals.containsAll(sent));
        loop.close();
        int before = finals.size();
        loop.post(new Event.TransactionsArrived());
        loop.post(new Event.Tick());
        loop.close();
        assertThat(finals).hasSize(before);
        assertThat(failures).isEmpty();
        assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
                .noneMatch(name -> name.equals("replica"));
    }

    @Test
    void handsOnTransactionsAndReportsWhatDoesNotDecode() {
        loop.received(2, Channel.TRANSACTION, new byte[77]);
        loop.received(3, Channel.VOTE, new byte[] {9, 9, 9});
        assertThat(transactions).containsExactly("2: 77");
        assertThat(malformed).singleElement().asString().startsWith("3: ");
        assertThat(failures).isEmpty();
    }

    /** While the queue is full nothing is even decoded; answers of tasks and what comes later get through. */
    @Test
    void dropsPeersMessagesOverItsBoundAndTakesThemAgainLater() {
        PeerMessage large = new PeerMessage.Transactions(Hash.ZERO, List.of(Bytes.wrap(new byte[60_000])));
        byte[] bytes = PeerCodec.encode(large);
        for (int i = 0; i < 1_000; i++) {
            loop.received(0, large.channel(), bytes);
        }
        byte[] wrong = {9, 9, 9};
        loop.received(1, Channel.VOTE, wrong);
        assertThat(malformed).as("full: dropped unread").isEmpty();
        loop.start(replica(new ToyPool(), (hash, header, executed) -> finals.add(hash)));
        await().atMost(SOON).until(() -> {
            loop.received(1, Channel.VOTE, wrong);
            return !malformed.isEmpty();
        });
        await("the chain goes on").atMost(SOON).until(() -> finals.size() > 1);
        assertThat(failures).isEmpty();
    }

    @Test
    void tellsOnceWhyItStopped() {
        loop.start(replica(new ToyPool(), (hash, header, executed) -> {
            throw new IllegalStateException("disk on fire");
        }));
        await().atMost(SOON).until(() -> !failures.isEmpty());
        loop.submit(Tasks.Lane.CHECK, () -> {
            throw new IllegalStateException("second");
        });
        loop.close();
        assertThat(failures)
                .singleElement()
                .satisfies(cause -> assertThat(cause).hasMessage("disk on fire"));
    }

    /** Nobody to talk to. */
    private static final class Alone implements Transport {
        @Override
        public boolean send(int peer, Channel channel, byte[] message) {
            return false;
        }

        @Override
        public void penalize(int peer, String reason) {
            throw new AssertionError(reason);
        }

        @Override
        public int connectedCount() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
