package io.ixi.vm.education;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.ssi.SsiModule;
import io.ixi.vm.ssi.proto.Credential;
import io.ixi.vm.ssi.proto.DefineType;
import io.ixi.vm.ssi.proto.IssueBatch;
import io.ixi.vm.ssi.proto.Kind;
import io.ixi.vm.ssi.proto.Offer;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Awards of the education module are credentials of the ssi module. */
record SsiCredentials(SsiModule ssi) implements Credentials {
    private static ByteString bytes(Bytes id) {
        return UnsafeByteOperations.unsafeWrap(id.unsafeArray());
    }

    @Override
    public Bytes define(Context context, boolean diploma, ByteString contentHash, boolean unasked, long maxTtlS)
            throws RejectedException {
        return ssi.define(
                context,
                DefineType.newBuilder()
                        .setKind(diploma ? Kind.KIND_DIPLOMA : Kind.KIND_BADGE)
                        .setSchemaHash(contentHash)
                        .setCriteriaHash(contentHash)
                        .setUnasked(unasked)
                        .setMaxTtlS(maxTtlS)
                        .build());
    }

    @Override
    public Bytes award(
            Context context,
            Bytes type,
            Address subject,
            ByteString claimsRoot,
            long untilMs,
            Optional<ByteString> evidenceHash)
            throws RejectedException {
        Offer.Builder offer = Offer.newBuilder()
                .setType(bytes(type))
                .setSubject(subject.toByteString())
                .setClaimsRoot(claimsRoot)
                .setUntilMs(untilMs);
        evidenceHash.ifPresent(offer::setEvidenceHash);
        return ssi.offer(context, offer.build());
    }

    @Override
    public Bytes batch(Context context, Bytes type, ByteString root, int count, long untilMs) throws RejectedException {
        return ssi.issue(
                context,
                IssueBatch.newBuilder()
                        .setType(bytes(type))
                        .setRoot(root)
                        .setCount(count)
                        .setUntilMs(untilMs)
                        .build());
    }

    @Override
    public @Nullable Held find(Overlay state, Bytes id, long timeMs) {
        Credential credential = ssi.credential(state, id);
        return credential == null
                ? null
                : new Held(
                        id,
                        Bytes.wrap(credential.getType().toByteArray()),
                        Address.of(credential.getIssuer()),
                        Address.of(credential.getSubject()),
                        credential.getFromMs(),
                        credential.getUntilMs(),
                        ssi.live(state, id, timeMs));
    }

    @Override
    public void scan(Overlay state, Address subject, Bytes after, long timeMs, BiPredicate<Bytes, Held> visitor) {
        ssi.scan(state, subject, after, (cursor, id) -> {
            Held held = find(state, id, timeMs);
            return held == null || visitor.test(cursor, held);
        });
    }
}
