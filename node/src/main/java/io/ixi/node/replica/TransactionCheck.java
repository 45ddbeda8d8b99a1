package io.ixi.node.replica;

import io.ixi.vm.kernel.tx.SignatureCheck;
import java.util.List;

/** Checks accounts' signatures. Any thread; may take a while. */
@FunctionalInterface
public interface TransactionCheck {
    /** Whether all of them hold. */
    boolean holds(List<SignatureCheck> checks);
}
