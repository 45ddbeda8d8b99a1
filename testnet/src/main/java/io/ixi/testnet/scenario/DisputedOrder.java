package io.ixi.testnet.scenario;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.cli.RpcException;
import io.ixi.vm.connect.market.MarketModule;
import io.ixi.vm.connect.market.proto.AcceptOrder;
import io.ixi.vm.connect.market.proto.AddEvidence;
import io.ixi.vm.connect.market.proto.Arbiter;
import io.ixi.vm.connect.market.proto.ArbiterQuery;
import io.ixi.vm.connect.market.proto.Deliver;
import io.ixi.vm.connect.market.proto.Dispute;
import io.ixi.vm.connect.market.proto.DisputeQuery;
import io.ixi.vm.connect.market.proto.GenesisState;
import io.ixi.vm.connect.market.proto.ListingKind;
import io.ixi.vm.connect.market.proto.OpenDispute;
import io.ixi.vm.connect.market.proto.PokeOrder;
import io.ixi.vm.connect.market.proto.RefundPart;
import io.ixi.vm.connect.market.proto.RegisterArbiter;
import io.ixi.vm.connect.market.proto.Review;
import io.ixi.vm.connect.market.proto.Rule;
import io.ixi.vm.connect.market.proto.Vote;
import io.ixi.vm.kernel.Amount;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** S4: part of the money goes back by agreement; about the rest an arbiter is silent and a pool of three rules. */
final class DisputedOrder implements Scenario {
    private static final long PRICE = 200;
    private static final long BACK = 20;
    private static final int RULE_S = 60;
    private static final int TO_BUYER_PPM = 400_000;
    private static final int PPM = 1_000_000;
    private static final List<String> POOL = List.of("judge-1", "judge-2", "judge-3", "judge-4", "judge-5");

    @Override
    public String name() {
        return "S4";
    }

    @Override
    public List<String> cast() {
        List<String> cast = new ArrayList<>(POOL);
        cast.addAll(List.of("alice", "bob", "arbiter", "stranger"));
        return cast;
    }

    @Override
    public void found(GenesisEdit genesis) {
        genesis.module(
                "market",
                GenesisState.getDefaultInstance(),
                state -> state.toBuilder()
                        .setParameters(MarketModule.DEFAULTS.toBuilder().setRuleS(RULE_S))
                        .build());
        genesis.heartbeat(250);
    }

    @Override
    public void play(Stage stage) throws IOException, RpcException {
        new Play(stage).all();
    }

    /** One run. */
    private static final class Play {
        private final Stage stage;
        private final Bazaar bazaar;
        private final Actor alice;
        private final Actor bob;
        private final Actor arbiter;
        private final Actor stranger;

        Play(Stage stage) {
            this.stage = stage;
            this.bazaar = new Bazaar(stage);
            this.alice = stage.actor("alice");
            this.bob = stage.actor("bob");
            this.arbiter = stage.actor("arbiter");
            this.stranger = stage.actor("stranger");
        }

        void all() throws IOException, RpcException {
            RegisterArbiter register = RegisterArbiter.getDefaultInstance();
            bazaar.ok("arbiter joins with a bond", arbiter, register);
            for (String judge : POOL) {
                bazaar.ok(judge + " joins with a bond", stage.actor(judge), register);
            }
            ByteString order = delivered();
            Message poke = PokeOrder.newBuilder().setOrder(order).build();
            stage.step("nobody ruled, but the time is not over", "TIMER_NOT_DUE", stage.send(stranger, poke));
            Amount bond = bond();
            stage.until(bazaar.order(order).getDueMs());
            bazaar.ok("the arbiter was silent: a stranger calls the pool", stranger, poke);
            Amount lost = bond.minus(bond());
            stage.step(
                    "what the arbiter's bond lost", bond.scaledDown(MarketModule.DEFAULTS.getSilencePpm(), PPM), lost);
            ruled(order);
            reviewed(order);
        }

