package io.ixi.vm.creators;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.creators.proto.ClosePlan;
import io.ixi.vm.creators.proto.CreatePlan;
import io.ixi.vm.creators.proto.CreatorsError;
import io.ixi.vm.creators.proto.EditPlan;
import io.ixi.vm.creators.proto.Parameters;
import io.ixi.vm.creators.proto.Plan;
import io.ixi.vm.creators.proto.PlanChanged;
import io.ixi.vm.creators.proto.PlanTerms;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.module.Gates;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.proto.KernelError;

/** What can be subscribed to. */
final class PlanHandlers {
    private static final long MAX_PERIOD_S = 366 * 86_400L;
    private static final long MAX_TRIAL_S = 90 * 86_400L;
    private static final long MAX_GRACE_S = 30 * 86_400L;

    private final Money money;
    private final Deposits deposits;

    PlanHandlers(Money money, Deposits deposits) {
        this.money = money;
        this.deposits = deposits;
    }

    static Plan known(CreatorsState state, Bytes id) throws RejectedException {
        Plan plan = state.plan(id);
        if (plan == null) {
            throw RejectedException.of(KernelError.NOT_FOUND, "plan");
        }
        return plan;
    }

    private static Plan own(Context context, CreatorsState state, Bytes id) throws RejectedException {
        Plan plan = known(state, id);
        if (!plan.getCreator().equals(context.signer().toByteString())) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
        if (plan.getClosed()) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        return plan;
    }

    private static boolean within(long seconds, long least, long most) {
        return seconds >= least && seconds <= most;
    }

    private static void require(Context context, PlanTerms terms) throws RejectedException {
        Parameters parameters = new CreatorsState(context.state()).parameters();
        boolean valid = !terms.getPrice().isEmpty()
                && within(terms.getPeriodS(), parameters.getLeastPeriodS(), MAX_PERIOD_S)
                && within(terms.getTrialS(), 0, MAX_TRIAL_S)
                && within(terms.getGraceS(), parameters.getLeastGraceS(), MAX_GRACE_S);
        if (!valid) {
            throw RejectedException.of(CreatorsError.BAD_PLAN);
        }
        if (terms.hasGate()) {
            Gates.require(context, terms.getGate());
        }
    }

    void create(Context context, CreatePlan message) throws RejectedException {
        CreatorsState state = new CreatorsState(context.state());
        if (!message.hasTerms()
                || (!message.getAsset().isEmpty() && !money.exists(context.state(), message.getAsset()))) {
            throw RejectedException.of(CreatorsError.BAD_PLAN);
        }
        require(context, message.getTerms());
        Plan plan = Plan.newBuilder()
                .setCreator(context.signer().toByteString())
                .setAsset(message.getAsset())
                .setTerms(message.getTerms())
                .setVersion(1)
                .build();
        Bytes id = context.newId("plan");
        deposits.lock(context, context.signer(), id, plan.getSerializedSize());
        state.put(id, plan);
        state.list(id, context.signer());
        state.count(1, 0, 0);
        emit(context, id, plan);
    }

    private static void emit(Context context, Bytes id, Plan plan) {
        context.emit(PlanChanged.newBuilder()
                .setPlan(CreatorsState.bytes(id))
                .setCreator(plan.getCreator())
                .setVersion(plan.getVersion())
                .setClosed(plan.getClosed())
                .build());
    }

    void edit(Context context, EditPlan message) throws RejectedException {
        CreatorsState state = new CreatorsState(context.state());
        Bytes id = CreatorsState.id(message.getPlan());
        Plan plan = own(context, state, id);
        if (!message.hasTerms()
                || message.getTerms().getPeriodS() != plan.getTerms().getPeriodS()) {
            throw RejectedException.of(CreatorsError.BAD_PLAN);
        }
        require(context, message.getTerms());
        Plan next = plan.toBuilder()
                .setTerms(message.getTerms())
                .setVersion(plan.getVersion() + 1)
                .build();
        deposits.unlock(context, id, context.signer());
        deposits.lock(context, context.signer(), id, next.getSerializedSize());
        state.put(id, next);
        emit(context, id, next);
    }

    static void close(Context context, ClosePlan message) throws RejectedException {
        CreatorsState state = new CreatorsState(context.state());
        Bytes id = CreatorsState.id(message.getPlan());
        Plan closed = own(context, state, id).toBuilder().setClosed(true).build();
        state.put(id, closed);
        emit(context, id, closed);
    }
}
