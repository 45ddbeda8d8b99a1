package io.ixi.node;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.ValidatorSet;
import io.ixi.node.mempool.Mempool;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Peers' keys and the numbers that transport and replica know them by: validators of the genesis have their index,
 * every other key the next number when the chain first names it. Any thread.
 */
final class PeerBook {
    /** Who hears of each new peer. */
    interface Door {
        void admit(int number, Bytes publicKey);
    }

    private final Bytes own;
    private final Map<Bytes, Integer> numbers = new HashMap<>();
    private @Nullable Door door;

    PeerBook(ValidatorSet genesis, Bytes own) {
        this.own = own;
        for (int i = 0; i < genesis.size(); i++) {
            numbers.put(genesis.get(i).publicKey(), i);
        }
    }

    /** Numbers are below this. */
    synchronized int count() {
        return numbers.size();
    }

    /** Peers beyond those of the genesis are let in there from now on. */
    synchronized void door(Door transport) {
        door = transport;
    }

    /** The peer's number; -1: it is this node itself, or there is no room. */
    synchronized int number(Bytes publicKey) {
        Integer known = numbers.get(publicKey);
        if (known != null) {
            return known;
        }
        if (publicKey.equals(own) || numbers.size() >= Mempool.MAX_PEERS) {
            return -1;
        }
        int number = numbers.size();
        numbers.put(publicKey, number);
        if (door != null) {
            door.admit(number, publicKey);
        }
        return number;
    }

    /** The chain names these. */
    void meet(List<Bytes> publicKeys) {
        publicKeys.forEach(this::number);
    }
}
