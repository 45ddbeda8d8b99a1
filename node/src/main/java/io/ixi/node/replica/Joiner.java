package io.ixi.node.replica;

import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.node.store.Snapshots;
import io.ixi.node.wire.Handover;
import io.ixi.node.wire.PeerMessage.ChunkFound;
import io.ixi.node.wire.PeerMessage.ChunkWanted;
import io.ixi.node.wire.PeerMessage.HandoverFound;
import io.ixi.node.wire.PeerMessage.HandoverWanted;
import io.ixi.node.wire.PeerMessage.SnapshotOffer;
import io.ixi.node.wire.PeerMessage.SnapshotWanted;
import io.ixi.node.wire.SnapshotChunk;
import io.ixi.node.wire.SnapshotManifest;
import io.ixi.vm.kernel.module.ModuleSpec;
import io.ixi.vm.kernel.tree.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a snapshot of the state from peers instead of executing all blocks: for a node that is far behind, or whose
 * peers have not its next block any more. No peer is trusted. The manifest must lead to a certificate of validators,
 * and each chunk must be the part of the tree that the manifest says; who sends another one loses the connection, and
 * the chunk is asked of another peer. What is stored survives a restart.
 *
 * <p>When all is there it throws {@link RestartException}: the node starts anew on the new store.
 */
final class Joiner {
    private static final Logger LOG = LoggerFactory.getLogger(Joiner.class);
    private static final int PER_PEER = 2;
    private static final int WINDOW = 8;
    private static final int RETRY_MS = 500;

    /** Chunks asked in vain, one after the other, until the snapshot is given up. */
    private static final int PATIENCE = 40;

    private record Question(int peer, Schedule.Alarm timeout) {}

    private final Links links;
    private final Schedule schedule;
    private final Tuning tuning;
    private final Ports ports;
    private final Hash chain;
    private final Succession succession;
    private final List<String> modules;
    private final @Nullable Snapshots snapshots;

    private long height;
    private long notBeforeMs;
    private boolean active;
    private int attempts;
    private int failures;
    private @Nullable Question offer;
    /** What was offered by those whose validators are not known yet. */
    private @Nullable SnapshotManifest candidate;

    private @Nullable SnapshotManifest manifest;
    private Snapshots.@Nullable Joining store;
    /** The chunk that the store needs next. */
    private int next;

    private boolean storing;
    private final TreeMap<Integer, Question> asked = new TreeMap<>();
    private final TreeMap<Integer, SnapshotChunk> checked = new TreeMap<>();
    private final NavigableSet<Integer> checking = new TreeSet<>();
    /** Peers that have not this snapshot. */
    private final NavigableSet<Integer> without = new TreeSet<>();

    Joiner(Links links, Succession succession, Schedule schedule, Tuning tuning, Ports ports, Hash chain) {
        this.links = links;
        this.succession = succession;
        this.schedule = schedule;
        this.tuning = tuning;
        this.ports = ports;
        this.chain = chain;
        this.snapshots = ports.ledger().snapshots().orElse(null);
        this.modules = ports.executor().registry().modules().stream()
                .map(ModuleSpec::name)
                .sorted()
                .toList();
    }

    /** Whether a snapshot is being fetched: no blocks are needed meanwhile. */
    boolean active() {
        return active;
    }

    /**
     * Tells that this node is behind.
     *
     * @param at its own final height
     * @param stuck no peer has the next block
     */
    void behind(long at, boolean stuck) {
        Snapshots here = snapshots;
        if (active || here == null || ports.clock().nowMs() < notBeforeMs) {
            return;
        }
        if (stuck || links.highest() - at >= here.minimumLag()) {
            height = at;
            active = true;
            attempts = 0;
            askOffer();
        }
    }

    private void askOffer() {
        List<Integer> peers = links.claiming(height + 1);
        if (peers.isEmpty()) {
            // whoever said that it has not the next block may have a snapshot
            peers = links.peers();
        }
        if (peers.isEmpty() || attempts >= 2 * peers.size()) {
            giveUp("no peer offers a snapshot");
            return;
        }
        int peer = peers.get(attempts++ % peers.size());
        candidate = null;
        offer = new Question(peer, schedule.after(tuning.syncTimeoutMs(), this::askOffer));
        links.send(peer, new SnapshotWanted());
    }

    void offered(int peer, SnapshotOffer message) {
        Question question = offer;
        if (question == null || question.peer() != peer || candidate != null) {
            return;
        }
        question.timeout().cancel();
        offer = null;
        SnapshotManifest offered = message.manifest().orElse(null);
        if (offered == null || offered.height() <= height) {
            askOffer();
            return;
        }
        String fault = offered.fault(chain, modules);
        if (fault == null) {
            judge(peer, offered);
        } else {
            refuse(peer, "a snapshot with " + fault);
        }
    }

    /** Takes the offer if those who signed it are known and did; else asks its sender who they are. */
    private void judge(int peer, SnapshotManifest offered) {
        if (succession.epoch() < offered.finalization().subject().epoch()) {
            candidate = offered;
            offer = new Question(peer, schedule.after(tuning.syncTimeoutMs(), this::askOffer));
            links.send(peer, new HandoverWanted(succession.epoch()));
        } else if (succession.holds(offered.finalization())) {
            open(offered);
        } else {
            refuse(peer, "a snapshot with a certificate that does not hold");
        }
    }

    void found(int peer, HandoverFound message) {
        Question question = offer;
        SnapshotManifest offered = candidate;
        boolean asked = question != null && question.peer() == peer && message.of() == succession.epoch();
        if (question == null || offered == null || !asked) {
            return;
        }
        question.timeout().cancel();
        offer = null;
        candidate = null;
        Handover handover = message.handover().orElse(null);
        if (handover == null) {
            askOffer();
        } else if (succession.accept(handover)) {
            judge(peer, offered);
        } else {
            refuse(peer, "a handover that does not show who votes next");
        }
    }

