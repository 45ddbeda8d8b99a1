package io.ixi.vm.kernel.module;

import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.tx.Tx;

/** The module under whose mandates an account acts for another. At most one module of a chain is this. */
public interface Mandates {
    /** Before the messages of a transaction with a mandate: may it speak like this? Undone with the transaction. */
    void begin(Context context, Tx tx) throws RejectedException;

    /**
     * After its messages: are the effects within the mandate? Undone with the transaction.
     *
     * @param mark state before the messages, see {@code Overlay.changes}
     */
    void settle(Context context, Tx tx, int mark) throws RejectedException;

    /** The transaction failed and its effects are undone; what is written now stays. */
    void failed(Context context, Tx tx, int code);
}
