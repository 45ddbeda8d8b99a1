package io.ixi.vm.economy.accounts;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import io.ixi.vm.economy.accounts.proto.AccountQuery;
import io.ixi.vm.economy.accounts.proto.AccountResult;
import io.ixi.vm.economy.accounts.proto.AccountsProto;
import io.ixi.vm.economy.accounts.proto.GenesisState;
import io.ixi.vm.economy.accounts.proto.RotateKey;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Handler;
import io.ixi.vm.kernel.module.Module;
import io.ixi.vm.kernel.module.Query;
import io.ixi.vm.kernel.module.Signers;
import io.ixi.vm.kernel.proto.Key;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.tx.Tx;
import java.util.List;

/** The accounts module: wiring. */
public final class AccountsModule implements Module, Signers {
    @Override
    public FileDescriptor descriptor() {
        return AccountsProto.getDescriptor();
    }

    @Override
    public List<Handler<?>> handlers() {
        return List.of(Handler.of(RotateKey.getDefaultInstance(), RotateKeyHandler::run));
    }

    @Override
    public List<Query<?, ?>> queries() {
        return List.of(Query.of(
                AccountQuery.getDefaultInstance(), AccountResult.getDefaultInstance(), AccountQueries::account));
    }

    @Override
    public Handler<? extends Message> genesis() {
        return Handler.of(GenesisState.getDefaultInstance(), (context, state) -> {});
    }

    @Override
    public void check(Overlay block) {
        // nothing to sum: each account stands alone, see audit
    }

    @Override
    public void audit(Overlay state) {
        new AccountsState(state).audit();
    }

    @Override
    public long sequence(Overlay state, Address account) {
        return new AccountsState(state).account(account).getSequence();
    }

    @Override
    public Key signingKey(Overlay state, Tx tx) throws RejectedException {
        return Authorization.signingKey(new AccountsState(state), tx);
    }

    @Override
    public void authorize(Context context, Tx tx) throws RejectedException {
        Authorization.check(new AccountsState(context.state()), context.block().height(), tx);
    }

    @Override
    public void advance(Context context, Tx tx) {
        Authorization.advance(
                new AccountsState(context.state()), context.block().height(), tx);
    }
}
