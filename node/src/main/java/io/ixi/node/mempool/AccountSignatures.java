package io.ixi.node.mempool;

import io.ixi.node.replica.TransactionCheck;
import io.ixi.vm.kernel.tx.Domain;
import io.ixi.vm.kernel.tx.SignatureCheck;
import java.util.List;

/** Checks accounts' signatures with expanded keys at hand. Safe for any thread. */
final class AccountSignatures implements TransactionCheck {
    private final KeyCache keys;
    private final byte[] context = Domain.txContext();

    AccountSignatures(KeyCache keys) {
        this.keys = keys;
    }

    @Override
    public boolean holds(List<SignatureCheck> checks) {
        for (SignatureCheck check : checks) {
            boolean holds = keys.get(check.scheme(), check.publicKey())
                    .map(key -> key.verify(
                            context,
                            check.message().unsafeArray(),
                            check.signature().unsafeArray()))
                    .orElse(false);
            if (!holds) {
                return false;
            }
        }
        return true;
    }
}