    private void refuse(int peer, String reason) {
        links.penalize(peer, reason);
        askOffer();
    }

    private void open(SnapshotManifest found) {
        manifest = found;
        failures = 0;
        Snapshots here = snapshots;
        if (here == null) {
            throw new IllegalStateException("nothing to build a store with");
        }
        List<Handover> known = succession.taken();
        ports.tasks().submit(Tasks.Lane.COMMIT, () -> {
            Snapshots.Joining opened = here.join(found, known);
            return new Event.Resumed(() -> {
                LOG.info(
                        "Takes the snapshot of height {}: {} of {} chunks are here",
                        found.height(),
                        opened.next(),
                        found.parts().size());
                store = opened;
                next = opened.next();
                storing = false;
                advance();
            });
        });
    }

    /** Asks for what is next, and stores what is there. */
    private void advance() {
        SnapshotManifest wanted = manifest;
        Snapshots.Joining target = store;
        if (wanted == null || target == null) {
            return;
        }
        for (int index = next; index < Math.min(wanted.parts().size(), next + WINDOW); index++) {
            boolean known = asked.containsKey(index) || checking.contains(index) || checked.containsKey(index);
            if (!known && wanted.parts().get(index).kind() == Part.Kind.EMPTY) {
                checked.put(index, new SnapshotChunk(new TreeMap<>()));
            } else if (!known && !ask(wanted, index)) {
                break;
            }
        }
        store(wanted, target);
    }

    private boolean ask(SnapshotManifest wanted, int index) {
        List<Integer> able = new ArrayList<>(links.peers());
        able.removeAll(without);
        if (able.isEmpty()) {
            without.clear();
            failed();
            return false;
        }
        able.removeIf(
                peer -> asked.values().stream().filter(q -> q.peer() == peer).count() >= PER_PEER);
        if (able.isEmpty()) {
            return false;
        }
        int peer = able.get(attempts++ % able.size());
        asked.put(index, new Question(peer, schedule.after(tuning.syncTimeoutMs(), () -> timedOut(peer, index))));
        links.send(peer, new ChunkWanted(wanted.height(), index));
        return true;
    }

    private void timedOut(int peer, int index) {
        asked.remove(index);
        without.add(peer);
        failed();
        advance();
    }

    private void failed() {
        if (++failures > PATIENCE) {
            giveUp("its chunks do not come");
        } else if (asked.isEmpty() && checking.isEmpty()) {
            schedule.after(RETRY_MS, this::advance);
        }
    }

    void found(int peer, ChunkFound message) {
        SnapshotManifest wanted = manifest;
        Question question = asked.get(message.index());
        if (wanted == null || question == null || question.peer() != peer || message.height() != wanted.height()) {
            return;
        }
        question.timeout().cancel();
        asked.remove(message.index());
        if (message.chunk().size() == 0) {
            without.add(peer);
            failed();
            advance();
            return;
        }
        int index = message.index();
        Part part = wanted.parts().get(index);
        checking.add(index);
        ports.tasks().submit(Tasks.Lane.CHECK, () -> {
            SnapshotChunk good = check(message.chunk(), wanted.depth(), index, part);
            return new Event.Resumed(() -> checked(wanted, peer, index, good));
        });
    }

    private static @Nullable SnapshotChunk check(Bytes bytes, int depth, int index, Part part) {
        try {
            SnapshotChunk chunk = SnapshotChunk.decode(bytes.unsafeArray());
            return chunk.fits(depth, index, part) ? chunk : null;
        } catch (MalformedException e) {
            return null;
        }
    }

    private void checked(SnapshotManifest of, int peer, int index, @Nullable SnapshotChunk good) {
        if (!of.equals(manifest)) {
            return;
        }
        checking.remove(index);
        if (good == null) {
            links.penalize(peer, "a chunk that is not the part of the state that it should be");
            without.add(peer);
            failed();
        } else {
            failures = 0;
            checked.put(index, good);
        }
        advance();
    }

    private void store(SnapshotManifest wanted, Snapshots.Joining target) {
        boolean all = next == wanted.parts().size();
        if (storing || (!all && !checked.containsKey(next))) {
            return;
        }
        storing = true;
        SnapshotChunk chunk = checked.remove(next);
        ports.tasks().submit(Tasks.Lane.COMMIT, () -> {
            if (chunk != null) {
                target.put(chunk);
                return new Event.Resumed(() -> stored(target));
            }
            target.finish();
            return new Event.Resumed(() -> {
                throw new RestartException("the snapshot of height " + wanted.height() + " is here");
            });
        });
    }

    private void stored(Snapshots.Joining target) {
        if (target.equals(store)) {
            storing = false;
            next++;
            advance();
        } else {
            close(target);
        }
    }

    private void close(Snapshots.Joining target) {
        ports.tasks().submit(Tasks.Lane.COMMIT, () -> {
            target.close();
            return new Event.Resumed(() -> {});
        });
    }

    private void giveUp(String reason) {
        LOG.info("No snapshot: {}", reason);
        asked.values().forEach(question -> question.timeout().cancel());
        asked.clear();
        checked.clear();
        checking.clear();
        without.clear();
        Snapshots.Joining open = store;
        if (open != null && !storing) {
            close(open);
        }
        store = null;
        manifest = null;
        offer = null;
        candidate = null;
        active = false;
        notBeforeMs = ports.clock().nowMs() + 5L * tuning.syncTimeoutMs();
    }
}
