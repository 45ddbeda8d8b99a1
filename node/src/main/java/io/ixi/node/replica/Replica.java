package io.ixi.node.replica;

import io.ixi.consensus.bft.Entry;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Certificate;
import io.ixi.node.journal.Journal;
import io.ixi.node.store.Ledger;
import io.ixi.node.wire.PeerMessage;
import io.ixi.node.wire.PeerMessage.CertificateMessage;
import io.ixi.node.wire.PeerMessage.Status;
import io.ixi.node.wire.PeerMessage.WantCertificate;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's part in consensus: told events, acts through ports. One thread calls it: {@link #start} once, then any
 * number of turns, each some {@link #on} and one {@link #endTurn}; {@link #nextDeadlineMs} says when a turn with a
 * {@link Event.Tick} is due. A thrown exception means that this node must stop; its disks are as after a crash.
 *
 * <p>Peers are the transport's numbers here; everything inside an {@link Engine} knows them by their index in its
 * epoch.
 */
public final class Replica {
    private static final Logger LOG = LoggerFactory.getLogger(Replica.class);

    /** A validator that lost its memory votes again in the second epoch after the one it found: see the ADR. */
    private static final int FORGETS = 2;

    /** Shortest time between two answers to a peer in an epoch before, and between two questions to one after. */
    private static final int BOUNDARY_MS = 100;

    private final Chain chain;
    private final Ports ports;
    private final Tuning tuning;
    private final Bytes key;
    private final Schedule schedule;
    private final Log log;
    private final Outbox outbox;
    private final Links links;
    private final KeyGuard guard;
    private final BlockTree tree;
    private final Undurable undurable = new Undurable();
    private final Accusations accusations;
    private final Early early = new Early();
    /** When peers were last told how an epoch before ended, by number. */
    private final TreeMap<Integer, Long> toldMs = new TreeMap<>();

    private Recovery recovery;
    private final long originEpoch;
    private @Nullable String refusal;
    /** The finalization of the block below this epoch; null in the first one. */
    private @Nullable Certificate boundary;

    private Engine engine;
    /** This node's index in the running epoch's set; -1: it is not in it. */
    private int index;

    private long askedMs;
    private long lastProgressMs;
    private boolean ledgerSyncing;
    private volatile ReplicaStatus status;

    /**
     * Reads the journal and prepares; nothing is sent or asked yet.
     *
     * @param key this node's voting key; it votes in the epochs whose set has it
     * @param opened the journal, which the replica owns from now on
     */
    public Replica(Chain chain, Bytes key, Journal.Opened opened, Ports ports, Tuning tuning) {
        this.chain = chain;
        this.ports = ports;
        this.tuning = tuning;
        this.key = key;
        this.recovery = Recovery.of(opened, ports.ledger(), ports.executor());
        this.schedule = new Schedule(ports.clock());
        this.log = new Log(opened.journal(), ports.metrics());
        log.resume(recovery.journalEpoch());
        log.onSynced(ports.signer()::commit);
        this.outbox = new Outbox(log);
        Epoch epoch = epoch();
        this.originEpoch = recovery.originEpoch(epoch);
        this.links = new Links(ports.transport(), ports.metrics(), new Roster(epoch.validators(), ports.peers()));
        this.guard = new KeyGuard(reason -> LOG.error("This validator does not vote: {}", reason));
        this.tree = new BlockTree(ports.executor(), () -> ports.ledger().latest(), recovery.tip(), tuning.treeBytes());
        this.accusations = new Accusations(ports, log, outbox, links);
        accusations.resume(recovery.proofs());
        this.refusal = key.size() == 0
                ? null
                : ports.signer().resume(recovery.epoch(epoch), recovery.view(epoch), recovery.cast());
        this.engine = engine(epoch);
        this.lastProgressMs = ports.clock().nowMs();
        this.status = snapshot();
    }

    /** The epoch of the block after the ledger's tip. */
    private Epoch epoch() {
        return Epoch.after(ports.ledger().latest(), chain, ports.executor(), ports.ledger());
    }

    private Engine engine(Epoch epoch) {
        index = epoch.validators().indexOf(key);
        String silent = index < 0 ? null : silence(epoch);
        guard.enter(index, silent);
        boundary = ports.ledger()
                .certificateAtOrAfter(epoch.firstHeight() - 1)
                .filter(stored -> stored.height() == epoch.firstHeight() - 1)
                .map(Ledger.StoredCertificate::certificate)
                .orElse(null);
        Engine.Shared shared = new Engine.Shared(
                chain, ports, tuning, schedule, log, outbox, links, guard, tree, undurable, accusations);
        return new Engine(shared, epoch, silent == null ? index : -1);
    }

    /** Why this validator must not vote in the epoch; null: it may. */
    private @Nullable String silence(Epoch epoch) {
        if (recovery.lostMemory() && epoch.number() < originEpoch + FORGETS) {
            return "the journal is new, or was when it began in epoch " + originEpoch
                    + " of a chain that was there already:"
                    + " this node may have voted before and cannot know. It follows the chain without voting until"
                    + " epoch "
                    + (originEpoch + FORGETS) + ". Restore the journal, or let the validator set replace this key";
        }
        if (epoch.number() < recovery.journalEpoch()) {
            return "this node has voted in a later epoch already; it catches up first";
        }
        return refusal;
    }

    /** Takes up where the journal ends. */
    public void start() {
        Epoch epoch = engine.epoch();
        log.begin(
                recovery.lostMemory() ? Log.Origin.LATER : Log.Origin.WITH_CHAIN, originEpoch, recovery.originKnown());
        boolean alone = epoch.validators().size() == 1 && epoch.validators().indexOf(key) == 0;
        if (tuning.listenMs() > 0 && !alone && key.size() > 0) {
            guard.listen();
            schedule.after(tuning.listenMs(), guard::listened);
        }
        begin(false);
        schedule.after(tuning.statusMs(), this::tellStatus);
        schedule.after(tuning.ledgerSyncMs(), this::syncLedger);
        LOG.info(
                "Replica starts at height {}, epoch {}, view {}, {} blocks and {} entries in the journal",
                recovery.tip().header().height(),
                epoch.number(),
                engine.bft().view(),
                recovery.blocks().size(),
                recovery.entries().size());
        endTurn();
    }

    private void begin(boolean behind) {
        Epoch epoch = engine.epoch();
        log.enter(epoch.number());
        engine.begin(recovery.entries(), recovery.blocks(epoch, tree.base()), recovery.finalization(epoch), behind);
    }

    /** Takes one event. What must be durable first waits for {@link #endTurn}. */
    public void on(Event event) {
        schedule.run();
        switch (event) {
            case Event.Received(int number, PeerMessage message, int bytes) -> received(number, message, bytes);
            case Event.PeerUp(int number) -> peerUp(number);
            case Event.PeerDown(int number) -> {
                links.down(number);
                toldMs.remove(number);
            }
            case Event.Tick() -> {}
            case Event.LedgerDurable(long height) -> ledgerDurable(height);
            case Event.OfEpoch(long epoch, Event answer) -> {
                if (epoch == engine.epoch().number()) {
                    engine.on(answer);
                    turnEpoch(answer);
                }
            }
            default -> engine.on(event);
        }
    }

    /** Whatever is said of another epoch means nothing to this one's engine, for indices and views begin anew. */
    private void received(int number, PeerMessage message, int bytes) {
        long about = message.epoch();
        long here = engine.epoch().number();
        if (about == PeerMessage.ANY || about == here) {
            engine.on(new Event.Received(links.roster().index(number), message, bytes));
        } else if (about < here) {
            if (about == here - 1) {
                tellBoundary(number);
            }
        } else {
            if (about == here + 1) {
                early.keep(number, message, bytes);
            }
            long now = ports.clock().nowMs();
            if (now - askedMs >= BOUNDARY_MS) {
                askedMs = now;
                links.sendTo(number, new WantCertificate(here, engine.bft().view()));
            }
        }
    }

    /** A peer is still in the epoch before: what ends it takes the peer on. */
    private void tellBoundary(int number) {
        long now = ports.clock().nowMs();
        Long last = toldMs.get(number);
        if (boundary != null && (last == null || now - last >= BOUNDARY_MS)) {
            toldMs.put(number, now);
            Certificate certificate = boundary;
            outbox.whenVotesDurable(() -> links.sendTo(number, new CertificateMessage(certificate)));
        }
    }

    /** The ledger holds one more block; if it is the epoch's last one, the next epoch begins. */
    private void turnEpoch(Event answer) {
        if (!(answer instanceof Event.BlockCommitted)) {
            return;
        }
        lastProgressMs = ports.clock().nowMs();
        if (!engine.over()) {
            return;
        }
        // what still waits to leave knows peers by their former indices
        outbox.flush();
        boolean behind = engine.syncing();
        engine.close();
        tree.clear();
        Epoch next = epoch();
        links.enter(new Roster(next.validators(), ports.peers()));
        if (refusal != null) {
            refusal = resume(next, refusal);
        }
        engine = engine(next);
        LOG.info(
                "Epoch {} begins at height {} with {} validators, {}",
                next.number(),
                next.firstHeight(),
                next.validators().size(),
                next.validators().indexOf(key) < 0 ? "without this node" : "this node among them");
        begin(behind);
        if (next.number() >= recovery.journalEpoch()) {
            recovery = recovery.used();
        }
        for (Early.Kept kept : early.take()) {
            received(kept.number(), kept.message(), 0);
        }
    }

    /** Whether the signer goes along now that the chain is past what it remembers. */
    private @Nullable String resume(Epoch next, String before) {
        try {
            return ports.signer().resume(next.number(), 1, List.of());
        } catch (Signer.AwayException e) {
            return before;
        }
    }

    /** Makes durable what this turn's messages stand on, with one fsync, and lets them go. */
    public void endTurn() {
        outbox.flush();
        status = snapshot();
    }

    /** {@link Clock#nowMs} at which a {@link Event.Tick} is due; {@link Long#MAX_VALUE}: none. */
    public long nextDeadlineMs() {
        return schedule.nextMs();
    }

    /** Any thread. */
    public ReplicaStatus status() {
        return status;
    }

    /** Memory that others make this node hold, about: blocks above the ledger, votes and certificates; in bytes. */
    public long heldBytes() {
        return tree.bytes() + engine.heldBytes() + early.bytes();
    }

    /** Views from the last final one to the present one. */
    public long unfinalizedViews() {
        return engine.bft().view() - engine.bft().lastFinalized();
    }

    private void peerUp(int number) {
        links.up(number);
        links.sendTo(
                number, new Status(tree.base().header().height(), engine.bft().view()));
        engine.on(new Event.PeerUp(links.roster().index(number)));
    }

    private void tellStatus() {
        links.sendAll(new Status(tree.base().header().height(), engine.bft().view()));
        schedule.after(tuning.statusMs(), this::tellStatus);
    }

    private void syncLedger() {
        schedule.after(tuning.ledgerSyncMs(), this::syncLedger);
        if (!ledgerSyncing && undurable.size() > 0) {
            ledgerSyncing = true;
            ports.tasks().submit(Tasks.Lane.COMMIT, () -> {
                ports.ledger().sync();
                return new Event.LedgerDurable(ports.ledger().durableHeight());
            });
        }
    }

    private void ledgerDurable(long height) {
        ledgerSyncing = false;
        undurable.durable(height);
        // while the journal reaches further than the ledger, the engine does not hold all that it must keep
        boolean whole = engine.epoch().number() >= recovery.journalEpoch();
        if (whole && log.bytes() > tuning.journalBytes()) {
            List<Entry> entries = new ArrayList<>(undurable.entries());
            entries.addAll(engine.bft().snapshot());
            log.roll(entries, undurable.journaled(tree), accusations.all());
        }
    }

    private ReplicaStatus snapshot() {
        BlockTree.Point tip = tree.base();
        Epoch epoch = engine.epoch();
        return new ReplicaStatus(
                epoch.validators(),
                index,
                engine.bft().view(),
                engine.currentLeader(),
                tip.header().height(),
                tip.hash(),
                engine.syncing(),
                links.highest(),
                links.validators(),
                guard.stopped(),
                accusations.size(),
                lastProgressMs);
    }
}
