package io.ixi.node.replica;

import io.ixi.consensus.bft.Reason;
import io.ixi.node.wire.PeerMessage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What operators see of a replica. Written on its thread, read by any. */
public final class ReplicaMetrics {
    private final MeterRegistry registry;
    private final AtomicLong epoch;
    private final AtomicLong validators;
    private final AtomicLong view;
    private final AtomicLong height;
    private final AtomicLong executionLag;
    private final AtomicLong treeBlocks;
    private final Timer finality;
    private final Timer fsync;
    private final Timer execution;
    private final Timer building;
    private final Timer commit;
    private final DistributionSummary blockTransactions;
    private final Map<Reason, Counter> gaveUp = new EnumMap<>(Reason.class);
    private final Counter transactions;
    private final Counter votesIn;
    private final Counter votesOut;
    private final Counter nullifications;
    private final Counter fullSent;
    private final Counter fullReceived;
    private final Counter deltaSent;
    private final Counter deltaReceived;
    private final Counter bytesSent;
    private final Counter dropped;
    private final Counter penalized;
    private final Counter synced;
    private final Counter equivocations;

    public ReplicaMetrics(MeterRegistry registry) {
        this.registry = registry;
        epoch = gauge("ixi.consensus.epoch");
        validators = gauge("ixi.consensus.validators");
        view = gauge("ixi.consensus.view");
        height = gauge("ixi.consensus.finalized.height");
        executionLag = gauge("ixi.execution.lag.blocks");
        treeBlocks = gauge("ixi.consensus.tree.blocks");
        finality = timer("ixi.consensus.finality");
        fsync = timer("ixi.journal.fsync");
        execution = timer("ixi.execution.block");
        building = timer("ixi.execution.build");
        commit = timer("ixi.ledger.commit");
        blockTransactions =
                DistributionSummary.builder("ixi.block.transactions").register(registry);
        for (Reason reason : Reason.values()) {
            gaveUp.put(
                    reason,
                    counter("ixi.consensus.gave.up", "reason", reason.name().toLowerCase(Locale.ROOT)));
        }
        transactions = counter("ixi.transactions.finalized");
        votesIn = counter("ixi.consensus.votes", "direction", "in");
        votesOut = counter("ixi.consensus.votes", "direction", "out");
        nullifications = counter("ixi.consensus.nullifications");
        fullSent = counter("ixi.consensus.certificates", "form", "full", "direction", "out");
        fullReceived = counter("ixi.consensus.certificates", "form", "full", "direction", "in");
        deltaSent = counter("ixi.consensus.certificates", "form", "delta", "direction", "out");
        deltaReceived = counter("ixi.consensus.certificates", "form", "delta", "direction", "in");
        bytesSent = counter("ixi.consensus.sent.bytes");
        dropped = counter("ixi.consensus.sent.dropped");
        penalized = counter("ixi.consensus.penalties");
        synced = counter("ixi.sync.blocks");
        equivocations = counter("ixi.consensus.equivocations");
    }

    private AtomicLong gauge(String name) {
        AtomicLong value = new AtomicLong();
        registry.gauge(name, value);
        return value;
    }

    private Timer timer(String name) {
        return Timer.builder(name).publishPercentiles(0.5, 0.99).register(registry);
    }

    private Counter counter(String name, String... tags) {
        return registry.counter(name, tags);
    }

    /** Another epoch with so many validators. */
    void began(long newEpoch, int size) {
        epoch.set(newEpoch);
        validators.set(size);
    }

    void entered(long newView) {
        view.set(newView);
    }

    /** From this node's own proposal to its finality. */
    void finalizedOwn(long milliseconds) {
        finality.record(milliseconds, TimeUnit.MILLISECONDS);
    }

    void fsync(long nanoseconds) {
        fsync.record(nanoseconds, TimeUnit.NANOSECONDS);
    }

    void executed(long microseconds) {
        execution.record(microseconds, TimeUnit.MICROSECONDS);
    }

    void built(int transactionCount, long microseconds) {
        building.record(microseconds, TimeUnit.MICROSECONDS);
        blockTransactions.record(transactionCount);
    }

    void committed(long newHeight, int transactionCount, long microseconds) {
        height.set(newHeight);
        transactions.increment(transactionCount);
        commit.record(microseconds, TimeUnit.MICROSECONDS);
    }

    void lag(long blocks, int tree) {
        executionLag.set(blocks);
        treeBlocks.set(tree);
    }

    void gaveUp(Reason reason) {
        Counter counter = gaveUp.get(reason);
        if (counter != null) {
            counter.increment();
        }
    }

    void voteReceived() {
        votesIn.increment();
    }

    void voteSent() {
        votesOut.increment();
    }

    void nullified() {
        nullifications.increment();
    }

    void fullCertificateSent() {
        fullSent.increment();
    }

    void fullCertificateReceived() {
        fullReceived.increment();
    }

    void deltaCertificateSent() {
        deltaSent.increment();
    }

    void deltaCertificateReceived() {
        deltaReceived.increment();
    }

    void sent(PeerMessage message, int bytes) {
        if (!(message instanceof PeerMessage.SyncResponse) && !(message instanceof PeerMessage.BodiesFound)) {
            bytesSent.increment(bytes);
        }
    }

    void dropped() {
        dropped.increment();
    }

    void penalized() {
        penalized.increment();
    }

    void synced(int blocks) {
        synced.increment(blocks);
    }

    void equivocation() {
        equivocations.increment();
    }
}
