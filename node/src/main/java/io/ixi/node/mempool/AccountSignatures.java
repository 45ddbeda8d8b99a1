package io.ixi.node.mempool;

import io.ixi.consensus.types.Hash;
import io.ixi.node.crypto.KeyCache;
import io.ixi.node.replica.TransactionCheck;
import io.ixi.vm.kernel.tx.Domain;
import io.ixi.vm.kernel.tx.SignatureCheck;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Checks accounts' signatures with expanded keys at hand, and remembers those that held: a transaction is checked when
 * it arrives and once more for its block. Safe for any thread.
 */
final class AccountSignatures implements TransactionCheck {
    private final KeyCache keys;
    private final int remembered;
    private final LinkedHashSet<Hash> held = new LinkedHashSet<>();
    private final byte[] context = Domain.txContext();

    /** @param remembered signatures remembered, about 100 bytes each */
    AccountSignatures(KeyCache keys, int remembered) {
        this.keys = keys;
        this.remembered = remembered;
    }

    @Override
    public boolean holds(List<SignatureCheck> checks) {
        for (SignatureCheck check : checks) {
            if (!holds(check)) {
                return false;
            }
        }
        return true;
    }

    private boolean holds(SignatureCheck check) {
        Hash digest = Hash.sha256(
                new byte[] {(byte) check.scheme().number()},
                check.publicKey().unsafeArray(),
                check.message().unsafeArray(),
                check.signature().unsafeArray());
        if (known(digest)) {
            return true;
        }
        boolean holds = keys.get(check.scheme(), check.publicKey())
                .map(key -> key.verify(
                        context,
                        check.message().unsafeArray(),
                        check.signature().unsafeArray()))
                .orElse(false);
        if (holds) {
            remember(digest);
        }
        return holds;
    }

    private synchronized boolean known(Hash digest) {
        return held.contains(digest);
    }

    private synchronized void remember(Hash digest) {
        held.add(digest);
        if (held.size() > remembered) {
            Iterator<Hash> oldest = held.iterator();
            oldest.next();
            oldest.remove();
        }
    }
}
