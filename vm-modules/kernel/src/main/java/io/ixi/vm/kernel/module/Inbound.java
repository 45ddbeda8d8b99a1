package io.ixi.vm.kernel.module;

import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.state.Overlay;

/** What an account takes unasked, for the bank to ask whoever keeps accounts. */
public interface Inbound {
    /** Whether {@code to} takes an asset that it neither has nor accepted, from this sender. */
    boolean takesUnknown(Context context, Address from, Address to);

    /** Whether the account is closed for good: it takes nothing. */
    boolean isClosed(Overlay state, Address account);
}
