package io.ixi.vm.creators;

import static io.ixi.vm.creators.Stage.CREATOR;
import static io.ixi.vm.creators.Stage.FAN;
import static io.ixi.vm.creators.Stage.HOUR;
import static io.ixi.vm.creators.Stage.NOTHING;
import static io.ixi.vm.creators.Stage.OTHER;
import static io.ixi.vm.creators.Stage.POOR;
import static io.ixi.vm.creators.Stage.TREASURY;
import static io.ixi.vm.creators.Stage.plan;
import static io.ixi.vm.creators.Stage.rich;
import static io.ixi.vm.creators.Stage.subscribe;
import static io.ixi.vm.creators.Stage.terms;
import static io.ixi.vm.testkit.MemoryChain.EUR;
import static io.ixi.vm.testkit.MemoryChain.FUNDS;
import static io.ixi.vm.testkit.MemoryChain.address;
import static io.ixi.vm.testkit.MemoryChain.hash;
import static io.ixi.vm.testkit.MemoryChain.send;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.vm.creators.proto.AccessReason;
import io.ixi.vm.creators.proto.BuyContent;
import io.ixi.vm.creators.proto.CancelSubscription;
import io.ixi.vm.creators.proto.ClosePlan;
import io.ixi.vm.creators.proto.ContentChanged;
import io.ixi.vm.creators.proto.CreateContent;
import io.ixi.vm.creators.proto.EditPlan;
import io.ixi.vm.creators.proto.PlanChanged;
import io.ixi.vm.creators.proto.PlansQuery;
import io.ixi.vm.creators.proto.PlansResult;
import io.ixi.vm.creators.proto.RemoveSubscription;
import io.ixi.vm.creators.proto.RenewPoke;
import io.ixi.vm.kernel.proto.Condition;
import io.ixi.vm.kernel.proto.Gate;
import io.ixi.vm.kernel.proto.GateClause;
import org.junit.jupiter.api.Test;

/** Plans and what subscribers pay. */
class SubscriptionTest {
    private final Stage stage = new Stage();

    private void expect(String outcome, int account, Message message) {
        stage.expect(outcome, account, message);
    }

    private static EditPlan edit(ByteString plan, long price) {
        return EditPlan.newBuilder().setPlan(plan).setTerms(terms(price)).build();
    }

    private static RenewPoke poke(ByteString plan, int subscriber) {
        return RenewPoke.newBuilder()
                .setPlan(plan)
                .setSubscriber(address(subscriber))
                .build();
    }

    @Test
    void plansAreBounded() {
        expect("BAD_PLAN", CREATOR, plan(terms(0)));
        expect("BAD_PLAN", CREATOR, plan(terms(5).setPeriodS(3_599)));
        expect("BAD_PLAN", CREATOR, plan(terms(5).setPeriodS(40_000_000)));
        expect("BAD_PLAN", CREATOR, plan(terms(5).setTrialS(8_000_000)));
        expect("BAD_PLAN", CREATOR, plan(terms(5).setGraceS(599)));
        expect("BAD_PLAN", CREATOR, plan(terms(5)).toBuilder().setAsset("GOLD").build());
        expect("BAD_PLAN", CREATOR, plan(terms(5)).toBuilder().clearTerms().build());
        expect("BAD_GATE", CREATOR, plan(terms(5).setGate(Gate.getDefaultInstance())));
        ByteString plan = stage.planned(terms(5));
        expect("NOT_FOUND", CREATOR, edit(NOTHING, 5));
        expect("NOT_OWNER", FAN, edit(plan, 5));
        expect("BAD_PLAN", CREATOR, edit(plan, 0));
        expect(
                "BAD_PLAN",
                CREATOR,
                EditPlan.newBuilder()
                        .setPlan(plan)
                        .setTerms(terms(5).setPeriodS(7_200))
                        .build());
        expect("OK", CREATOR, edit(plan, 6));
        ClosePlan close = ClosePlan.newBuilder().setPlan(plan).build();
        expect("NOT_FOUND", CREATOR, close.toBuilder().setPlan(NOTHING).build());
        expect("NOT_OWNER", FAN, close);
        expect("OK", CREATOR, close);
        expect("BAD_STATE", CREATOR, close);
        expect("BAD_STATE", CREATOR, edit(plan, 7));
        expect("BAD_STATE", FAN, subscribe(plan, 10));
        expect("OK", CREATOR, plan(terms(9)));
        PlansQuery query =
                PlansQuery.newBuilder().setCreator(address(CREATOR)).setLimit(1).build();
        PlansResult page = stage.chain.ask("creators/plans", query, PlansResult.getDefaultInstance());
        PlansResult rest = stage.chain.ask(
                "creators/plans",
                query.toBuilder().setCursor(page.getNext()).build(),
                PlansResult.getDefaultInstance());
        assertThat(page.getPlansCount() + rest.getPlansCount()).isEqualTo(2);
        stage.poor(plan(terms(5)));
        stage.chain.run(CREATOR, send("", POOR, 100_000_000));
        ByteString poors =
                stage.chain.event(PlanChanged.class, POOR, plan(terms(5))).getPlan();
        Message longer = edit(poors, 5).toBuilder()
                .setTerms(terms(5).setGate(rich(5)).setTrialS(5_000))
                .build();
        stage.chain.drainFor(POOR, longer);
        expect("DEPOSIT", POOR, longer);
    }

