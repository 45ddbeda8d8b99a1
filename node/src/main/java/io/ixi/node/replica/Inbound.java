package io.ixi.node.replica;

import io.ixi.consensus.bft.Input;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.Vote;
import io.ixi.node.wire.PeerMessage;
import io.ixi.node.wire.PeerMessage.BlockFound;
import io.ixi.node.wire.PeerMessage.BlockWanted;
import io.ixi.node.wire.PeerMessage.ProposalMessage;
import io.ixi.node.wire.PeerMessage.Transactions;
import io.ixi.node.wire.PeerMessage.TransactionsWanted;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.exec.State;
import io.ixi.vm.kernel.tx.Tx;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What peers say, checked against who may say it, and handed on. */
final class Inbound {
    /** Votes of later views than this many ahead are not worth a signature check: certificates bring them. */
    private static final int VIEWS_AHEAD = 8;

    private static final long MAX_ANSWER_BYTES = 4 << 20;

    private final BlockTree tree;
    private final Pipeline pipeline;
    private final Finality finality;
    private final Leader leader;
    private final Fetcher fetcher;
    private final Shares shares;
    private final Certificates certificates;
    private final Links links;
    private final KeyGuard guard;
    private final Syncer syncer;
    private final SyncServer server;
    private final Core core;
    private final Ports ports;

    Inbound(
            BlockTree tree,
            Pipeline pipeline,
            Finality finality,
            Leader leader,
            Fetcher fetcher,
            Shares shares,
            Certificates certificates,
            Links links,
            KeyGuard guard,
            Syncer syncer,
            Core core,
            Ports ports) {
        this.tree = tree;
        this.pipeline = pipeline;
        this.finality = finality;
        this.leader = leader;
        this.fetcher = fetcher;
        this.shares = shares;
        this.certificates = certificates;
        this.links = links;
        this.guard = guard;
        this.syncer = syncer;
        this.server = new SyncServer(ports.ledger(), ports.tasks());
        this.core = core;
        this.ports = ports;
    }

    void received(int peer, PeerMessage message) {
        switch (message) {
            case PeerMessage.VoteMessage m -> vote(peer, m.vote());
            case ProposalMessage m -> proposal(peer, m);
            case PeerMessage.CertificateMessage m -> certificates.onFull(peer, m);
            case PeerMessage.CertHave m -> certificates.onHave(peer, m);
            case PeerMessage.CertWant m -> certificates.onWant(peer, m);
            case PeerMessage.CertShares m -> certificates.onShares(peer, m);
            case PeerMessage.WantCertificate m -> core.tell(new Input.CertificateWanted(peer, m.view()));
            case TransactionsWanted m -> transactionsWanted(peer, m);
            case Transactions m -> transactions(peer, m);
            case BlockWanted m -> blockWanted(peer, m);
            case BlockFound m -> blockFound(peer, m);
            case PeerMessage.SyncRequest m -> server.serve(peer, m.from());
            case PeerMessage.SyncResponse m -> syncer.received(peer, m);
            case PeerMessage.BodiesWanted m -> server.serveBodies(peer, m.from(), m.count());
            case PeerMessage.BodiesFound m -> syncer.received(peer, m);
            case PeerMessage.SnapshotWanted m -> server.serveSnapshot(peer);
            case PeerMessage.SnapshotOffer m -> syncer.joiner().offered(peer, m);
            case PeerMessage.ChunkWanted m -> server.serveChunk(peer, m.height(), m.index());
            case PeerMessage.ChunkFound m -> syncer.joiner().found(peer, m);
            case PeerMessage.HandoverWanted m -> server.serveHandover(peer, m.of());
            case PeerMessage.HandoverFound m -> syncer.joiner().found(peer, m);
            case PeerMessage.EvidenceMessage m -> throw new IllegalStateException("the engine's: " + m);
            case PeerMessage.Status m -> links.claims(peer, m.height());
        }
    }

    void answered(Event.Answered event) {
        server.answered(event.peer());
        links.send(event.peer(), event.message());
    }

    private void vote(int peer, Vote vote) {
        if (vote.signer() != peer) {
            links.penalize(peer, "a vote of another validator");
            return;
        }
        Subject subject = vote.subject();
        boolean late = certificates.knows(subject);
        boolean outside = subject.view() < core.bft().lastFinalized()
                || subject.view() > core.bft().view() + VIEWS_AHEAD;
        if (!late && !outside) {
            accept(peer, vote);
        } else {
            core.tell(new Input.Heard(peer));
            if (subject.view() > core.bft().view()) {
                core.tell(new Input.CertificateOffered(peer, subject));
            }
        }
    }

