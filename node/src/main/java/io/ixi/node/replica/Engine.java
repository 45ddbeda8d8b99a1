package io.ixi.node.replica;

import io.ixi.consensus.bft.Bft;
import io.ixi.consensus.bft.Effect;
import io.ixi.consensus.bft.Entry;
import io.ixi.consensus.bft.Evidence;
import io.ixi.consensus.bft.Input;
import io.ixi.consensus.bft.Reason;
import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.Vote;
import io.ixi.node.wire.PeerMessage;
import io.ixi.node.wire.PeerMessage.EvidenceMessage;
import io.ixi.node.wire.PeerMessage.ProposalMessage;
import io.ixi.node.wire.PeerMessage.VoteMessage;
import io.ixi.node.wire.PeerMessage.WantCertificate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consensus of one epoch and everything that serves it. When the epoch's last block is in the ledger it is closed and
 * another one takes its place; it leaves nothing behind but what the {@link Shared} parts hold.
 */
final class Engine {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    /** What outlives epochs. */
    record Shared(
            Chain chain,
            Ports ports,
            Tuning tuning,
            Schedule schedule,
            Log log,
            Outbox outbox,
            Links links,
            KeyGuard guard,
            BlockTree tree,
            Undurable undurable,
            Accusations accusations) {}

    private final Shared shared;
    private final Ports ports;
    private final Epoch epoch;
    private final Rules rules;
    private final int voter;
    private final Schedule schedule;
    private final Core core;
    private final Shares shares;
    private final Certificates certificates;
    private final Pipeline pipeline;
    private final Finality finality;
    private final Leader leader;
    private final Syncer syncer;
    private final Inbound inbound;
    private int currentLeader = -1;

    /** @param voter index in the epoch's set; -1 for a node that only follows or must not vote */
    Engine(Shared shared, Epoch epoch, int voter) {
        this.shared = shared;
        this.epoch = epoch;
        this.voter = voter;
        this.rules = Rules.of(shared.chain(), epoch);
        this.schedule = shared.schedule().part();
        Ports all = shared.ports();
        Tasks tasks = (lane, work) -> all.tasks().submit(lane, () -> new Event.OfEpoch(epoch.number(), work.get()));
        this.ports = all.with(tasks);
        BlockTree tree = shared.tree();
        Links links = shared.links();
        Tuning tuning = shared.tuning();
        Bft bft =
                new Bft(new Bft.Setup(voter, epoch.validators(), shared.chain().timing(), epoch.floor()));
        this.core = new Core(bft, voter, shared.log(), ports.signer(), shared.guard(), schedule);
        this.shares = new Shares(ports.votes().apply(epoch.validators()), epoch.validators());
        this.certificates = new Certificates(shares, links, schedule, shared.guard(), ports.metrics(), core::tell);
        Fetcher fetcher = new Fetcher(links, schedule, tuning);
        this.pipeline = new Pipeline(tree, rules, fetcher, shared.log(), ports, schedule, tuning, core::tell);
        this.finality = new Finality(tree, rules, pipeline, shared.undurable(), ports);
        this.leader = new Leader(tree, pipeline, rules, shared.chain(), voter, ports, schedule, tuning, core::tell);
        this.syncer = new Syncer(tree, rules, pipeline, finality, shares, links, schedule, tuning, ports, core::tell);
        this.inbound = new Inbound(
                tree,
                pipeline,
                finality,
                leader,
                fetcher,
                shares,
                certificates,
                links,
                shared.guard(),
                syncer,
                core,
                ports);
        core.handler(this::perform, this::persisted);
        pipeline.onExecuted(() -> {
            finality.advance();
            leader.retry();
        });
    }

    Epoch epoch() {
        return epoch;
    }

    Bft bft() {
        return core.bft();
    }

    /**
     * Takes up what the journal holds of this epoch.
     *
     * @param entries of any epoch
     * @param blocks of this one, above the ledger
     * @param finalization the highest one of this epoch that is known; null: none
     * @param behind whether this node was catching up when the epoch before ended
     */
    void begin(List<Entry> entries, List<Block> blocks, @Nullable Certificate finalization, boolean behind) {
        List<Entry> own = voter >= 0
                ? entries
                // a node that does not vote does not say its old votes again either
                : entries.stream().filter(e -> !(e instanceof Entry.Cast)).toList();
        own.forEach(this::remember);
        core.bft().recover(own);
        shared.guard().forget(own.isEmpty() ? 0 : core.bft().lastFinalized());
        BlockTree tree = shared.tree();
        blocks.forEach(tree::add);
        ports.metrics().began(epoch.number(), epoch.validators().size());
        core.tell(new Input.Start());
        for (int peer : shared.links().peers()) {
            core.tell(new Input.PeerConnected(peer));
        }
        if (finalization != null && finalization.subject() instanceof Subject.Finalize(Proposal proposal)) {
            core.tell(new Input.CertificateReceived(finalization));
            if (!proposal.payload().equals(tree.base().hash())) {
                finality.learned(proposal, finalization);
            }
        }
        tree.all().forEach(pipeline::advance);
        leader.tellWork();
        syncer.start(behind);
    }

    /** Nothing that it waits for happens any more. */
    void close() {
        schedule.close();
    }

