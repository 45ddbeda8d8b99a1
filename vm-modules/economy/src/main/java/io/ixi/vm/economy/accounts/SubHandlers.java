package io.ixi.vm.economy.accounts;

import io.ixi.consensus.types.Hash;
import io.ixi.vm.economy.accounts.proto.AccountsError;
import io.ixi.vm.economy.accounts.proto.CreateSub;
import io.ixi.vm.economy.accounts.proto.Extras;
import io.ixi.vm.economy.accounts.proto.SubCreated;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import java.nio.charset.StandardCharsets;

/** Addresses of their own for which an account signs. */
final class SubHandlers {
    static final int MAX_SUBS = 128;
    private static final byte[] TAG = "IXI-sub-v1".getBytes(StandardCharsets.US_ASCII);

    private SubHandlers() {}

    /** SHA-256 over a tag, the owner's address and the label's hash. */
    static Address address(Address owner, byte[] labelHash) {
        return new Address(Hash.sha256(TAG, owner.hash().toBytes(), labelHash));
    }

    static void create(Context context, CreateSub message) throws RejectedException {
        AccountsState state = new AccountsState(context.state());
        Address owner = context.signer();
        Address sub = address(owner, message.getLabelHash().toByteArray());
        if (state.owner(sub) != null || state.owner(owner) != null) {
            throw RejectedException.of(AccountsError.SUB_EXISTS);
        }
        Extras extras = state.extras(owner);
        if (extras.getSubs() >= MAX_SUBS) {
            throw RejectedException.of(AccountsError.TOO_MANY_SUBS);
        }
        state.putSub(owner, sub, message.getLabelHash());
        state.put(owner, extras.toBuilder().setSubs(extras.getSubs() + 1).build());
        context.emit(SubCreated.newBuilder()
                .setOwner(owner.toByteString())
                .setSub(sub.toByteString())
                .build());
    }
}
