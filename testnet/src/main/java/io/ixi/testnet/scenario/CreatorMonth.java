package io.ixi.testnet.scenario;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.cli.RpcException;
import io.ixi.vm.creators.CreatorsModule;
import io.ixi.vm.creators.proto.AccessQuery;
import io.ixi.vm.creators.proto.AccessResult;
import io.ixi.vm.creators.proto.CreateContent;
import io.ixi.vm.creators.proto.CreatePlan;
import io.ixi.vm.creators.proto.Donate;
import io.ixi.vm.creators.proto.EditPlan;
import io.ixi.vm.creators.proto.GenesisState;
import io.ixi.vm.creators.proto.MineQuery;
import io.ixi.vm.creators.proto.MineResult;
import io.ixi.vm.creators.proto.PayInvoice;
import io.ixi.vm.creators.proto.PlanTerms;
import io.ixi.vm.creators.proto.RenewPoke;
import io.ixi.vm.creators.proto.SetSplit;
import io.ixi.vm.creators.proto.Share;
import io.ixi.vm.creators.proto.Subscribe;
import io.ixi.vm.creators.proto.SubscriptionInfo;
import io.ixi.vm.kernel.Amount;
import java.io.IOException;
import java.util.List;

/** S5: a creator's month with a quarter of a minute for a month: renewals, prices that fall and rise, donations. */
final class CreatorMonth implements Scenario {
    private static final long PERIOD_S = 15;
    private static final long GRACE_S = 15;
    private static final int PPM = 1_000_000;

    @Override
    public String name() {
        return "S5";
    }

    @Override
    public List<String> cast() {
        return List.of("creator", "fan", "editor", "singer", "stranger");
    }

    @Override
    public void found(GenesisEdit genesis) {
        genesis.module(
                "creators",
                GenesisState.getDefaultInstance(),
                state -> state.toBuilder()
                        .setParameters(CreatorsModule.DEFAULTS.toBuilder()
                                .setLeastPeriodS(PERIOD_S)
                                .setLeastGraceS(GRACE_S))
                        .build());
        genesis.heartbeat(200);
    }

    @Override
    public void play(Stage stage) throws IOException, RpcException {
        new Play(stage).all();
    }

    /** One run. */
    private static final class Play {
        private final Stage stage;
        private final Bazaar bazaar;
        private final Actor creator;
        private final Actor fan;
        private final Actor stranger;

        Play(Stage stage) {
            this.stage = stage;
            this.bazaar = new Bazaar(stage);
            this.creator = stage.actor("creator");
            this.fan = stage.actor("fan");
            this.stranger = stage.actor("stranger");
        }

        private static PlanTerms terms(long price) {
            return PlanTerms.newBuilder()
                    .setPrice(Stage.ixi(price))
                    .setPeriodS(PERIOD_S)
                    .setGraceS(GRACE_S)
                    .setContentHash(Bazaar.hash("a song every week"))
                    .build();
        }

        void all() throws IOException, RpcException {
            ByteString plan = bazaar.next("plan", creator);
            bazaar.ok(
                    "creator offers a plan for 5",
                    creator,
                    CreatePlan.newBuilder().setTerms(terms(5)).build());
            ByteString song = bazaar.next("content", creator);
            bazaar.ok(
                    "creator puts a song behind it",
                    creator,
                    CreateContent.newBuilder()
                            .setBlobHash(Bazaar.hash("song"))
                            .setPlan(plan)
                            .build());
            months(plan, song);
            donation();
            invoice();
        }

        private static Message subscribe(ByteString plan, long cap) {
            return Subscribe.newBuilder()
                    .setPlan(plan)
                    .setPriceCap(Stage.ixi(cap))
                    .setAuto(true)
                    .build();
        }

