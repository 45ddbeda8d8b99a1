package io.ixi.vm.creators;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.creators.proto.AccessQuery;
import io.ixi.vm.creators.proto.AccessResult;
import io.ixi.vm.creators.proto.BuyContent;
import io.ixi.vm.creators.proto.CancelSubscription;
import io.ixi.vm.creators.proto.Channel;
import io.ixi.vm.creators.proto.ChannelQuery;
import io.ixi.vm.creators.proto.ClaimVoucher;
import io.ixi.vm.creators.proto.CloseChannel;
import io.ixi.vm.creators.proto.CloseGoal;
import io.ixi.vm.creators.proto.ClosePlan;
import io.ixi.vm.creators.proto.Content;
import io.ixi.vm.creators.proto.ContentQuery;
import io.ixi.vm.creators.proto.CreateContent;
import io.ixi.vm.creators.proto.CreateGoal;
import io.ixi.vm.creators.proto.CreatePlan;
import io.ixi.vm.creators.proto.CreatorsProto;
import io.ixi.vm.creators.proto.Donate;
import io.ixi.vm.creators.proto.EditPlan;
import io.ixi.vm.creators.proto.ForgetContent;
import io.ixi.vm.creators.proto.GenesisState;
import io.ixi.vm.creators.proto.Goal;
import io.ixi.vm.creators.proto.GoalQuery;
import io.ixi.vm.creators.proto.Invoice;
import io.ixi.vm.creators.proto.InvoiceQuery;
import io.ixi.vm.creators.proto.MineQuery;
import io.ixi.vm.creators.proto.MineResult;
import io.ixi.vm.creators.proto.OpenChannel;
import io.ixi.vm.creators.proto.Parameters;
import io.ixi.vm.creators.proto.PayInvoice;
import io.ixi.vm.creators.proto.Plan;
import io.ixi.vm.creators.proto.PlanQuery;
import io.ixi.vm.creators.proto.PlansQuery;
import io.ixi.vm.creators.proto.PlansResult;
import io.ixi.vm.creators.proto.RemoveContent;
import io.ixi.vm.creators.proto.RemoveInvoice;
import io.ixi.vm.creators.proto.RemoveSubscription;
import io.ixi.vm.creators.proto.RenewPoke;
import io.ixi.vm.creators.proto.SetSplit;
import io.ixi.vm.creators.proto.Split;
import io.ixi.vm.creators.proto.SplitQuery;
import io.ixi.vm.creators.proto.Subscribe;
import io.ixi.vm.creators.proto.TopUpChannel;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.module.GateSource;
import io.ixi.vm.kernel.module.Handler;
import io.ixi.vm.kernel.module.Jobs;
import io.ixi.vm.kernel.module.Module;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.module.Query;
import io.ixi.vm.kernel.proto.Condition;
import io.ixi.vm.kernel.sched.Scheduler;
import io.ixi.vm.kernel.state.Overlay;
import java.util.List;

/** The creators module: wiring. */
public final class CreatorsModule implements Module, GateSource, Jobs {
    static final int ID = 11;

    /** What a genesis without parameters starts with. */
    public static final Parameters DEFAULTS = Parameters.newBuilder()
            .setFeePpm(20_000)
            .setLeastPeriodS(3_600)
            .setLeastGraceS(600)
            .build();

    private static final long RENEW_GAS = 500;

    private final PlanHandlers plans;
    private final SubscriptionHandlers subscriptions;
    private final ContentHandlers content;
    private final PaymentHandlers payments;
    private final CreatorsInvariants invariants;

    /** @param treasury who receives the platform's fee */
    public CreatorsModule(Money money, Scheduler scheduler, Address treasury) {
        Deposits deposits = new Deposits(money, ID);
        Income income = new Income(money, treasury);
        this.plans = new PlanHandlers(money, deposits);
        this.subscriptions = new SubscriptionHandlers(deposits, scheduler, income);
        this.content = new ContentHandlers(money, deposits, income);
        this.payments = new PaymentHandlers(money, deposits);
        this.invariants = new CreatorsInvariants(money);
    }