        private ByteString delivered() throws IOException, RpcException {
            ByteString listing = bazaar.list(
                    bob,
                    ListingKind.LISTING_GOODS,
                    Bazaar.details("a bicycle", PRICE).setArbiter(arbiter.bytes()));
            ByteString order = bazaar.placed(alice, Bazaar.order(listing, PRICE));
            bazaar.ok(
                    "bob accepts", bob, AcceptOrder.newBuilder().setOrder(order).build());
            bazaar.ok(
                    "bob delivers",
                    bob,
                    Deliver.newBuilder()
                            .setOrder(order)
                            .setProofHash(Bazaar.hash("parcel"))
                            .build());
            Outcome part = bazaar.ok(
                    "bob gives 20 of 200 back for a scratch",
                    bob,
                    RefundPart.newBuilder()
                            .setOrder(order)
                            .setAmount(Stage.ixi(BACK))
                            .build());
            stage.step("alice has", Amount.of(BACK * Stage.IXI), paid(part, "to_buyer"));
            Message dispute = OpenDispute.newBuilder()
                    .setOrder(order)
                    .setCode(3)
                    .setEvidenceHash(Bazaar.hash("photo"))
                    .build();
            stage.step("a stranger disputes it", "NOT_PARTY", stage.send(stranger, dispute));
            bazaar.ok("alice disputes the rest", alice, dispute);
            bazaar.ok(
                    "bob adds evidence",
                    bob,
                    AddEvidence.newBuilder()
                            .setOrder(order)
                            .setEvidenceHash(Bazaar.hash("letter"))
                            .build());
            bazaar.state("ORDER_DISPUTED", order);
            return order;
        }

        private void ruled(ByteString order) throws IOException, RpcException {
            List<Actor> judges = judges(order);
            stage.step("judges from the pool", 3, judges.size());
            Message rule =
                    Rule.newBuilder().setOrder(order).setBuyerPpm(TO_BUYER_PPM).build();
            stage.step("the silent arbiter wakes up", "NOT_ARBITER", stage.send(arbiter, rule));
            bazaar.ok("the first judge rules 40 to 60", judges.get(0), rule);
            stage.step("and again", "NOT_ARBITER", stage.send(judges.get(0), rule));
            bazaar.ok("the second rules the same", judges.get(1), rule);
            Outcome last = bazaar.ok("the third rules the same", judges.get(2), rule);
            bazaar.state("ORDER_RESOLVED", order);
            stage.step("a judge rules after the end", "BAD_STATE", stage.send(judges.get(2), rule));
            Amount rest = Amount.of((PRICE - BACK) * Stage.IXI);
            Amount toJudges = rest.scaledDown(MarketModule.DEFAULTS.getArbiterPpm(), PPM);
            Amount toBuyer = rest.minus(toJudges).scaledDown(TO_BUYER_PPM, PPM);
            stage.step("to the judges", toJudges, paid(last, "to_arbiters"));
            stage.step("to alice, exactly", toBuyer, paid(last, "to_buyer"));
            stage.step(
                    "to bob with the platform's fee, exactly",
                    rest.minus(toJudges).minus(toBuyer),
                    paid(last, "to_seller").plus(paid(last, "fee")));
        }

        private static Amount paid(Outcome outcome, String field) {
            JsonNode event = outcome.events("market.OrderPaid").getFirst();
            return Amount.parse(event.path(field).asString("0"));
        }

        private List<Actor> judges(ByteString order) throws IOException, RpcException {
            Dispute dispute = stage.ask(
                    "market/dispute", DisputeQuery.newBuilder().setOrder(order).build(), Dispute.getDefaultInstance());
            List<ByteString> called =
                    dispute.getVotesList().stream().map(Vote::getArbiter).toList();
            return POOL.stream()
                    .map(stage::actor)
                    .filter(judge -> called.contains(judge.bytes()))
                    .toList();
        }

        private Amount bond() throws IOException, RpcException {
            Arbiter known = stage.ask(
                    "market/arbiter",
                    ArbiterQuery.newBuilder().setArbiter(arbiter.bytes()).build(),
                    Arbiter.getDefaultInstance());
            return Amount.of(known.getBond());
        }

        private void reviewed(ByteString order) throws IOException, RpcException {
            Message review = Review.newBuilder()
                    .setOrder(order)
                    .addAllScores(List.of(2, 3, 4, 3, 2))
                    .setTextHash(Bazaar.hash("scratched"))
                    .build();
            bazaar.ok("alice reviews bob", alice, review);
            stage.step("and again", "REVIEWED_ALREADY", stage.send(alice, review));
            stage.step("a stranger reviews", "NOT_PARTY", stage.send(stranger, review));
        }
    }
}
