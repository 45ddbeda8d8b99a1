package io.ixi.node.genesis;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.ssi.SsiModule;
import io.ixi.vm.ssi.pass.Issuers;

/** Who issues what the pass module takes proofs about: those whom the ssi module accredits. */
record SsiIssuers(SsiModule ssi) implements Issuers {
    @Override
    public boolean knows(Overlay state, Bytes type) {
        return ssi.knows(state, type);
    }

    @Override
    public boolean mayIssue(Overlay state, Bytes type, Address issuer, long timeMs) {
        return ssi.mayIssue(state, type, issuer, timeMs);
    }
}