    /** Checks a vote and tells the core. */
    private void accept(int peer, Vote vote) {
        Vote good = shares.verify(vote);
        if (good == null) {
            links.penalize(peer, "a vote with a bad signature");
            return;
        }
        ports.metrics().voteReceived();
        guard.seen(good.subject(), good.signer());
        core.tell(new Input.VoteReceived(good));
    }

    private void proposal(int peer, ProposalMessage message) {
        Block block = Pipeline.assemble(message.header(), message.ids(), peer);
        boolean sound = block != null
                && message.vote().signer() == peer
                && block.header().proposer() == peer
                && message.vote().subject() instanceof Subject.Notarize(Proposal proposal)
                && proposal.payload().equals(block.hash())
                && Rules.carries(block.header(), proposal);
        if (!sound || block == null) {
            links.penalize(peer, "a proposal whose parts do not belong together");
            return;
        }
        long view = block.header().view();
        if (view < core.bft().lastFinalized() || view > core.bft().view() + VIEWS_AHEAD) {
            return;
        }
        Vote good = shares.verify(message.vote());
        if (good == null) {
            links.penalize(peer, "a proposal with a bad signature");
            return;
        }
        if (tree.get(block.hash()) == null && pipeline.add(block)) {
            finality.added(block);
            if (view >= core.bft().view()) {
                leader.onBlock(block);
            }
        }
        accept(peer, good);
    }

    private void blockWanted(int peer, BlockWanted message) {
        Block block = tree.get(message.block());
        if (block != null) {
            links.send(peer, new BlockFound(block.header(), block.ids()));
        }
    }

    private void blockFound(int peer, BlockFound message) {
        Block block = Pipeline.assemble(message.header(), message.ids(), peer);
        if (block == null) {
            links.penalize(peer, "a block whose parts do not belong together");
        } else if (fetcher.wants(block.hash()) && pipeline.add(block)) {
            finality.added(block);
        }
    }

    private void transactionsWanted(int peer, TransactionsWanted message) {
        Map<Hash, Tx> here = new LinkedHashMap<>();
        Block block = tree.get(message.block());
        if (block != null) {
            block.present().forEach(tx -> here.put(tx.id(), tx));
        }
        List<Bytes> found = new ArrayList<>();
        long bytes = 0;
        for (Hash id : message.ids()) {
            Tx tx = here.containsKey(id) ? here.get(id) : ports.pool().get(id);
            if (tx != null && bytes < MAX_ANSWER_BYTES) {
                found.add(tx.bytes());
                bytes += tx.size();
            }
        }
        links.send(peer, new Transactions(message.block(), found));
    }

    private void transactions(int peer, Transactions message) {
        Block block = tree.get(message.block());
        if (block == null || block.complete() || !fetcher.wants(message.block())) {
            return;
        }
        if (message.transactions().isEmpty()) {
            fetcher.progress(message.block());
            return;
        }
        Hash hash = block.hash();
        // not only what is still missing: two peers may have been asked for the same
        Set<Hash> ids = new HashSet<>(block.ids());
        State parent = tree.point(block.header().parent()) == null
                ? null
                : tree.state(block.header().parent());
        Signatures signatures = new Signatures(ports.executor(), ports.transactions());
        ports.tasks().submit(Tasks.Lane.CHECK, () -> {
            List<Tx> good = new ArrayList<>();
            int faults = 0;
            for (Bytes bytes : message.transactions()) {
                Tx tx = decode(bytes, block.header().chain());
                if (tx == null || !ids.contains(tx.id())) {
                    faults++;
                } else if (parent == null || signatures.hold(tx, parent)) {
                    good.add(tx);
                } else if (tx.body().hasKey()) {
                    // under its own key a signature fails at every node; else the sender may know an older key
                    faults++;
                }
            }
            return new Event.TransactionsChecked(peer, hash, good, faults);
        });
    }

    private @Nullable Tx decode(Bytes bytes, Hash chain) {
        try {
            return ports.executor().decode(bytes, chain);
        } catch (RejectedException e) {
            return null;
        }
    }
}
