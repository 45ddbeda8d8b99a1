package io.ixi.vm.education;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.state.Overlay;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What awards are made of. The signer of the running message is the authority or the issuer; refusals are those of
 * whoever keeps the credentials. Handed in by whoever composes the chain.
 */
public interface Credentials {
    /** A credential that somebody has or is offered. */
    record Held(Bytes id, Bytes type, Address issuer, Address subject, long fromMs, long untilMs, boolean live) {}

    /**
     * Makes a type of credentials. Returns its id.
     *
     * @param diploma whether it is a diploma; else a badge
     * @param unasked whether a credential counts without being accepted
     */
    Bytes define(Context context, boolean diploma, ByteString contentHash, boolean unasked, long maxTtlS)
            throws RejectedException;

    /** Issues a credential. Returns its id. */
    Bytes award(
            Context context,
            Bytes type,
            Address subject,
            ByteString claimsRoot,
            long untilMs,
            Optional<ByteString> evidenceHash)
            throws RejectedException;

    /** Issues a batch. Returns its id. */
    Bytes batch(Context context, Bytes type, ByteString root, int count, long untilMs) throws RejectedException;

    /** A credential; null if there is none. */
    @Nullable
    Held find(Overlay state, Bytes credential, long timeMs);

    /** Visits what an account was issued and took, with cursors, until the visitor returns false. */
    void scan(Overlay state, Address subject, Bytes after, long timeMs, BiPredicate<Bytes, Held> visitor);
}
