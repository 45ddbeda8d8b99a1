package io.ixi.testnet.sim;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.node.wire.Handover;
import io.ixi.node.wire.PeerMessage;
import io.ixi.node.wire.PeerMessage.BodiesFound;
import io.ixi.node.wire.PeerMessage.ChunkFound;
import io.ixi.node.wire.PeerMessage.HandoverFound;
import io.ixi.node.wire.PeerMessage.SnapshotOffer;
import io.ixi.node.wire.PeerMessage.SyncResponse.Body;
import io.ixi.node.wire.SnapshotChunk;
import io.ixi.node.wire.SnapshotManifest;
import io.ixi.vm.kernel.tree.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** What a liar hands to a node that catches up or joins. */
final class SyncLies {
    private SyncLies() {}

    /** A lie in the place of this answer; the same where there is nothing to lie about. */
    static PeerMessage of(PeerMessage answer, SplittableRandom random) {
        return switch (answer) {
            case BodiesFound m when !m.bodies().isEmpty() -> new BodiesFound(m.from(), bent(m.bodies(), random));
            case ChunkFound m
            when m.chunk().size() > 0 -> new ChunkFound(m.height(), m.index(), bent(m.chunk(), random));
            case HandoverFound m
            when m.handover().isPresent() ->
                new HandoverFound(m.of(), Optional.of(bent(m.handover().get(), random)));
            case SnapshotOffer m
            when m.manifest().isPresent() ->
                new SnapshotOffer(Optional.of(bent(m.manifest().get(), random)));
            default -> answer;
        };
    }

    /** The same with another content, which only what was proved before shows to be wrong. */
    static PeerMessage wellFormed(PeerMessage answer) {
        return switch (answer) {
            case BodiesFound m ->
                new BodiesFound(
                        m.from(),
                        m.bodies().stream().map(SyncLies::withoutTheLast).toList());
            case ChunkFound m
            when m.chunk().size() > 0 -> {
                TreeMap<Bytes, Bytes> entries = new TreeMap<>(
                        SnapshotChunk.decode(m.chunk().unsafeArray()).entries());
                entries.replace(entries.lastKey(), other(entries.lastEntry().getValue()));
                yield new ChunkFound(m.height(), m.index(), Bytes.wrap(new SnapshotChunk(entries).encode()));
            }
            case HandoverFound m
            when m.handover().isPresent() -> {
                Handover honest = m.handover().get();
                List<Handover.Entry> entries = new ArrayList<>(honest.entries());
                Handover.Entry first = entries.getFirst();
                entries.set(0, new Handover.Entry(first.key(), other(first.value()), first.proof()));
                yield new HandoverFound(
                        m.of(), Optional.of(new Handover(honest.last(), honest.finalization(), entries)));
            }
            default -> answer;
        };
    }

    private static Body withoutTheLast(Body honest) {
        int size = honest.transactions().size();
        return size == 0 ? honest : new Body(honest.transactions().subList(0, size - 1));
    }

    private static Bytes other(Bytes honest) {
        byte[] bytes = honest.toArray();
        bytes[bytes.length - 1] ^= 1;
        return Bytes.wrap(bytes);
    }

    private static List<Body> bent(List<Body> honest, SplittableRandom random) {
        List<Body> bodies = new ArrayList<>(honest);
        switch (random.nextInt(3)) {
            case 0 -> bodies.set(0, new Body(List.of()));
            case 1 -> bodies.add(bodies.getFirst());
            default -> bodies.set(0, new Body(List.of(Bytes.fromHex("00"))));
        }
        return bodies;
    }

    private static Bytes bent(Bytes honest, SplittableRandom random) {
        byte[] bytes = honest.toArray();
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        return Bytes.wrap(bytes);
    }

    private static Handover bent(Handover honest, SplittableRandom random) {
        List<Handover.Entry> entries = new ArrayList<>(honest.entries());
        int at = random.nextInt(entries.size());
        Handover.Entry entry = entries.get(at);
        if (random.nextBoolean()) {
            entries.remove(at);
        } else {
            entries.set(at, new Handover.Entry(entry.key(), bent(entry.value(), random), entry.proof()));
        }
        return new Handover(honest.last(), honest.finalization(), entries);
    }

    private static SnapshotManifest bent(SnapshotManifest honest, SplittableRandom random) {
        List<Part> parts = new ArrayList<>(honest.parts());
        parts.set(
                random.nextInt(parts.size()),
                new Part(Part.Kind.INNER, new Hash(random.nextLong(), random.nextLong(), random.nextLong(), 1)));
        return new SnapshotManifest(honest.modules(), honest.block(), honest.above(), honest.finalization(), parts);
    }
}
