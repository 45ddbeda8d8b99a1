package io.ixi.vm.ssi.pass;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.state.Overlay;

/** Who may issue credentials. Handed in by whoever composes the chain. */
public interface Issuers {
    boolean knows(Overlay state, Bytes type);

    /** Whether the account may issue the type now. */
    boolean mayIssue(Overlay state, Bytes type, Address issuer, long timeMs);
}
