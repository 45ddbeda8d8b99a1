package io.ixi.vm.kernel.module;

import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.state.Overlay;

/** A module that keeps things for accounts which would be lost with them. */
public interface Belongings {
    /** Whether the account has any. The native asset's free units do not count. */
    boolean hasAny(Overlay state, Address account);
}
