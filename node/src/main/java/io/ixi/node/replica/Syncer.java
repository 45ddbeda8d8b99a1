package io.ixi.node.replica;

import io.ixi.consensus.bft.Input;
import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.node.wire.PeerMessage.SyncRequest;
import io.ixi.node.wire.PeerMessage.SyncResponse;
import io.ixi.vm.kernel.exec.Executor;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.tx.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Catches up with the finalized chain. Answers prove themselves: headers linked by hash up to one with a
 * finalization. Transaction signatures are not checked again: the final header fixes the ids, an id fixes the signed
 * body and the key, and a quorum has checked the signature before it voted. A wrong answer costs its sender the
 * connection.
 */
final class Syncer {
    private static final int CHECK_MS = 100;
    private static final int MAX_AHEAD = 512;
    private static final long MAX_AHEAD_BYTES = 32 << 20;

    private record Question(int peer, long from, Hash parent, Schedule.Alarm timeout) {}

    private final BlockTree tree;
    private final Rules rules;
    private final Pipeline pipeline;
    private final Finality finality;
    private final Shares shares;
    private final Links links;
    private final Schedule schedule;
    private final Tuning tuning;
    private final Ports ports;
    private final Consumer<Input> core;
    private final Joiner joiner;
    private @Nullable Question question;
    private boolean decoding;
    private boolean catchingUp;
    private long seenHeight;
    private long progressMs;
    private int attempts;
    /** Answers without a block, one after the other: what comes next is nowhere any more. */
    private int inVain;

    /** Where the blocks that came so far end. */
    private Hash frontier;

    private long frontierHeight;

    Syncer(
            BlockTree tree,
            Rules rules,
            Pipeline pipeline,
            Finality finality,
            Shares shares,
            Links links,
            Schedule schedule,
            Tuning tuning,
            Ports ports,
            Consumer<Input> core) {
        this.tree = tree;
        this.rules = rules;
        this.pipeline = pipeline;
        this.finality = finality;
        this.shares = shares;
        this.links = links;
        this.schedule = schedule;
        this.tuning = tuning;
        this.ports = ports;
        this.core = core;
        Succession succession =
                new Succession(rules.chain(), ports, rules.epoch().number(), shares);
        this.joiner = new Joiner(links, succession, schedule, tuning, ports, rules.chain());
        this.frontier = tree.base().hash();
        this.frontierHeight = tree.base().header().height();
        this.seenHeight = frontierHeight;
        this.progressMs = ports.clock().nowMs();
    }

    /** @param behind whether this node was catching up when the epoch before ended */
    void start(boolean behind) {
        schedule.after(CHECK_MS, this::check);
        if (behind) {
            catchingUp = true;
            ask();
        }
    }

    /** Whether this node is behind and fetching. */
    boolean syncing() {
        return catchingUp || joiner.active();
    }

    Joiner joiner() {
        return joiner;
    }

    private void check() {
        schedule.after(CHECK_MS, this::check);
        long height = finality.height();
        long now = ports.clock().nowMs();
        if (height > seenHeight || !behind()) {
            seenHeight = height;
            progressMs = now;
        }
        if (!behind()) {
            catchingUp = false;
        } else if (now - progressMs >= tuning.syncLagMs()) {
            catchingUp = true;
        }
        if (catchingUp) {
            joiner.behind(height, inVain > 2 * links.peers().size());
            ask();
        }
    }

    private boolean behind() {
        return links.highest() > finality.height() || finality.lacksBlocks();
    }

    private void ask() {
        boolean full = frontierHeight - tree.base().header().height() > MAX_AHEAD
                || finality.uncommittedBytes() > MAX_AHEAD_BYTES;
        if (question != null || decoding || full || joiner.active()) {
            return;
        }
        if (frontierHeight <= finality.height() || tree.get(frontier) == null) {
            frontier = finality.last();
            frontierHeight = finality.height();
        }
        if (frontierHeight >= rules.epoch().lastHeight()) {
            // what comes after it is of the next epoch, whose syncer asks for it
            return;
        }
        List<Integer> peers = links.claiming(frontierHeight + 1);
        if (peers.isEmpty() && finality.lacksBlocks()) {
            peers = links.peers();
        }
        if (peers.isEmpty()) {
            return;
        }
        int peer = peers.get(attempts % peers.size());
        long from = frontierHeight + 1;
        question = new Question(peer, from, frontier, schedule.after(tuning.syncTimeoutMs(), this::timedOut));
        links.send(peer, new SyncRequest(from));
    }

