package io.ixi.node.replica;

import io.ixi.consensus.bft.Input;
import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.node.wire.PeerMessage.BodiesFound;
import io.ixi.node.wire.PeerMessage.SyncRequest;
import io.ixi.node.wire.PeerMessage.SyncResponse;
import io.ixi.vm.kernel.tx.Tx;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Catches up with the finalized chain. Headers come first, of one peer at a time, and prove themselves: linked by hash
 * up to one with a finalization. Their {@link Bodies} come from all peers at once. Transaction signatures are not
 * checked again: the final header fixes the ids, an id fixes the signed body and the key, and a quorum has checked the
 * signature before it voted. A wrong answer costs its sender the connection.
 */
final class Syncer {
    private static final int CHECK_MS = 100;
    private static final int MAX_AHEAD = 512;
    private static final long MAX_AHEAD_BYTES = 32 << 20;

    /** Verified headers above the blocks that are here. */
    private static final int MAX_HEADERS = 512;

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
    private final Bodies bodies;
    /** Finalizations of verified headers whose blocks are not here yet, by height. */
    private final TreeMap<Long, Certificate> ends = new TreeMap<>();

    private @Nullable Question question;
    private boolean catchingUp;
    private long seenHeight;
    private long progressMs;
    private int attempts;
    /** Answers without a block, one after the other: what comes next is nowhere any more. */
    private int inVain;

    /** Where the blocks that came so far end. */
    private Hash frontier;

    private long frontierHeight;

    /** Where the verified headers end. */
    private Hash summit;

    private long summitHeight;

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
        this.bodies = new Bodies(links, schedule, tuning, ports, rules.chain(), this::advance);
        this.frontier = tree.base().hash();
        this.frontierHeight = tree.base().header().height();
        this.summit = frontier;
        this.summitHeight = frontierHeight;
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
            restart();
        } else if (now - progressMs >= tuning.syncLagMs()) {
            catchingUp = true;
        }
        if (catchingUp) {
            int patience = 2 * links.peers().size();
            joiner.behind(height, inVain > patience || bodies.inVain() > 2 * patience);
            ask();
        }
    }

    private boolean behind() {
        return links.highest() > finality.height() || finality.lacksBlocks();
    }

    /** Forgets what was begun: consensus, or blocks that were dropped, put this node elsewhere. */
    private void restart() {
        Question open = question;
        if (open != null) {
            open.timeout().cancel();
            question = null;
        }
        bodies.clear();
        inVain = 0;
        ends.clear();
        frontier = finality.last();
        frontierHeight = finality.height();
        summit = frontier;
        summitHeight = frontierHeight;
    }

    private void ask() {
        boolean full = frontierHeight - tree.base().header().height() > MAX_AHEAD
                || finality.uncommittedBytes() > MAX_AHEAD_BYTES;
        if (full || joiner.active()) {
            return;
        }
        if (frontierHeight < finality.height() || !tree.knows(frontier)) {
            if (finality.height() < summitHeight && finality.height() > frontierHeight) {
                // blocks that came by consensus meanwhile: those above them are still on their way
                bodies.forget(finality.height());
                ends.headMap(finality.height(), true).clear();
                frontier = finality.last();
                frontierHeight = finality.height();
            } else {
                restart();
            }
        }
        List<Integer> peers = links.claiming(frontierHeight + 1);
        if (peers.isEmpty() && finality.lacksBlocks()) {
            peers = links.peers();
        }
        if (peers.isEmpty()) {
            return;
        }
        bodies.ask(peers);
        askHeaders();
    }

    private void askHeaders() {
        // what comes after the epoch's last block is of the next epoch, whose syncer asks for it
        boolean enough = summitHeight - frontierHeight >= MAX_HEADERS
                || summitHeight >= rules.epoch().lastHeight();
        if (question != null || enough) {
            return;
        }
        List<Integer> peers = links.claiming(summitHeight + 1);
        if (peers.isEmpty() && summitHeight == frontierHeight && finality.lacksBlocks()) {
            peers = links.peers();
        }
        if (peers.isEmpty()) {
            return;
        }
        int peer = peers.get(attempts % peers.size());
        long from = summitHeight + 1;
        question = new Question(peer, from, summit, schedule.after(tuning.syncTimeoutMs(), this::timedOut));
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
            attempts++;
            links.penalize(peer, "an answer to catch up with that does not prove itself");
            return;
        }
        for (BlockHeader header : response.headers()) {
            summit = Wire.headerHash(header);
            summitHeight = header.height();
            bodies.want(header, summit, peer);
        }
        ends.put(summitHeight, response.certificate().orElseThrow());
        bodies.given(peer, response.from(), response.bodies());
        // the next headers come from another one, so that no peer alone sets the pace
        attempts++;
        advance();
    }

    void received(int peer, BodiesFound found) {
        bodies.received(peer, found);
        advance();
    }

    /** Takes the blocks that are whole, in their order, and asks for more. */
    private void advance() {
        for (Bodies.Ready next = bodies.next(frontierHeight + 1);
                next != null;
                next = bodies.next(frontierHeight + 1)) {
            BlockHeader header = next.header();
            frontier = next.hash();
            frontierHeight = header.height();
            Certificate certificate = ends.remove(frontierHeight);
            if (certificate != null) {
                finality.keep(frontier, certificate);
            }
            if (header.height() > finality.height()) {
                take(header, frontier, next.transactions(), next.peer());
            }
            if (certificate != null && certificate.subject() instanceof Subject.Finalize(Proposal p)) {
                finality.learned(p, certificate);
                core.accept(new Input.CertificateReceived(certificate));
            }
            ports.metrics().synced(1);
        }
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
        return certificate.isPresent()
                && certificate.get().subject() instanceof Subject.Finalize(Proposal proposal)
                && proposal.payload().equals(parent)
                && rules.stands(response.headers().getLast(), proposal)
                && shares.verify(certificate.get()).isPresent();
    }
}