    /** Scenario S5: a creator's month, with an hour for a month. */
    @Test
    void pricesFallByThemselvesAndNeverRiseAboveTheCap() {
        ByteString plan = stage.planned(terms(500));
        ByteString content = stage.chain
                .event(
                        ContentChanged.class,
                        CREATOR,
                        CreateContent.newBuilder()
                                .setBlobHash(hash("song"))
                                .setPlan(plan)
                                .build())
                .getContent();
        expect("PRICE_OVER_CAP", FAN, subscribe(plan, 499));
        expect("OK", FAN, subscribe(plan, 500));
        expect("SUBSCRIBED_ALREADY", FAN, subscribe(plan, 500));
        assertThat(stage.eur(FAN)).isEqualTo(FUNDS - 500);
        assertThat(stage.eur(CREATOR)).isEqualTo(FUNDS + 490);
        assertThat(stage.chain.free(TREASURY, EUR)).isEqualTo(10);
        assertThat(stage.access(content, FAN).getReason()).isEqualTo(AccessReason.ACCESS_SUBSCRIBED);
        assertThat(stage.access(content, OTHER).getAllowed()).isFalse();
        assertThat(stage.access(content, CREATOR).getReason()).isEqualTo(AccessReason.ACCESS_OWNER);
        stage.chain.pass(HOUR);
        stage.chain.pass(0);
        assertThat(stage.eur(FAN)).as("renewed once by the job").isEqualTo(FUNDS - 1_000);
        expect("OK", CREATOR, edit(plan, 400));
        stage.chain.pass(HOUR);
        stage.chain.pass(0);
        assertThat(stage.eur(FAN)).as("the lower price").isEqualTo(FUNDS - 1_400);
        assertThat(stage.mine(FAN).getSubscription().getPeriods()).isEqualTo(3);
        expect("OK", CREATOR, edit(plan, 900));
        stage.chain.pass(HOUR);
        stage.chain.pass(0);
        assertThat(stage.eur(FAN)).isEqualTo(FUNDS - 1_400);
        assertThat(stage.access(content, FAN).getAllowed())
                .as("within the grace")
                .isTrue();
        expect("PRICE_OVER_CAP", OTHER, poke(plan, FAN));
        stage.chain.pass(600_000);
        assertThat(stage.access(content, FAN).getAllowed()).isFalse();
        expect("NOT_DUE", OTHER, poke(plan, FAN));
        expect("OK", FAN, subscribe(plan, 900));
        assertThat(stage.access(content, FAN).getAllowed()).isTrue();
        assertThat(stage.mine(FAN).getSubscription().getPeriods()).isEqualTo(4);
    }

