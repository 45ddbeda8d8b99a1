package io.ixi.vm.ssi;

import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.proto.Key;
import io.ixi.vm.kernel.state.Overlay;
import java.util.List;

/** Where the keys of accounts are: this module keeps none of its own. Handed in by whoever composes the chain. */
@FunctionalInterface
public interface Keyring {
    /** The keys that speak for an account, at most 8; none if it never sent a transaction. */
    List<Key> of(Overlay state, Address account);
}