    /** Whether the ledger holds the epoch's last block. */
    boolean over() {
        return rules.ends(shared.tree().base().header());
    }

    void on(Event event) {
        switch (event) {
            case Event.Received(int peer, EvidenceMessage message, int _) -> evidence(peer, message);
            case Event.Received e -> inbound.received(e.peer(), e.message());
            case Event.PeerUp(int peer) -> core.tell(new Input.PeerConnected(peer));
            case Event.TransactionsArrived() -> {
                pipeline.arrived();
                leader.tellWork();
            }
            case Event.BlockBuilt e -> leader.built(e);
            case Event.BlockExecuted e -> pipeline.executed(e);
            case Event.SignaturesFailed e -> pipeline.signaturesFailed(e);
            case Event.TransactionsChecked e -> pipeline.checked(e, shared.links());
            case Event.Answered e -> inbound.answered(e);
            case Event.BlockCommitted e -> committed(e);
            case Event.Resumed(Runnable then) -> then.run();
            case Event.OfEpoch _, Event.LedgerDurable _, Event.PeerDown _, Event.Tick _ ->
                throw new IllegalStateException("not an epoch's: " + event);
        }
    }

    private void committed(Event.BlockCommitted event) {
        finality.committed(event);
        ports.metrics().lag(finality.uncommitted(), shared.tree().size());
        leader.retry();
        leader.tellWork();
        shared.accusations().committed(event.height(), epoch, voter);
    }

    boolean syncing() {
        return syncer.syncing();
    }

    int currentLeader() {
        return currentLeader;
    }

    /** Memory of votes and certificates, about; in bytes. */
    long heldBytes() {
        return shares.bytes() + certificates.bytes();
    }

    private void perform(Effect effect) {
        Outbox outbox = shared.outbox();
        Links links = shared.links();
        switch (effect) {
            case Effect.Broadcast(Vote vote) -> outbox.whenDurable(() -> broadcast(vote));
            case Effect.SendVote(int validator, Vote vote) ->
                outbox.whenDurable(() -> links.send(validator, message(vote)));
            case Effect.SendCertificate(int validator, Certificate certificate) ->
                outbox.whenVotesDurable(() -> certificates.send(validator, certificate));
            case Effect.Announce(Certificate certificate) ->
                outbox.whenVotesDurable(() -> certificates.announce(certificate));
            case Effect.WantCertificate(int validator, long view) ->
                links.send(validator, new WantCertificate(epoch.number(), view));
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
                if (vote.subject().epoch() == epoch.number()) {
                    shared.guard().remember(vote.subject());
                    shares.keep(vote);
                }
            }
            case Entry.Certified(Certificate certificate) -> {
                if (certificate.subject().epoch() == epoch.number()) {
                    certificates.learned(certificate);
                }
            }
            case Entry.Verdict _ -> {}
        }
    }

    private void broadcast(Vote vote) {
        shares.keep(vote);
        ports.metrics().voteSent();
        PeerMessage message = message(vote);
        if (message instanceof ProposalMessage proposed) {
            finality.proposed(Wire.headerHash(proposed.header()));
        }
        shared.links().sendAll(message);
    }

    /** A leader's Notarize travels with its block; that of a block proposed again does not: all have it. */
    private PeerMessage message(Vote vote) {
        if (vote.subject() instanceof Subject.Notarize(Proposal proposal)) {
            Block own = shared.tree().get(proposal.payload());
            if (own != null && own.header().proposer() == voter && Rules.carries(own.header(), proposal)) {
                return new ProposalMessage(vote, own.header(), own.ids());
            }
        }
        return new VoteMessage(vote);
    }

    private void finalized(Proposal proposal, Certificate finalization) {
        certificates.finalized(proposal.view());
        pipeline.finalized(proposal.view());
        shared.guard().forget(proposal.view() - Certificates.RETENTION);
        if (proposal.view() > rules.view(shared.tree().base().header())) {
            finality.learned(proposal, finalization);
        }
    }

    private void entered(long view, int newLeader) {
        currentLeader = newLeader;
        ports.metrics().entered(view);
        leader.entered(view);
    }

    /** A peer says that it can prove a double vote. */
    private void evidence(int peer, EvidenceMessage message) {
        Vote first = message.first();
        Vote second = message.second();
        boolean here = first.signer() < epoch.validators().size();
        if (here
                && shared.accusations()
                        .knows(epoch.validators().get(first.signer()).publicKey())) {
            return;
        }
        boolean proves = here
                && Evidence.conflict(first, second)
                && shares.verify(first) != null
                && shares.verify(second) != null;
        if (proves) {
            accuse(first, second);
        } else {
            shared.links().penalize(peer, "evidence that proves nothing");
        }
    }

    private void accuse(Vote first, Vote second) {
        Bytes publicKey = epoch.validators().get(first.signer()).publicKey();
        shared.accusations().add(new Accusations.Proof(publicKey, first, second));
    }

    private void equivocation(Vote first, Vote second) {
        ports.metrics().equivocation();
        LOG.warn("Validator {} signed both {} and {}", first.signer(), first.subject(), second.subject());
        accuse(first, second);
    }
}
