package io.ixi.node.replica;

import com.google.protobuf.Message;
import io.ixi.consensus.codec.Reader;
import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.codec.Writer;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.ValidatorSet;
import io.ixi.consensus.types.Vote;
import io.ixi.node.wire.PeerMessage.EvidenceMessage;
import io.ixi.vm.kernel.exec.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Proofs that validators signed votes which contradict each other, until the chain has punished them. One per key is
 * enough: it is punished once and for good. Validators take turns in bringing them before the chain, so that as a rule
 * only one of them pays for it.
 */
final class Accusations {
    private static final int MOST = ValidatorSet.MAX;

    /** Blocks for which it is one validator's turn. */
    private static final int TURN = 4;

    /**
     * @param publicKey the key that signed both; indices mean something within their epoch only
     */
    record Proof(Bytes publicKey, Vote first, Vote second) {
        Bytes encoded() {
            Writer out = new Writer().bytes(publicKey);
            return Wire.write(Wire.write(out, first), second).toBytes();
        }

        static Proof decode(byte[] bytes) {
            return Reader.decode(
                    bytes, in -> new Proof(in.bytes(Wire.MAX_PUBLIC_KEY_BYTES), Wire.readVote(in), Wire.readVote(in)));
        }
    }

    private final Ports ports;
    private final Log log;
    private final Outbox outbox;
    private final Links links;
    private final TreeMap<Bytes, Proof> proofs = new TreeMap<>();

    Accusations(Ports ports, Log log, Outbox outbox, Links links) {
        this.ports = ports;
        this.log = log;
        this.outbox = outbox;
        this.links = links;
    }

    /** What the journal held. */
    void resume(List<Proof> journaled) {
        journaled.forEach(proof -> proofs.putIfAbsent(proof.publicKey(), proof));
    }

    boolean knows(Bytes publicKey) {
        return proofs.containsKey(publicKey);
    }

    /** A proof that holds: kept over restarts and told to everybody, once. */
    void add(Proof proof) {
        if (proofs.size() < MOST && proofs.putIfAbsent(proof.publicKey(), proof) == null) {
            log.append(proof);
            EvidenceMessage message = new EvidenceMessage(proof.first(), proof.second());
            outbox.whenDurable(() -> links.sendAll(message));
        }
    }

    int size() {
        return proofs.size();
    }

    List<Proof> all() {
        return new ArrayList<>(proofs.values());
    }

    /** A block is final: what the chain has punished is done, and if it is this validator's turn, it accuses. */
    void committed(long height, Epoch epoch, int index) {
        if (proofs.isEmpty() || height % TURN != 0) {
            return;
        }
        State state = ports.ledger().latest();
        boolean turn = index >= 0 && height / TURN % epoch.validators().size() == index;
        for (Proof proof : all()) {
            Optional<Message> accusation = ports.executor()
                    .accusation(state, proof.publicKey(), Wire.encode(proof.first()), Wire.encode(proof.second()));
            if (accusation.isEmpty()) {
                proofs.remove(proof.publicKey());
            } else if (turn) {
                ports.accuser().accept(accusation.get());
            }
        }
    }
}
