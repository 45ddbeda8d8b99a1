package io.ixi.vm.ssi.pass;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.module.GateSource;
import io.ixi.vm.kernel.module.Handler;
import io.ixi.vm.kernel.module.Module;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.module.Query;
import io.ixi.vm.kernel.proto.Condition;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.ssi.pass.proto.CloseVerifier;
import io.ixi.vm.ssi.pass.proto.GenesisState;
import io.ixi.vm.ssi.pass.proto.HoldsQuery;
import io.ixi.vm.ssi.pass.proto.HoldsResult;
import io.ixi.vm.ssi.pass.proto.OpenVerifier;
import io.ixi.vm.ssi.pass.proto.Parameters;
import io.ixi.vm.ssi.pass.proto.PassProto;
import io.ixi.vm.ssi.pass.proto.Present;
import io.ixi.vm.ssi.pass.proto.PseudonymQuery;
import io.ixi.vm.ssi.pass.proto.PseudonymResult;
import io.ixi.vm.ssi.pass.proto.PublishRoot;
import io.ixi.vm.ssi.pass.proto.RegistryQuery;
import io.ixi.vm.ssi.pass.proto.RegistryResult;
import io.ixi.vm.ssi.pass.proto.RemovePass;
import io.ixi.vm.ssi.pass.proto.TypeNumber;
import io.ixi.vm.ssi.pass.proto.TypeQuery;
import io.ixi.vm.ssi.pass.proto.Verifier;
import io.ixi.vm.ssi.pass.proto.VerifierQuery;
import io.ixi.vm.ssi.pass.proto.WithdrawRoot;
import io.ixi.zkp.statement.ProofCheck;
import java.util.List;

/** The pass module: wiring. */
public final class PassModule implements Module, GateSource {
    static final int ID = 24;

    /** What a genesis without parameters starts with. */
    public static final Parameters DEFAULTS =
            Parameters.newBuilder().setRootS(3_600).build();

    private final RegistryHandlers registry;
    private final PassHandlers passes;

    public PassModule(Money money, Issuers issuers, ProofCheck proofs) {
        this.registry = new RegistryHandlers(money, issuers);
        this.passes = new PassHandlers(money, issuers, proofs);
    }

    @Override
    public FileDescriptor descriptor() {
        return PassProto.getDescriptor();
    }

    @Override
    public List<Handler<?>> handlers() {
        return List.of(
                Handler.of(PublishRoot.getDefaultInstance(), registry::publish),
                Handler.of(WithdrawRoot.getDefaultInstance(), registry::withdraw),
                Handler.of(OpenVerifier.getDefaultInstance(), passes::open),
                Handler.of(CloseVerifier.getDefaultInstance(), passes::close),
                Handler.of(Present.getDefaultInstance(), passes::present),
                Handler.of(RemovePass.getDefaultInstance(), passes::remove));
    }

    @Override
    public List<Query<?, ?>> queries() {
        return List.of(
                Query.of(
                        RegistryQuery.getDefaultInstance(), RegistryResult.getDefaultInstance(), PassQueries::registry),
                Query.of(VerifierQuery.getDefaultInstance(), Verifier.getDefaultInstance(), PassQueries::verifier),
                Query.of(
                        PseudonymQuery.getDefaultInstance(),
                        PseudonymResult.getDefaultInstance(),
                        PassQueries::pseudonym),
                Query.of(TypeQuery.getDefaultInstance(), TypeNumber.getDefaultInstance(), PassQueries::type),
                Query.of(HoldsQuery.getDefaultInstance(), HoldsResult.getDefaultInstance(), PassQueries::holds));
    }

    @Override
    public Handler<? extends Message> genesis() {
        return Handler.of(GenesisState.getDefaultInstance(), (context, genesis) -> {
            PassState state = new PassState(context.state());
            state.put(genesis.hasParameters() ? genesis.getParameters() : DEFAULTS);
            Registry.plant(state);
        });
    }

    @Override
    public boolean answers(Condition.TestCase kind) {
        return kind == Condition.TestCase.ZK_PASS;
    }

    @Override
    public boolean holds(Overlay state, Address account, Condition condition, long timeMs) {
        return new PassState(state).passes(account, PassState.id(condition.getZkPass()), timeMs);
    }

    @Override
    public void check(Overlay block) {
        PassInvariants.check(new PassState(block));
    }

    @Override
    public void audit(Overlay state) {
        PassInvariants.audit(new PassState(state));
    }

    /** Keeps no money but deposits, which are its users'. */
    @Override
    public boolean essential() {
        return false;
    }
}