    private void timedOut() {
        question = null;
        attempts++;
        ask();
    }

    void received(int peer, SyncResponse response) {
        Question asked = question;
        if (asked == null || asked.peer() != peer || asked.from() != response.from()) {
            return;
        }
        asked.timeout().cancel();
        question = null;
        if (response.headers().isEmpty()) {
            inVain++;
            links.claims(peer, asked.from() - 1);
            attempts++;
            return;
        }
        inVain = 0;
        if (!proves(asked, response)) {
            refuse(peer, "an answer to catch up with that does not prove itself");
            return;
        }
        decoding = true;
        Executor executor = ports.executor();
        Hash chain = tree.base().header().chain();
        ports.tasks()
                .submit(
                        Tasks.Lane.CHECK,
                        () -> new Event.SyncDecoded(peer, response, decode(executor, chain, response)));
    }

    void decoded(Event.SyncDecoded event) {
        decoding = false;
        List<List<Tx>> bodies = event.transactions();
        if (bodies == null) {
            refuse(event.peer(), "transactions that do not belong to their headers");
            return;
        }
        SyncResponse response = event.response();
        Certificate certificate = response.certificate().orElseThrow();
        Hash proved = Wire.headerHash(response.headers().getLast());
        if (bodies.size() == response.headers().size()) {
            finality.keep(proved, certificate);
        }
        for (int i = 0; i < bodies.size(); i++) {
            BlockHeader header = response.headers().get(i);
            Hash hash = Wire.headerHash(header);
            frontier = hash;
            frontierHeight = header.height();
            if (header.height() > finality.height()) {
                take(header, hash, bodies.get(i), event.peer());
            }
        }
        if (bodies.size() == response.headers().size()
                && certificate.subject() instanceof Subject.Finalize(Proposal p)) {
            finality.learned(p, certificate);
            core.accept(new Input.CertificateReceived(certificate));
        }
        ports.metrics().synced(bodies.size());
        if (catchingUp) {
            ask();
        }
    }

    private void take(BlockHeader header, Hash hash, List<Tx> transactions, int peer) {
        Block block = tree.get(hash);
        if (block == null) {
            block = new Block(hash, header, transactions.stream().map(Tx::id).toList(), peer);
            block.putAll(transactions);
            tree.add(block);
        } else {
            long before = block.bytes();
            block.putAll(transactions);
            tree.grew(block.bytes() - before);
        }
        pipeline.advance(block);
        finality.linked(block);
    }

    private void refuse(int peer, String reason) {
        attempts++;
        links.penalize(peer, reason);
    }

    private boolean proves(Question asked, SyncResponse response) {
        Hash parent = asked.parent();
        long height = asked.from();
        for (BlockHeader header : response.headers()) {
            boolean linked = header.parent().equals(parent) && header.height() == height;
            if (!linked || header.epoch() != rules.epoch().number()) {
                return false;
            }
            parent = Wire.headerHash(header);
            height++;
        }
        Optional<Certificate> certificate = response.certificate();
        return !response.bodies().isEmpty()
                && certificate.isPresent()
                && certificate.get().subject() instanceof Subject.Finalize(Proposal proposal)
                && proposal.payload().equals(parent)
                && rules.stands(response.headers().getLast(), proposal)
                && shares.verify(certificate.get()).isPresent();
    }

    private static @Nullable List<List<Tx>> decode(Executor executor, Hash chain, SyncResponse response) {
        List<List<Tx>> bodies = new ArrayList<>();
        for (int i = 0; i < response.bodies().size(); i++) {
            List<Tx> transactions = new ArrayList<>();
            for (Bytes bytes : response.bodies().get(i).transactions()) {
                try {
                    transactions.add(executor.decode(bytes, chain));
                } catch (RejectedException e) {
                    return null;
                }
            }
            List<Hash> ids = transactions.stream().map(Tx::id).toList();
            if (!Rules.consistent(response.headers().get(i), ids)) {
                return null;
            }
            bodies.add(transactions);
        }
        return bodies;
    }
}
