package io.ixi.testnet.scenario;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.cli.RpcException;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.economy.bank.proto.CreateAsset;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.ObjectId;
import io.ixi.vm.kernel.tx.Draft;
import io.ixi.vm.trade.exchange.proto.CancelAll;
import io.ixi.vm.trade.exchange.proto.CancelOrder;
import io.ixi.vm.trade.exchange.proto.Clearing;
import io.ixi.vm.trade.exchange.proto.ClearingsQuery;
import io.ixi.vm.trade.exchange.proto.ClearingsResult;
import io.ixi.vm.trade.exchange.proto.CreateMarket;
import io.ixi.vm.trade.exchange.proto.MarketStatus;
import io.ixi.vm.trade.exchange.proto.OrderTerms;
import io.ixi.vm.trade.exchange.proto.PlaceOrder;
import io.ixi.vm.trade.exchange.proto.SetMarketStatus;
import io.ixi.vm.trade.exchange.proto.Side;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** S8: a purchase is attacked by one before and a sale after it in one block, in every order: nothing is gained. */
final class BatchFairness implements Scenario {
    private static final int TRIES = 10;

    @Override
    public String name() {
        return "S8";
    }

    @Override
    public List<String> cast() {
        return List.of("maker", "victim", "attacker", "attacker's other account");
    }

    @Override
    public void play(Stage stage) throws IOException, RpcException {
        new Play(stage).all();
    }

    /** One run. */
    private static final class Play {
        private final Stage stage;
        private final Actor maker;
        private final Actor victim;
        private final Actor attacker;
        private final Actor other;
        private ByteString market = ByteString.EMPTY;
        private Amount fees = Amount.ZERO;

        Play(Stage stage) {
            this.stage = stage;
            this.maker = stage.actor("maker");
            this.victim = stage.actor("victim");
            this.attacker = stage.actor("attacker");
            this.other = stage.actor("attacker's other account");
        }

        void all() throws IOException, RpcException {
            open();
            TreeSet<String> results = new TreeSet<>();
            int[][] orders = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
            for (int[] order : orders) {
                results.add(round(order));
            }
            stage.step("auctions of six orders of the same three", 1, results.size());
            stage.step("their price and lots", "12000000 150", String.join(", ", results));
            cancelWins();
        }

        private void open() throws IOException, RpcException {
            Outcome asset = stage.send(
                    maker,
                    CreateAsset.newBuilder()
                            .setSymbol("GOLD")
                            .setSupply(Amount.of(1_000_000).toByteString())
                            .build());
            stage.step("maker issues an asset", "OK", asset);
            String gold =
                    asset.events("bank.AssetCreated").getFirst().path("asset").asString();
            market = ByteString.copyFrom(ObjectId.of("exchange-market", maker.address(), stage.sequence(maker), 0)
                    .toArray());
            CreateMarket create = CreateMarket.newBuilder()
                    .setBase(gold)
                    .setLot(1)
                    .setTick(Stage.IXI)
                    .setTakerPpm(1_000)
                    .build();
            stage.step("maker opens a market of it for ixi", "OK", stage.send(maker, create));
            SetMarketStatus active = SetMarketStatus.newBuilder()
                    .setMarket(market)
                    .setStatus(MarketStatus.MARKET_ACTIVE)
                    .build();
            stage.step("and makes it active", "OK", stage.send(maker, active));
            stage.step("maker sells 5,000 at 2", "OK", stage.send(maker, order(Side.SIDE_SELL, 2, 5_000)));
            stage.step("the other account buys them", "OK", stage.send(other, order(Side.SIDE_BUY, 2, 5_000)));
            stage.step("at the price of the sale", 2 * Stage.IXI, last().getPrice());
        }

        private PlaceOrder order(Side side, long ixi, long lots) {
            return PlaceOrder.newBuilder()
                    .setMarket(market)
                    .setTerms(OrderTerms.newBuilder()
                            .setSide(side)
                            .setPrice(ixi * Stage.IXI)
                            .setLots(lots))
                    .build();
        }

