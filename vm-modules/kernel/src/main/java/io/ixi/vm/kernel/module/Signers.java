package io.ixi.vm.kernel.module;

import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.proto.Key;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.tx.Tx;
import java.util.List;

/** Who may speak for an account. Exactly one module of a chain is this. */
public interface Signers {
    /** The sequence number of the account's next transaction; 0 for an account that never sent one. */
    long sequence(Overlay state, Address account);

    /**
     * Whether the transaction's ticket can still be used; asked only of those that have one. Throws BAD_TICKET.
     */
    void ticket(Overlay state, Tx tx) throws RejectedException;

    /**
     * The keys that must have signed, in the order of the signatures. Throws KEY_REQUIRED, KEY_MISMATCH or
     * BELOW_THRESHOLD.
     */
    List<Key> signingKeys(Overlay state, Tx tx) throws RejectedException;

    /**
     * Whether those who sign may speak for every message, as far as the state says now. Throws NOT_SIGNED. Only the
     * mempool asks: a block's transactions are asked by {@link #authorize}.
     */
    default void requireSpeakers(Overlay state, Tx tx) throws RejectedException {}

    /**
     * Whether the keys that {@link #signingKeys} finds in the state before this block may still speak, and speak for
     * every message. Throws KEY_REQUIRED, KEY_MISMATCH, KEYS_CHANGED or NOT_SIGNED; changes nothing.
     */
    void authorize(Context context, Tx tx) throws RejectedException;

    /**
     * Raises the sequence number or takes the ticket, and remembers the key of an account's first transaction. Stays
     * if the transaction fails.
     */
    void advance(Context context, Tx tx);
}
