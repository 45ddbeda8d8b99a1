package io.ixi.vm.economy.governance;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.economy.governance.proto.Deposit;
import io.ixi.vm.economy.governance.proto.Execute;
import io.ixi.vm.economy.governance.proto.GenesisState;
import io.ixi.vm.economy.governance.proto.GovernanceError;
import io.ixi.vm.economy.governance.proto.GovernanceProto;
import io.ixi.vm.economy.governance.proto.Guardian;
import io.ixi.vm.economy.governance.proto.OpenInfo;
import io.ixi.vm.economy.governance.proto.OpenQuery;
import io.ixi.vm.economy.governance.proto.OpenResult;
import io.ixi.vm.economy.governance.proto.Parameters;
import io.ixi.vm.economy.governance.proto.ParametersQuery;
import io.ixi.vm.economy.governance.proto.PauseModule;
import io.ixi.vm.economy.governance.proto.PlanUpgrade;
import io.ixi.vm.economy.governance.proto.Proposal;
import io.ixi.vm.economy.governance.proto.ProposalQuery;
import io.ixi.vm.economy.governance.proto.ResumeModule;
import io.ixi.vm.economy.governance.proto.SetParameter;
import io.ixi.vm.economy.governance.proto.SpendTreasury;
import io.ixi.vm.economy.governance.proto.SubmitProposal;
import io.ixi.vm.economy.governance.proto.Vote;
import io.ixi.vm.economy.governance.proto.VoteOption;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.BrokenInvariantException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Handler;
import io.ixi.vm.kernel.module.Jobs;
import io.ixi.vm.kernel.module.Module;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.module.OpenOrders;
import io.ixi.vm.kernel.module.ParamSpec;
import io.ixi.vm.kernel.module.Query;
import io.ixi.vm.kernel.module.StakeListener;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.sched.Scheduler;
import io.ixi.vm.kernel.state.Overlay;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The governance module: wiring, queries and invariants. */
public final class GovernanceModule implements Module, Jobs, StakeListener, OpenOrders {
    /** The account that decisions sign as; the treasury lies on it. */
    public static final Address ACCOUNT = Decisions.GOVERNANCE;

    /** What a genesis without parameters starts with. */
    public static final Parameters DEFAULTS = Parameters.newBuilder()
            .setMinDeposit(1_000_000_000)
            .setVotingS(604_800)
            .setQuorumPpm(334_000)
            .setThresholdPpm(500_000)
            .setVetoPpm(334_000)
            .build();

    private static final long END_GAS = 3_000;

    private final Proposals proposals;
    private final Decisions decisions;

    public GovernanceModule(Money money, Scheduler scheduler, Voters voters) {
        this.proposals = new Proposals(money, scheduler, voters);
        this.decisions = new Decisions(money);
    }

    @Override
    public FileDescriptor descriptor() {
        return GovernanceProto.getDescriptor();
    }

    @Override
    public List<Handler<?>> handlers() {
        return List.of(
                Handler.of(SubmitProposal.getDefaultInstance(), proposals::submit),
                Handler.of(Deposit.getDefaultInstance(), proposals::deposit),
                Handler.of(Vote.getDefaultInstance(), proposals::vote),
                Handler.of(Execute.getDefaultInstance(), proposals::execute),
                Handler.of(SetParameter.getDefaultInstance(), Decisions::setParameter),
                Handler.of(SpendTreasury.getDefaultInstance(), decisions::spend),
                Handler.of(PauseModule.getDefaultInstance(), Decisions::pause),
                Handler.of(ResumeModule.getDefaultInstance(), Decisions::resume),
                Handler.of(PlanUpgrade.getDefaultInstance(), Decisions::upgrade));
    }

    @Override
    public List<Query<?, ?>> queries() {
        return List.of(
                Query.of(ProposalQuery.getDefaultInstance(), Proposal.getDefaultInstance(), GovernanceModule::proposal),
                Query.of(OpenQuery.getDefaultInstance(), OpenResult.getDefaultInstance(), GovernanceModule::open),
                Query.of(
                        ParametersQuery.getDefaultInstance(),
                        Parameters.getDefaultInstance(),
                        (state, params) -> new GovernanceState(state).parameters()));
    }

    private static Proposal proposal(Overlay overlay, ProposalQuery params) throws RejectedException {
        Proposal proposal = new GovernanceState(overlay)
                .proposal(Bytes.wrap(params.getProposal().toByteArray()));
        if (proposal == null) {
            throw RejectedException.of(KernelError.NOT_FOUND);
        }
        return proposal;
    }

    private static OpenResult open(Overlay overlay, OpenQuery params) {
        GovernanceState state = new GovernanceState(overlay);
        OpenResult.Builder result = OpenResult.newBuilder();
        for (Bytes id : state.open()) {
            Proposal proposal = state.proposal(id);
            if (proposal != null) {
                result.addProposals(OpenInfo.newBuilder()
                        .setProposal(ByteString.copyFrom(id.unsafeArray()))
                        .setValue(proposal));
            }
        }
        return result.build();
    }

    @Override
    public Handler<? extends Message> genesis() {
        return Handler.of(GenesisState.getDefaultInstance(), GovernanceModule::genesis);
    }

    private static void genesis(Context context, GenesisState genesis) throws RejectedException {
        GovernanceState state = new GovernanceState(context.state());
        state.put(genesis.hasParameters() ? genesis.getParameters() : DEFAULTS);
        for (ParamSpec spec : context.registry().parameters()) {
            boolean own = spec.module().equals("governance");
            long value = own ? spec.get(context.state()) : 0;
            if (own && (value < spec.min() || value > spec.max())) {
                throw RejectedException.of(GovernanceError.BAD_GENESIS, spec.name());
            }
        }
        if (genesis.hasGuardian()) {
            state.put(Guardian.newBuilder().setAccount(genesis.getGuardian()).build());
        }
    }

    @Override
    public void check(Overlay block) {
        if (new GovernanceState(block).touchedOpen()) {
            requireFewOpen(block);
        }
    }

    private static void requireFewOpen(Overlay state) {
        int open = new GovernanceState(state).open().size();
        if (open > Proposals.MAX_OPEN) {
            throw new BrokenInvariantException("governance: " + open + " proposals are open");
        }
    }

    /** Every tally is the sum of its ballots. */
    @Override
    public void audit(Overlay overlay) {
        requireFewOpen(overlay);
        GovernanceState state = new GovernanceState(overlay);
        state.scanProposals((id, proposal) -> {
            Map<VoteOption, Amount> sums = new EnumMap<>(VoteOption.class);
            state.scanBallots(
                    id, (of, ballot) -> sums.merge(ballot.getOption(), Amount.of(ballot.getWeight()), Amount::plus));
            for (VoteOption option : VoteOption.values()) {
                if (option != VoteOption.UNRECOGNIZED
                        && !sums.getOrDefault(option, Amount.ZERO)
                                .equals(Proposals.tally(proposal.toBuilder(), option))) {
                    throw new BrokenInvariantException("governance: ballots of " + id + " sum to another tally");
                }
            }
        });
    }

    @Override
    public long gas(int op) {
        return END_GAS;
    }

    @Override
    public void job(Context context, int op, Bytes ref) throws RejectedException {
        proposals.job(context, ref);
    }

    /** An account's deposit comes back while its proposal still gathers them. */
    @Override
    public void cancel(Context context, Address owner, Hash ref) throws RejectedException {
        proposals.cancel(context, owner, ref);
    }

    @Override
    public void stakeChanged(Context context, Address account) {
        proposals.stakeChanged(context, account);
    }
}