    @Test
    void whoHasNoMoneyIsToldAndMayStillPayWithinTheGrace() {
        ByteString plan = stage.planned(terms(500));
        expect("OK", FAN, subscribe(plan, 500));
        stage.spend(FAN, 100);
        stage.chain.pass(HOUR);
        stage.chain.pass(0);
        assertThat(stage.eur(FAN)).isEqualTo(100);
        expect("INSUFFICIENT_FREE", OTHER, poke(plan, FAN));
        expect("NOT_FOUND", OTHER, poke(plan, OTHER));
        stage.chain.run(OTHER, send(EUR, FAN, 1_000));
        expect("OK", OTHER, poke(plan, FAN));
        expect("NOT_DUE", OTHER, poke(plan, FAN));
        assertThat(stage.eur(FAN)).isEqualTo(600);
        stage.spend(OTHER, 100);
        expect("INSUFFICIENT_FREE", OTHER, subscribe(plan, 500));
        stage.chain.run(CREATOR, send("", POOR, 100_000_000));
        stage.chain.drainFor(POOR, subscribe(plan, 500));
        expect("DEPOSIT", POOR, subscribe(plan, 500));
    }

    @Test
    void cancellingKeepsWhatIsPaidFor() {
        ByteString plan = stage.planned(terms(500));
        CancelSubscription cancel =
                CancelSubscription.newBuilder().setPlan(plan).build();
        expect("NOT_FOUND", FAN, cancel);
        expect("OK", FAN, subscribe(plan, 500));
        expect("OK", FAN, cancel);
        expect("BAD_STATE", FAN, cancel);
        assertThat(stage.mine(FAN).getActive()).isTrue();
        stage.chain.pass(HOUR);
        stage.chain.pass(0);
        assertThat(stage.mine(FAN).getActive()).as("no grace after leaving").isFalse();
        assertThat(stage.eur(FAN)).isEqualTo(FUNDS - 500);
        RemoveSubscription remove =
                RemoveSubscription.newBuilder().setPlan(plan).build();
        expect("BAD_STATE", FAN, remove);
        expect("NOT_FOUND", OTHER, remove);
        expect("OK", OTHER, subscribe(plan, 500));
        expect("OK", CREATOR, ClosePlan.newBuilder().setPlan(plan).build());
        expect("OK", FAN, remove);
        expect("BAD_STATE", OTHER, remove);
        stage.chain.pass(HOUR);
        stage.chain.pass(0);
        assertThat(stage.eur(OTHER)).as("a closed plan renews nobody").isEqualTo(FUNDS - 500);
        expect("BAD_STATE", FAN, poke(plan, OTHER));
    }

    @Test
    void aTrialIsFreeOnceAndGatesGuardPlans() {
        ByteString plan = stage.planned(terms(500).setTrialS(7_200).setGate(rich(1_000)));
        stage.spend(OTHER, 999);
        expect("GATE_FAIL", OTHER, subscribe(plan, 500));
        expect("NOT_FOUND", FAN, subscribe(NOTHING, 500));
        expect("OK", FAN, subscribe(plan, 500).toBuilder().setAuto(false).build());
        assertThat(stage.eur(FAN)).isEqualTo(FUNDS);
        stage.chain.pass(2 * HOUR);
        expect("NOT_DUE", OTHER, poke(plan, FAN));
        stage.chain.pass(600_000);
        assertThat(stage.mine(FAN).getActive()).isFalse();
        expect("OK", FAN, subscribe(plan, 500));
        assertThat(stage.eur(FAN)).isEqualTo(FUNDS - 500);
    }

    @Test
    void aSubscriptionOpensGates() {
        ByteString plan = stage.planned(terms(500));
        Gate subscribers = Gate.newBuilder()
                .addAnyOf(
                        GateClause.newBuilder().addAllOf(Condition.newBuilder().setSubscription(plan)))
                .build();
        ByteString extra = stage.chain
                .event(
                        ContentChanged.class,
                        CREATOR,
                        CreateContent.newBuilder()
                                .setBlobHash(hash("extra"))
                                .setForSale(true)
                                .setGate(subscribers)
                                .build())
                .getContent();
        BuyContent buy = BuyContent.newBuilder().setContent(extra).build();
        expect("GATE_FAIL", FAN, buy);
        expect("OK", FAN, subscribe(plan, 500));
        expect("OK", FAN, buy);
    }
}
