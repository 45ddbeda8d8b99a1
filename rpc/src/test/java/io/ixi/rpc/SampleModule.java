package io.ixi.rpc;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import io.ixi.rpc.sample.BalanceAnswer;
import io.ixi.rpc.sample.BalanceQuery;
import io.ixi.rpc.sample.GenesisState;
import io.ixi.rpc.sample.Give;
import io.ixi.rpc.sample.SampleProto;
import io.ixi.vm.kernel.module.Handler;
import io.ixi.vm.kernel.module.Module;
import io.ixi.vm.kernel.module.Query;
import io.ixi.vm.kernel.state.Overlay;
import java.util.List;

/** Gives the registry something to describe; its handlers are never run. */
final class SampleModule implements Module {
    @Override
    public FileDescriptor descriptor() {
        return SampleProto.getDescriptor();
    }

    @Override
    public List<Handler<?>> handlers() {
        return List.of(Handler.of(Give.getDefaultInstance(), (context, give) -> {}));
    }

    @Override
    public List<Query<?, ?>> queries() {
        return List.of(Query.of(
                BalanceQuery.getDefaultInstance(),
                BalanceAnswer.getDefaultInstance(),
                (state, params) -> BalanceAnswer.getDefaultInstance()));
    }

    @Override
    public Handler<? extends Message> genesis() {
        return Handler.of(GenesisState.getDefaultInstance(), (context, state) -> {});
    }

    @Override
    public void check(Overlay block) {}

    @Override
    public void audit(Overlay state) {}
}
