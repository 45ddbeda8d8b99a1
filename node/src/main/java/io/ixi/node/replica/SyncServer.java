package io.ixi.node.replica;

import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.node.store.Ledger;
import io.ixi.node.store.Snapshots;
import io.ixi.node.wire.PeerCodec;
import io.ixi.node.wire.PeerMessage;
import io.ixi.node.wire.PeerMessage.BodiesFound;
import io.ixi.node.wire.PeerMessage.ChunkFound;
import io.ixi.node.wire.PeerMessage.HandoverFound;
import io.ixi.node.wire.PeerMessage.SnapshotOffer;
import io.ixi.node.wire.PeerMessage.SyncResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Answers peers that catch up, from the ledger, on a background thread; some questions per peer at a time. */
final class SyncServer {
    private static final long MAX_BODY_BYTES = 2 << 20;

    /** Blocks whose transactions come with the headers; all others are asked for of several peers. */
    private static final int GIVEN = 4;

    /** Headers of an answer, about. */
    private static final int FAR = 160;

    /** Questions of one peer that are answered at a time; more are dropped. */
    private static final int PER_PEER = 4;

    private final Ledger ledger;
    private final Tasks tasks;
    private final TreeMap<Integer, Integer> busy = new TreeMap<>();

    SyncServer(Ledger ledger, Tasks tasks) {
        this.ledger = ledger;
        this.tasks = tasks;
    }

    void serve(int peer, long from) {
        serve(peer, () -> answer(from));
    }

    void serveSnapshot(int peer) {
        serve(peer, () -> new SnapshotOffer(ledger.snapshots().flatMap(Snapshots::newest)));
    }

    void serveHandover(int peer, long epoch) {
        serve(peer, () -> new HandoverFound(epoch, ledger.handover(epoch)));
    }

    void serveChunk(int peer, long height, int index) {
        serve(
                peer,
                () -> new ChunkFound(
                        height,
                        index,
                        ledger.snapshots()
                                .flatMap(snapshots -> snapshots.chunk(height, index))
                                .orElse(Bytes.EMPTY)));
    }

    private void serve(int peer, Supplier<PeerMessage> answer) {
        if (busy.getOrDefault(peer, 0) < PER_PEER) {
            busy.merge(peer, 1, Integer::sum);
            tasks.submit(Tasks.Lane.CHECK, () -> new Event.Answered(peer, answer.get()));
        }
    }

    void answered(int peer) {
        busy.computeIfPresent(peer, (p, count) -> count == 1 ? null : count - 1);
    }

    void serveBodies(int peer, long from, int count) {
        serve(peer, () -> new BodiesFound(from, bodies(from, Math.min(count, PeerCodec.MAX_BODIES))));
    }

    private SyncResponse answer(long from) {
        Optional<Ledger.StoredCertificate> certificate = certificate(from);
        if (from < 1 || certificate.isEmpty() || certificate.get().height() - from >= PeerCodec.MAX_HEADERS) {
            return nothing(from);
        }
        List<BlockHeader> headers = new ArrayList<>();
        for (long height = from; height <= certificate.get().height(); height++) {
            Optional<BlockHeader> header = ledger.header(height);
            if (header.isEmpty()) {
                return nothing(from);
            }
            headers.add(header.get());
        }
        List<SyncResponse.Body> bodies = bodies(from, Math.min(headers.size(), GIVEN));
        return bodies.isEmpty()
                ? nothing(from)
                : new SyncResponse(from, headers, Optional.of(certificate.get().certificate()), bodies);
    }

    /** One some way above, if it is of the same epoch: its signatures are checked for many headers at once. */
    private Optional<Ledger.StoredCertificate> certificate(long from) {
        Optional<Ledger.StoredCertificate> next = ledger.certificateAtOrAfter(from);
        Optional<Ledger.StoredCertificate> far = ledger.certificateAtOrAfter(from + FAR)
                .filter(found -> found.height() - from < PeerCodec.MAX_HEADERS
                        && next.isPresent()
                        && found.certificate().subject().epoch()
                                == next.get().certificate().subject().epoch());
        return far.isPresent() ? far : next;
    }

    /** Of these blocks, the first ones, as many as fit in an answer. */
    private List<SyncResponse.Body> bodies(long from, int count) {
        List<SyncResponse.Body> bodies = new ArrayList<>();
        long bytes = 0;
        for (long height = from; height < from + count && bytes < MAX_BODY_BYTES; height++) {
            Optional<Ledger.StoredBlock> block = ledger.block(height);
            if (block.isEmpty()) {
                break;
            }
            List<Bytes> transactions = block.get().transactions();
            bytes += transactions.stream().mapToLong(Bytes::size).sum();
            bodies.add(new SyncResponse.Body(transactions));
        }
        return bodies;
    }

    private static SyncResponse nothing(long from) {
        return new SyncResponse(from, List.of(), Optional.empty(), List.of());
    }
}
