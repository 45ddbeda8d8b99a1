package io.ixi.vm.ssi.pass;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.BlockTime;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.ssi.pass.proto.Held;
import io.ixi.vm.ssi.pass.proto.HoldsQuery;
import io.ixi.vm.ssi.pass.proto.HoldsResult;
import io.ixi.vm.ssi.pass.proto.Pseudonym;
import io.ixi.vm.ssi.pass.proto.PseudonymQuery;
import io.ixi.vm.ssi.pass.proto.PseudonymResult;
import io.ixi.vm.ssi.pass.proto.RegistryQuery;
import io.ixi.vm.ssi.pass.proto.RegistryResult;
import io.ixi.vm.ssi.pass.proto.Totals;
import io.ixi.vm.ssi.pass.proto.TypeNumber;
import io.ixi.vm.ssi.pass.proto.TypeQuery;
import io.ixi.vm.ssi.pass.proto.Verifier;
import io.ixi.vm.ssi.pass.proto.VerifierQuery;
import org.jspecify.annotations.Nullable;

/** Answers. */
final class PassQueries {
    private static final int MAX_PAGE = 100;

    private PassQueries() {}

    private static <T> T found(@Nullable T value) throws RejectedException {
        if (value == null) {
            throw RejectedException.of(KernelError.NOT_FOUND);
        }
        return value;
    }

    static RegistryResult registry(Overlay overlay, RegistryQuery params) throws RejectedException {
        if (Integer.compareUnsigned(params.getLimit(), MAX_PAGE) > 0) {
            throw RejectedException.of(KernelError.LIMIT, "limit up to " + MAX_PAGE);
        }
        PassState state = new PassState(overlay);
        Totals totals = state.totals();
        int limit = params.getLimit() == 0 ? MAX_PAGE : params.getLimit();
        RegistryResult.Builder page =
                RegistryResult.newBuilder().setSize(totals.getPlaces()).setRoot(totals.getRoot());
        for (int at = params.getFrom(); at >= 0 && at < totals.getPlaces() && page.getLeavesCount() < limit; at++) {
            page.addLeaves(state.leaf(at));
        }
        return page.build();
    }

    static Verifier verifier(Overlay overlay, VerifierQuery params) throws RejectedException {
        return found(new PassState(overlay).verifier(PassState.id(params.getVerifier())));
    }

    static PseudonymResult pseudonym(Overlay overlay, PseudonymQuery params) throws RejectedException {
        Pseudonym pseudonym = new PassState(overlay)
                .pseudonym(PassState.id(params.getVerifier()), RegistryHandlers.word(params.getPseudonym()));
        return pseudonym == null
                ? PseudonymResult.getDefaultInstance()
                : PseudonymResult.newBuilder()
                        .setAccount(pseudonym.getAccount())
                        .setPresented(pseudonym.getPresented())
                        .build();
    }

    static TypeNumber type(Overlay overlay, TypeQuery params) throws RejectedException {
        return found(new PassState(overlay).type(PassState.id(params.getType())));
    }

    static HoldsResult holds(Overlay overlay, HoldsQuery params) {
        PassState state = new PassState(overlay);
        Address account = Address.of(params.getAccount());
        Bytes verifier = PassState.id(params.getVerifier());
        Held held = state.held(account, verifier);
        return HoldsResult.newBuilder()
                .setHolds(state.passes(account, verifier, BlockTime.of(overlay)))
                .setUntilMs(held == null ? 0 : held.getUntilMs())
                .build();
    }
}
