package io.ixi.vm.kernel.module;

import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.proto.Key;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.tx.Tx;

/** Who may speak for an account. Exactly one module of a chain is this. */
public interface Signers {
    /** The sequence number of the account's next transaction; 0 for an account that never sent one. */
    long sequence(Overlay state, Address account);

    /** The key that must have signed. Throws KEY_REQUIRED or KEY_MISMATCH. */
    Key signingKey(Overlay state, Tx tx) throws RejectedException;

    /**
     * Whether the key that {@link #signingKey} finds in the state before this block may still speak. Throws
     * KEY_REQUIRED, KEY_MISMATCH or KEYS_CHANGED; changes nothing.
     */
    void authorize(Context context, Tx tx) throws RejectedException;

    /**
     * Raises the sequence number and remembers the key of an account's first transaction. Stays if the transaction
     * fails.
     */
    void advance(Context context, Tx tx);
}
