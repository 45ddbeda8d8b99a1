package io.ixi.vm.economy.bank;

import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.state.Overlay;

/** What an account takes unasked, for the bank to ask whoever keeps accounts. */
@FunctionalInterface
public interface Inbound {
    /** Whether the account takes any asset, known to it or not. */
    boolean takesAnything(Overlay state, Address account);
}