        private Clearing last() throws IOException, RpcException {
            ClearingsQuery query =
                    ClearingsQuery.newBuilder().setMarket(market).setLimit(1).build();
            return stage.ask("exchange/clearings", query, ClearingsResult.getDefaultInstance())
                    .getClearings(0);
        }

        private Outcome paid(Actor from, Message message) throws IOException, RpcException {
            Outcome outcome = stage.send(from, message);
            fees = fees.plus(outcome.fee());
            return outcome;
        }

        /** Until the three are in one block: then price and lots of its auction. */
        private String round(int[] order) throws IOException, RpcException {
            for (int attempt = 0; attempt < TRIES; attempt++) {
                fees = Amount.ZERO;
                stage.send(maker, order(Side.SIDE_SELL, 10, 50));
                stage.send(maker, order(Side.SIDE_SELL, 12, 100));
                Amount before = stage.free(attacker.address()).plus(stage.free(other.address()));
                SortedSet<Long> heights = together(order);
                Clearing clearing = last();
                CancelAll all = CancelAll.newBuilder().setMarket(market).build();
                paid(attacker, all);
                paid(other, all);
                stage.send(victim, all);
                stage.send(maker, all);
                if (heights.size() == 1 && clearing.getHeight() == heights.first()) {
                    Amount after = stage.free(attacker.address())
                            .plus(stage.free(other.address()))
                            .plus(fees);
                    String who = order[0] + "" + order[1] + order[2];
                    // 50 bought and 50 sold at 12 cost a taker's fee of a thousandth each
                    stage.step(
                            "what the attack of order " + who + " costs besides gas",
                            Amount.of(2 * 50 * 12 * Stage.IXI / 1_000),
                            before.minus(after));
                    return clearing.getPrice() + " " + clearing.getLots();
                }
            }
            throw new IOException("three transactions were never in one block");
        }

        private SortedSet<Long> together(int[] order) throws IOException, RpcException {
            Actor[] who = {attacker, victim, other};
            PlaceOrder[] what = {
                order(Side.SIDE_BUY, 12, 50), order(Side.SIDE_BUY, 12, 100), order(Side.SIDE_SELL, 11, 50)
            };
            List<Draft> drafts = new ArrayList<>();
            for (int i : order) {
                drafts.add(stage.draft(who[i], what[i]));
            }
            List<Hash> ids = new ArrayList<>();
            for (int i = 0; i < order.length; i++) {
                stage.post(who[order[i]], drafts.get(i));
                ids.add(drafts.get(i).id());
            }
            TreeSet<Long> heights = new TreeSet<>();
            for (int i = 0; i < order.length; i++) {
                Outcome outcome = stage.settled(ids.get(i));
                heights.add(outcome.height());
                fees = who[order[i]] == victim ? fees : fees.plus(outcome.fee());
            }
            return heights;
        }

        /** A taker and the cancellation of what it wants to take, sent in that order. */
        private void cancelWins() throws IOException, RpcException {
            for (int attempt = 0; attempt < TRIES; attempt++) {
                ByteString sale =
                        ByteString.copyFrom(ObjectId.of("exchange-order", maker.address(), stage.sequence(maker), 0)
                                .toArray());
                stage.send(maker, order(Side.SIDE_SELL, 20, 10));
                long clearings = last().getNumber();
                Draft take = stage.draft(victim, order(Side.SIDE_BUY, 20, 10));
                Draft cancel = stage.draft(
                        maker, CancelOrder.newBuilder().setOrder(sale).build());
                stage.post(victim, take);
                stage.post(maker, cancel);
                long first = stage.settled(take.id()).height();
                Outcome second = stage.settled(cancel.id());
                stage.send(victim, CancelAll.newBuilder().setMarket(market).build());
                if (first == second.height()) {
                    stage.step("a cancellation behind the taker in one block", "OK", second);
                    stage.step("nothing is traded", clearings, last().getNumber());
                    return;
                }
            }
            throw new IOException("a taker and a cancellation were never in one block");
        }
    }
}