    @Override
    public FileDescriptor descriptor() {
        return CreatorsProto.getDescriptor();
    }

    @Override
    public List<Handler<?>> handlers() {
        return List.of(
                Handler.of(CreatePlan.getDefaultInstance(), plans::create),
                Handler.of(EditPlan.getDefaultInstance(), plans::edit),
                Handler.of(ClosePlan.getDefaultInstance(), PlanHandlers::close),
                Handler.of(Subscribe.getDefaultInstance(), subscriptions::subscribe),
                Handler.of(CancelSubscription.getDefaultInstance(), SubscriptionHandlers::cancel),
                Handler.of(RenewPoke.getDefaultInstance(), subscriptions::poke),
                Handler.of(RemoveSubscription.getDefaultInstance(), subscriptions::remove),
                Handler.of(SetSplit.getDefaultInstance(), Income::split),
                Handler.of(Donate.getDefaultInstance(), content::donate),
                Handler.of(CreateGoal.getDefaultInstance(), content::createGoal),
                Handler.of(CloseGoal.getDefaultInstance(), content::closeGoal),
                Handler.of(CreateContent.getDefaultInstance(), content::create),
                Handler.of(RemoveContent.getDefaultInstance(), content::remove),
                Handler.of(BuyContent.getDefaultInstance(), content::buy),
                Handler.of(ForgetContent.getDefaultInstance(), content::forget),
                Handler.of(PayInvoice.getDefaultInstance(), payments::pay),
                Handler.of(RemoveInvoice.getDefaultInstance(), payments::remove),
                Handler.of(OpenChannel.getDefaultInstance(), payments::open),
                Handler.of(TopUpChannel.getDefaultInstance(), payments::topUp),
                Handler.of(ClaimVoucher.getDefaultInstance(), payments::claim),
                Handler.of(CloseChannel.getDefaultInstance(), payments::close));
    }

    @Override
    public List<Query<?, ?>> queries() {
        return List.of(
                Query.of(PlanQuery.getDefaultInstance(), Plan.getDefaultInstance(), CreatorsQueries::plan),
                Query.of(PlansQuery.getDefaultInstance(), PlansResult.getDefaultInstance(), CreatorsQueries::plans),
                Query.of(MineQuery.getDefaultInstance(), MineResult.getDefaultInstance(), CreatorsQueries::mine),
                Query.of(AccessQuery.getDefaultInstance(), AccessResult.getDefaultInstance(), CreatorsQueries::access),
                Query.of(ContentQuery.getDefaultInstance(), Content.getDefaultInstance(), CreatorsQueries::content),
                Query.of(SplitQuery.getDefaultInstance(), Split.getDefaultInstance(), CreatorsQueries::split),
                Query.of(GoalQuery.getDefaultInstance(), Goal.getDefaultInstance(), CreatorsQueries::goal),
                Query.of(InvoiceQuery.getDefaultInstance(), Invoice.getDefaultInstance(), CreatorsQueries::invoice),
                Query.of(ChannelQuery.getDefaultInstance(), Channel.getDefaultInstance(), CreatorsQueries::channel));
    }

    @Override
    public Handler<? extends Message> genesis() {
        return Handler.of(
                GenesisState.getDefaultInstance(),
                (context, genesis) -> new CreatorsState(context.state())
                        .put(genesis.hasParameters() ? genesis.getParameters() : DEFAULTS));
    }

    @Override
    public boolean answers(Condition.TestCase kind) {
        return kind == Condition.TestCase.SUBSCRIPTION;
    }

    @Override
    public boolean holds(Overlay state, Address account, Condition condition, long timeMs) {
        Bytes plan = CreatorsState.id(condition.getSubscription());
        return CreatorsQueries.subscribedUntil(new CreatorsState(state), plan, account, timeMs) != 0;
    }

    @Override
    public long gas(int op) {
        return RENEW_GAS;
    }

    @Override
    public void job(Context context, int op, Bytes ref) {
        subscriptions.job(context, CreatorsState.Place.of(ref));
    }

    @Override
    public void check(Overlay block) {
        invariants.check(block);
    }

    @Override
    public void audit(Overlay state) {
        invariants.audit(state);
    }
}
