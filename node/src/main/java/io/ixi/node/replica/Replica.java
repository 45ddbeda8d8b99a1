package io.ixi.node.replica;

import io.ixi.consensus.bft.Bft;
import io.ixi.consensus.bft.Effect;
import io.ixi.consensus.bft.Entry;
import io.ixi.consensus.bft.Input;
import io.ixi.consensus.bft.Reason;
import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.Vote;
import io.ixi.node.journal.Journal;
import io.ixi.node.wire.PeerMessage;
import io.ixi.node.wire.PeerMessage.ProposalMessage;
import io.ixi.node.wire.PeerMessage.Status;
import io.ixi.node.wire.PeerMessage.VoteMessage;
import io.ixi.node.wire.PeerMessage.WantCertificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's part in consensus: told events, acts through ports. One thread calls it: {@link #start} once, then any
 * number of turns, each some {@link #on} and one {@link #endTurn}; {@link #nextDeadlineMs} says when a turn with a
 * {@link Event.Tick} is due. A thrown exception means that this node must stop; its disks are as after a crash.
 */
public final class Replica {
    private static final Logger LOG = LoggerFactory.getLogger(Replica.class);

    private final Chain chain;
    private final Ports ports;
    private final Tuning tuning;
    private final int me;
    private final Schedule schedule;
    private final Log log;
    private final Outbox outbox;
    private final Links links;
    private final KeyGuard guard;
    private final Core core;
    private final BlockTree tree;
    private final Shares shares;
    private final Certificates certificates;
    private final Pipeline pipeline;
    private final Finality finality;
    private final Leader leader;
    private final Syncer syncer;
    private final Inbound inbound;
    private final Recovery recovery;
    private final @Nullable String refusal;
    private final List<Entry> entries;
    private int currentLeader = -1;
    private long lastProgressMs;
    private boolean ledgerSyncing;
    private volatile ReplicaStatus status;

    /**
     * Reads the journal and prepares; nothing is sent or asked yet.
     *
     * @param me index in the validator set, -1 for a node that only follows
     * @param opened the journal, which the replica owns from now on
     */
    public Replica(Chain chain, int me, Journal.Opened opened, Ports ports, Tuning tuning) {
        this.chain = chain;
        this.ports = ports;
        this.tuning = tuning;
        this.recovery = Recovery.of(opened, ports.ledger(), ports.executor());
        this.refusal = refusal(chain, me, recovery, ports.signer());
        this.me = recovery.lostMemory() || refusal != null ? -1 : me;
        // a node that does not vote does not say its old votes again either
        this.entries = refusal == null
                ? recovery.entries()
                : recovery.entries().stream()
                        .filter(entry -> !(entry instanceof Entry.Cast))
                        .toList();
        this.schedule = new Schedule(ports.clock());
        this.log = new Log(opened.journal(), ports.metrics());
        log.onSynced(ports.signer()::commit);
        this.outbox = new Outbox(log);
        this.links = new Links(ports.transport(), ports.metrics());
        this.guard = new KeyGuard(me, reason -> LOG.error("This validator does not vote: {}", reason));
        Hash floor = Wire.headerHash(chain.genesis());
        Bft bft = new Bft(new Bft.Setup(this.me, chain.validators(), chain.timing(), floor));
        this.core = new Core(bft, this.me, log, ports.signer(), guard, schedule);
        this.tree = new BlockTree(ports.executor(), () -> ports.ledger().latest(), recovery.tip(), tuning.treeBytes());
        Rules rules = new Rules(
                chain.genesis().chain(),
                chain.genesis().protocol(),
                chain.validators().epoch(),
                chain.validators().size(),
                Wire.validatorsHash(chain.validators()));
        this.shares = new Shares(ports.votes(), chain.validators());
        this.certificates = new Certificates(shares, links, schedule, guard, ports.metrics(), core::tell);
        Fetcher fetcher = new Fetcher(links, schedule, tuning);
        this.pipeline = new Pipeline(tree, rules, fetcher, log, ports, schedule, tuning, core::tell);
        this.finality = new Finality(tree, pipeline, ports);
        this.leader = new Leader(tree, pipeline, rules, chain.limits(), this.me, ports, schedule, tuning, core::tell);
        this.syncer = new Syncer(tree, pipeline, finality, shares, links, schedule, tuning, ports, core::tell);
        this.inbound = new Inbound(
                tree, pipeline, finality, leader, fetcher, shares, certificates, links, guard, syncer, core, ports);
        this.lastProgressMs = ports.clock().nowMs();
        core.handler(this::perform, this::persisted);
        pipeline.onExecuted(() -> {
            finality.advance();
            leader.retry();
        });
        this.status = snapshot();
    }

    /** Takes up where the journal ends. */
    public void start() {
        log.begin(recovery.lostMemory() ? Log.Origin.LATER : Log.Origin.WITH_CHAIN, recovery.originKnown());
        if (recovery.lostMemory()) {
            guard.stop("the chain is at height "
                    + recovery.tip().header().height()
                    + " but the journal is new, or was when it began: this node may have voted before and cannot know."
                    + " It follows the chain without voting. Restore the journal, or let the validator set replace"
                    + " this key");
        }
        if (refusal != null) {
            guard.stop(refusal);
        }
        entries.forEach(this::remember);
        core.bft().recover(entries);
        guard.forget(entries.isEmpty() ? 0 : core.bft().lastFinalized());
        for (Block block : recovery.blocks()) {
            tree.add(block);
        }
        if (tuning.listenMs() > 0 && me >= 0 && chain.validators().size() > 1) {
            guard.listen();
            schedule.after(tuning.listenMs(), guard::listened);
        }
        core.tell(new Input.Start());
        recovery.finalProposal().ifPresent(proposal -> {
            Certificate finalization = Objects.requireNonNull(recovery.finalization());
            core.tell(new Input.CertificateReceived(finalization));
            if (!proposal.payload().equals(tree.base().hash())) {
                finality.learned(proposal, finalization);
            }
        });
        tree.all().forEach(pipeline::advance);
        leader.tellWork();
        syncer.start();
        schedule.after(tuning.statusMs(), this::tellStatus);
        schedule.after(tuning.ledgerSyncMs(), this::syncLedger);
        LOG.info(
                "Replica starts at height {}, view {}, {} blocks and {} entries in the journal",
                recovery.tip().header().height(),
                core.bft().view(),
                recovery.blocks().size(),
                entries.size());
        endTurn();
    }

    /** Why the signer does not go along with this journal; null if it does, or if this node votes not at all. */
    private static @Nullable String refusal(Chain chain, int me, Recovery recovery, Signer signer) {
        if (me < 0 || recovery.lostMemory()) {
            return null;
        }
        Bft before = new Bft(new Bft.Setup(me, chain.validators(), chain.timing(), Hash.ZERO));
        before.recover(recovery.entries());
        Certificate finalization = recovery.finalization();
        long past = finalization == null ? 0 : finalization.view() + 1;
        List<Subject> cast = new ArrayList<>();
        for (Entry entry : recovery.entries()) {
            if (entry instanceof Entry.Cast(Vote vote)) {
                cast.add(vote.subject());
            }
        }
        return signer.resume(chain.validators().epoch(), Math.max(past, before.view()), cast);
    }

    /** Takes one event. What must be durable first waits for {@link #endTurn}. */
    public void on(Event event) {
        schedule.run();
        switch (event) {
            case Event.Received e -> inbound.received(e.peer(), e.message());
            case Event.PeerUp(int peer) -> peerUp(peer);
            case Event.PeerDown(int peer) -> links.down(peer);
            case Event.Tick() -> {}
            case Event.TransactionsArrived() -> {
                pipeline.arrived();
                leader.tellWork();
            }
            case Event.BlockBuilt e -> leader.built(e);
            case Event.BlockExecuted e -> pipeline.executed(e);
            case Event.SignaturesFailed e -> pipeline.signaturesFailed(e);
            case Event.TransactionsChecked e -> pipeline.checked(e, links);
            case Event.SyncDecoded e -> syncer.decoded(e);
            case Event.Answered e -> inbound.answered(e);
            case Event.BlockCommitted e -> committed(e);
            case Event.LedgerDurable(long height) -> ledgerDurable(height);
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
        return tree.bytes() + shares.bytes() + certificates.bytes();
    }

    /** Views from the last final one to the present one. */
    public long unfinalizedViews() {
        return core.bft().view() - core.bft().lastFinalized();
    }

    private void perform(Effect effect) {
        switch (effect) {
            case Effect.Broadcast(Vote vote) -> outbox.whenDurable(() -> broadcast(vote));
            case Effect.SendVote(int validator, Vote vote) ->
                outbox.whenDurable(() -> links.send(validator, message(vote)));
            case Effect.SendCertificate(int validator, Certificate certificate) ->
                outbox.whenVotesDurable(() -> certificates.send(validator, certificate));
            case Effect.Announce(Certificate certificate) ->
                outbox.whenVotesDurable(() -> certificates.announce(certificate));
            case Effect.WantCertificate(int validator, long view) -> links.send(validator, new WantCertificate(view));
            case Effect.Build build -> leader.build(build);
            case Effect.Verify(Proposal proposal, int from, Hash parent) -> pipeline.verify(proposal, from, parent);
            case Effect.Certify(Proposal proposal, Certificate notarization) ->
                pipeline.certify(proposal, notarization);
            case Effect.Finalized(Proposal proposal, Certificate finalization) ->
                outbox.whenVotesDurable(() -> finalized(proposal, finalization));
            case Effect.GaveUp(long view, int of, Reason reason) -> {
                LOG.debug("Gives up view {} of validator {}: {}", view, of, reason);
                ports.metrics().gaveUp(reason);
            }
            case Effect.Equivocation(Vote first, Vote second) -> equivocation(first, second);
            case Effect.Entered(long view, int newLeader) -> entered(view, newLeader);
            case Effect.Persist p -> throw new IllegalStateException("performed by the core's driver: " + p);
            case Effect.Sign s -> throw new IllegalStateException("performed by the core's driver: " + s);
            case Effect.SetTimer t -> throw new IllegalStateException("performed by the core's driver: " + t);
            case Effect.CancelTimer t -> throw new IllegalStateException("performed by the core's driver: " + t);
        }
    }

    private void persisted(Entry entry) {
        if (entry instanceof Entry.Certified(Certificate certificate)) {
            certificates.learned(certificate);
            if (certificate.subject() instanceof Subject.Nullify) {
                ports.metrics().nullified();
            }
        }
    }

    private void remember(Entry entry) {
        switch (entry) {
            case Entry.Cast(Vote vote) -> {
                guard.remember(vote.subject());
                shares.keep(vote);
            }
            case Entry.Certified(Certificate certificate) -> certificates.learned(certificate);
            case Entry.Verdict verdict -> {}
        }
    }

    private void broadcast(Vote vote) {
        shares.keep(vote);
        ports.metrics().voteSent();
        PeerMessage message = message(vote);
        if (message instanceof ProposalMessage proposed) {
            finality.proposed(Wire.headerHash(proposed.header()));
        }
        links.sendAll(message);
    }

    /** A leader's Notarize travels with its block. */
    private PeerMessage message(Vote vote) {
        Block own = vote.subject() instanceof Subject.Notarize(Proposal proposal) ? tree.get(proposal.payload()) : null;
        return own != null && own.header().proposer() == me
                ? new ProposalMessage(vote, own.header(), own.ids())
                : new VoteMessage(vote);
    }

    private void finalized(Proposal proposal, Certificate finalization) {
        certificates.finalized(proposal.view());
        pipeline.finalized(proposal.view());
        guard.forget(proposal.view() - Certificates.RETENTION);
        if (proposal.view() > tree.base().header().view()) {
            finality.learned(proposal, finalization);
        }
    }

    private void entered(long view, int newLeader) {
        currentLeader = newLeader;
        ports.metrics().entered(view);
        leader.entered(view);
    }

    private void equivocation(Vote first, Vote second) {
        ports.metrics().equivocation();
        LOG.warn("Validator {} signed both {} and {}", first.signer(), first.subject(), second.subject());
    }

    private void peerUp(int peer) {
        links.up(peer);
        links.send(peer, new Status(tree.base().header().height(), core.bft().view()));
        core.tell(new Input.PeerConnected(peer));
    }

    private void tellStatus() {
        links.sendAll(new Status(tree.base().header().height(), core.bft().view()));
        schedule.after(tuning.statusMs(), this::tellStatus);
    }

    private void committed(Event.BlockCommitted event) {
        finality.committed(event);
        lastProgressMs = ports.clock().nowMs();
        ports.metrics().lag(finality.uncommitted(), tree.size());
        leader.retry();
        leader.tellWork();
    }

    private void syncLedger() {
        schedule.after(tuning.ledgerSyncMs(), this::syncLedger);
        if (!ledgerSyncing && finality.undurableBlocks() > 0) {
            ledgerSyncing = true;
            ports.tasks().submit(Tasks.Lane.COMMIT, () -> {
                ports.ledger().sync();
                return new Event.LedgerDurable(ports.ledger().durableHeight());
            });
        }
    }

    private void ledgerDurable(long height) {
        ledgerSyncing = false;
        finality.durable(height);
        if (log.bytes() > tuning.journalBytes()) {
            List<Block> blocks = finality.retained();
            log.roll(core.bft().snapshot(), blocks);
        }
    }

    private ReplicaStatus snapshot() {
        BlockTree.Point tip = tree.base();
        return new ReplicaStatus(
                core.bft().view(),
                currentLeader,
                tip.header().height(),
                tip.hash(),
                syncer.syncing(),
                links.highest(),
                links.peers(),
                guard.stopped(),
                lastProgressMs);
    }
}
