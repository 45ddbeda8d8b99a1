package io.ixi.node.replica;

import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.ValidatorSet;
import io.ixi.node.wire.Handover;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Who votes in epochs after the one that this node is in, learned from peers that it does not trust: each set is shown
 * by a block that the set before made final.
 */
final class Succession {
    /** Most epochs at a time; a node that is further behind first fetches blocks of some. */
    private static final int MOST = 4_096;

    private final Hash chain;
    private final Ports ports;
    private final TreeMap<Long, Shares> known = new TreeMap<>();
    private final List<Handover> taken = new ArrayList<>();

    /** @param shares of the validators of {@code epoch}, the one that this node is in */
    Succession(Hash chain, Ports ports, long epoch, Shares shares) {
        this.chain = chain;
        this.ports = ports;
        known.put(epoch, shares);
    }

    /** The last epoch whose validators are known. */
    long epoch() {
        return known.lastKey();
    }

    /** Takes what shows the validators after {@link #epoch}. False: it does not show them. */
    boolean accept(Handover handover) {
        Shares own = known.get(handover.epoch());
        // signatures first: what a quorum signed is the state of the chain, and that is well formed
        boolean signed = own != null
                && handover.epoch() == epoch()
                && taken.size() < MOST
                && own.verify(handover.finalization()).isPresent();
        ValidatorSet next = signed ? handover.next(chain, ports.executor()) : null;
        if (next == null) {
            return false;
        }
        taken.add(handover);
        known.put(next.epoch(), new Shares(ports.votes().apply(next), next));
        return true;
    }

    /** Whether validators of its epoch, which is known, signed it. */
    boolean holds(Certificate certificate) {
        Shares shares = known.get(certificate.subject().epoch());
        return shares != null && shares.verify(certificate).isPresent();
    }

    /** What was taken, by epoch. */
    List<Handover> taken() {
        return List.copyOf(taken);
    }
}
