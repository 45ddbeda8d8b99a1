package io.ixi.vm.agents;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.agents.AgentsState.OrderKey;
import io.ixi.vm.agents.proto.AgentCard;
import io.ixi.vm.agents.proto.AgentQuery;
import io.ixi.vm.agents.proto.AgentsProto;
import io.ixi.vm.agents.proto.Approve;
import io.ixi.vm.agents.proto.BuildTxQuery;
import io.ixi.vm.agents.proto.BuildTxResult;
import io.ixi.vm.agents.proto.Decline;
import io.ixi.vm.agents.proto.GenesisState;
import io.ixi.vm.agents.proto.GrantMandate;
import io.ixi.vm.agents.proto.IntentsQuery;
import io.ixi.vm.agents.proto.IntentsResult;
import io.ixi.vm.agents.proto.LogQuery;
import io.ixi.vm.agents.proto.LogResult;
import io.ixi.vm.agents.proto.Mandate;
import io.ixi.vm.agents.proto.MandateQuery;
import io.ixi.vm.agents.proto.MandatesQuery;
import io.ixi.vm.agents.proto.MandatesResult;
import io.ixi.vm.agents.proto.NarrowMandate;
import io.ixi.vm.agents.proto.Parameters;
import io.ixi.vm.agents.proto.ParametersQuery;
import io.ixi.vm.agents.proto.Proposal;
import io.ixi.vm.agents.proto.ProposalQuery;
import io.ixi.vm.agents.proto.Propose;
import io.ixi.vm.agents.proto.RateAgent;
import io.ixi.vm.agents.proto.RegisterAgent;
import io.ixi.vm.agents.proto.RegisterIntent;
import io.ixi.vm.agents.proto.RemoveMandate;
import io.ixi.vm.agents.proto.RetireAgent;
import io.ixi.vm.agents.proto.RevokeAll;
import io.ixi.vm.agents.proto.RevokeMandate;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.module.Handler;
import io.ixi.vm.kernel.module.HoldListener;
import io.ixi.vm.kernel.module.Mandates;
import io.ixi.vm.kernel.module.Module;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.module.Query;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.tx.Tx;
import java.util.List;

/** The agents module: wiring. */
public final class AgentsModule implements Module, Mandates, HoldListener {
    static final int ID = 7;

    /** What a genesis without parameters starts with. */
    public static final Parameters DEFAULTS =
            Parameters.newBuilder().setMinBond(100_000_000).setRetireS(604_800).build();

    private final Leash leash;
    private final MandateHandlers mandates;
    private final ProposalHandlers proposals;
    private final RegisterHandlers register;

    public AgentsModule(Money money) {
        Deposits deposits = new Deposits(money, ID);
        this.leash = new Leash(money);
        this.mandates = new MandateHandlers(deposits);
        this.proposals = new ProposalHandlers(deposits, leash);
        this.register = new RegisterHandlers(money, deposits);
    }

    @Override
    public FileDescriptor descriptor() {
        return AgentsProto.getDescriptor();
    }

    @Override
    public List<Handler<?>> handlers() {
        return List.of(
                Handler.of(GrantMandate.getDefaultInstance(), mandates::grant),
                Handler.of(NarrowMandate.getDefaultInstance(), MandateHandlers::narrow),
                Handler.of(RevokeMandate.getDefaultInstance(), MandateHandlers::revoke),
                Handler.of(RevokeAll.getDefaultInstance(), MandateHandlers::revokeAll),
                Handler.of(RemoveMandate.getDefaultInstance(), mandates::remove),
                Handler.of(Propose.getDefaultInstance(), proposals::propose),
                Handler.of(Approve.getDefaultInstance(), proposals::approve),
                Handler.of(Decline.getDefaultInstance(), proposals::decline),
                Handler.of(RegisterIntent.getDefaultInstance(), register::intent),
                Handler.of(RegisterAgent.getDefaultInstance(), register::agent),
                Handler.of(RetireAgent.getDefaultInstance(), register::retire),
                Handler.of(RateAgent.getDefaultInstance(), RegisterHandlers::rate));
    }

    @Override
    public List<Query<?, ?>> queries() {
        return List.of(
                Query.of(MandateQuery.getDefaultInstance(), Mandate.getDefaultInstance(), AgentQueries::mandate),
                Query.of(
                        MandatesQuery.getDefaultInstance(),
                        MandatesResult.getDefaultInstance(),
                        AgentQueries::mandates),
                Query.of(ProposalQuery.getDefaultInstance(), Proposal.getDefaultInstance(), AgentQueries::proposal),
                Query.of(IntentsQuery.getDefaultInstance(), IntentsResult.getDefaultInstance(), AgentQueries::intents),
                Query.informed(BuildTxQuery.getDefaultInstance(), BuildTxResult.getDefaultInstance(), Templates::build),
                Query.of(LogQuery.getDefaultInstance(), LogResult.getDefaultInstance(), AgentQueries::log),
                Query.of(AgentQuery.getDefaultInstance(), AgentCard.getDefaultInstance(), AgentQueries::agent),
                Query.of(
                        ParametersQuery.getDefaultInstance(),
                        Parameters.getDefaultInstance(),
                        (state, params) -> new AgentsState(state).parameters()));
    }

    @Override
    public Handler<? extends Message> genesis() {
        return Handler.of(
                GenesisState.getDefaultInstance(),
                (context, genesis) -> new AgentsState(context.state())
                        .put(genesis.hasParameters() ? genesis.getParameters() : DEFAULTS));
    }

    @Override
    public void check(Overlay block) {
        AgentsInvariants.check(new AgentsState(block));
    }

    @Override
    public void audit(Overlay state) {
        AgentsInvariants.audit(new AgentsState(state));
    }

    @Override
    public boolean essential() {
        return false;
    }

    @Override
    public void begin(Context context, Tx tx) throws RejectedException {
        Leash.begin(context, tx);
    }

    @Override
    public void settle(Context context, Tx tx, int mark) throws RejectedException {
        leash.settle(context, Bytes.wrap(tx.body().getMandate().toByteArray()), mark, 0, 0, false);
    }

    @Override
    public void failed(Context context, Tx tx, int code) {
        AgentsState state = new AgentsState(context.state());
        Bytes id = Bytes.wrap(tx.body().getMandate().toByteArray());
        Mandate mandate = state.mandate(id);
        if (mandate != null && Address.of(mandate.getGrantee()).equals(tx.account())) {
            state.put(
                    id,
                    mandate.toBuilder().setFailures(mandate.getFailures() + 1).build());
        }
    }

    @Override
    public void released(Context context, Address owner, String asset, Amount amount, int module, Hash ref) {
        Leash.released(context, new OrderKey(owner, module, ref, asset), amount);
    }

    @Override
    public void captured(Context context, Address owner, String asset, Amount amount, int module, Hash ref) {
        Leash.captured(context, new OrderKey(owner, module, ref, asset), amount);
    }
}