        private void months(ByteString plan, ByteString song) throws IOException, RpcException {
            stage.step("fan caps the price at 4", "PRICE_OVER_CAP", stage.send(fan, subscribe(plan, 4)));
            bazaar.ok("fan subscribes with a cap of 5", fan, subscribe(plan, 5));
            stage.step(
                    "fan may listen, a stranger may not",
                    "true false",
                    access(song, fan) + " " + access(song, stranger));
            renewed(plan, 2, 5);
            bazaar.ok("the price falls to 4", creator, edit(plan, 4));
            renewed(plan, 3, 4);
            bazaar.ok("the price rises to 9", creator, edit(plan, 9));
            stage.until(mine(plan).getSubscription().getPaidUntilMs() + 1_000);
            stage.step(
                    "a stranger tries to renew above the cap",
                    "PRICE_OVER_CAP",
                    stage.send(
                            stranger,
                            RenewPoke.newBuilder()
                                    .setPlan(plan)
                                    .setSubscriber(fan.bytes())
                                    .build()));
            stage.step("paid periods", 3, mine(plan).getSubscription().getPeriods());
            stage.step("fan may listen within the grace", true, access(song, fan));
            stage.until(mine(plan).getUntilMs() + 1_000);
            stage.step("and no longer after it", false, access(song, fan));
            bazaar.ok("fan subscribes again with a cap of 9", fan, subscribe(plan, 9));
            stage.step("fan may listen", true, access(song, fan));
        }

        private static Message edit(ByteString plan, long price) {
            return EditPlan.newBuilder().setPlan(plan).setTerms(terms(price)).build();
        }

        /** The scheduler renews by itself: the creator has one more price, less the fee. */
        private void renewed(ByteString plan, int periods, long price) throws IOException, RpcException {
            Amount before = stage.free(creator.address());
            stage.await("renewal " + periods, () -> mine(plan).getSubscription().getPeriods() >= periods);
            stage.step("paid periods", periods, mine(plan).getSubscription().getPeriods());
            Amount earned = Amount.of(price * Stage.IXI);
            Amount fee = earned.scaledDown(CreatorsModule.DEFAULTS.getFeePpm(), PPM);
            stage.step(
                    "the creator earned " + price + " less the fee",
                    before.plus(earned).minus(fee),
                    stage.free(creator.address()));
        }

        private SubscriptionInfo mine(ByteString plan) throws IOException, RpcException {
            MineResult mine = stage.ask(
                    "creators/mine",
                    MineQuery.newBuilder().setAccount(fan.bytes()).build(),
                    MineResult.getDefaultInstance());
            return mine.getSubscriptionsList().stream()
                    .filter(info -> info.getPlan().equals(plan))
                    .findFirst()
                    .orElseThrow();
        }

        private boolean access(ByteString content, Actor who) throws IOException, RpcException {
            AccessQuery query = AccessQuery.newBuilder()
                    .setContent(content)
                    .setAccount(who.bytes())
                    .build();
            return stage.ask("creators/access", query, AccessResult.getDefaultInstance())
                    .getAllowed();
        }

        private void donation() throws IOException, RpcException {
            Actor editor = stage.actor("editor");
            Actor singer = stage.actor("singer");
            bazaar.ok(
                    "creator shares 70, 20 and 10 of a hundred",
                    creator,
                    SetSplit.newBuilder()
                            .addShares(Share.newBuilder()
                                    .setAccount(creator.bytes())
                                    .setPpm(700_000))
                            .addShares(Share.newBuilder()
                                    .setAccount(editor.bytes())
                                    .setPpm(200_000))
                            .addShares(Share.newBuilder()
                                    .setAccount(singer.bytes())
                                    .setPpm(100_000))
                            .build());
            List<Actor> three = List.of(creator, editor, singer);
            List<Amount> before =
                    List.of(stage.free(creator.address()), stage.free(editor.address()), stage.free(singer.address()));
            bazaar.ok(
                    "stranger donates 10",
                    stranger,
                    Donate.newBuilder()
                            .setTo(creator.bytes())
                            .setAmount(Stage.ixi(10))
                            .build());
            StringBuilder shares = new StringBuilder();
            for (int i = 0; i < three.size(); i++) {
                Amount got = stage.free(three.get(i).address()).minus(before.get(i));
                shares.append(i == 0 ? "" : " ").append(got);
            }
            stage.step("what the three have more", "7000000 2000000 1000000", shares);
        }

        private void invoice() throws IOException, RpcException {
            Message pay = PayInvoice.newBuilder()
                    .setPayee(creator.bytes())
                    .setInvoice(Bazaar.hash("invoice 1"))
                    .setAmount(Stage.ixi(3))
                    .setResourceHash(Bazaar.hash("GET /song"))
                    .build();
            bazaar.ok("fan pays an invoice", fan, pay);
            stage.step("fan pays it again", "ALREADY_PAID", stage.send(fan, pay));
            stage.step("a stranger pays it too", "ALREADY_PAID", stage.send(stranger, pay));
        }
    }
}
