package io.ixi.vm.trade.exchange;

import static io.ixi.vm.testkit.MemoryChain.EUR;
import static io.ixi.vm.testkit.MemoryChain.FUNDS;
import static io.ixi.vm.testkit.MemoryChain.amount;
import static io.ixi.vm.testkit.MemoryChain.send;
import static io.ixi.vm.trade.exchange.Stage.BUYER;
import static io.ixi.vm.trade.exchange.Stage.NOTHING;
import static io.ixi.vm.trade.exchange.Stage.OPERATOR;
import static io.ixi.vm.trade.exchange.Stage.OTHER;
import static io.ixi.vm.trade.exchange.Stage.POOR;
import static io.ixi.vm.trade.exchange.Stage.SELLER;
import static io.ixi.vm.trade.exchange.Stage.TICK;
import static io.ixi.vm.trade.exchange.Stage.TREASURY;
import static io.ixi.vm.trade.exchange.Stage.newMarket;
import static io.ixi.vm.trade.exchange.Stage.terms;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.ixi.vm.kernel.proto.AtLeast;
import io.ixi.vm.kernel.proto.Condition;
import io.ixi.vm.kernel.proto.Gate;
import io.ixi.vm.kernel.proto.GateClause;
import io.ixi.vm.trade.exchange.proto.CancelAll;
import io.ixi.vm.trade.exchange.proto.CancelOrder;
import io.ixi.vm.trade.exchange.proto.CandlesQuery;
import io.ixi.vm.trade.exchange.proto.CandlesResult;
import io.ixi.vm.trade.exchange.proto.ClearingsQuery;
import io.ixi.vm.trade.exchange.proto.ClearingsResult;
import io.ixi.vm.trade.exchange.proto.DepthQuery;
import io.ixi.vm.trade.exchange.proto.DepthResult;
import io.ixi.vm.trade.exchange.proto.EvictOrder;
import io.ixi.vm.trade.exchange.proto.Life;
import io.ixi.vm.trade.exchange.proto.MarketChanged;
import io.ixi.vm.trade.exchange.proto.MarketStatus;
import io.ixi.vm.trade.exchange.proto.OrdersQuery;
import io.ixi.vm.trade.exchange.proto.OrdersResult;
import io.ixi.vm.trade.exchange.proto.PlaceOrder;
import io.ixi.vm.trade.exchange.proto.ScheduleCancel;
import io.ixi.vm.trade.exchange.proto.SelfTrade;
import io.ixi.vm.trade.exchange.proto.SetMarketStatus;
import io.ixi.vm.trade.exchange.proto.Side;
import io.ixi.vm.trade.exchange.proto.TradeBalanceQuery;
import io.ixi.vm.trade.exchange.proto.TradeBalanceResult;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Markets and orders, through transactions. */
class ExchangeTest {
    private static final long DAY = 86_400_000;

    private final Stage stage = Stage.open();

    private static CancelOrder cancel(ByteString order) {
        return CancelOrder.newBuilder().setOrder(order).build();
    }

    private static EvictOrder evict(ByteString order) {
        return EvictOrder.newBuilder().setOrder(order).build();
    }

    private static Gate rich(long eur) {
        return Gate.newBuilder()
                .addAnyOf(GateClause.newBuilder()
                        .addAllOf(Condition.newBuilder()
                                .setBalance(AtLeast.newBuilder().setAsset(EUR).setAmount(amount(eur)))))
                .build();
    }

    @Test
    void marketsAreMadeAndMovedOn() {
        stage.expect("BAD_MARKET", OPERATOR, newMarket().setQuote("ixi").build());
        stage.expect("BAD_MARKET", OPERATOR, newMarket().setQuote("GOLD").build());
        stage.expect("BAD_MARKET", OPERATOR, newMarket().setLot(0).build());
        stage.expect("BAD_MARKET", OPERATOR, newMarket().setTakerPpm(10_001).build());
        stage.expect("BAD_MARKET", OPERATOR, newMarket().setMakerPpm(1_001).build());
        stage.expect(
                "BAD_GATE",
                OPERATOR,
                newMarket().setGate(Gate.getDefaultInstance()).build());
        stage.chain.run(OPERATOR, send("", POOR, 100_000_000));
        stage.chain.drainFor(POOR, newMarket().build());
        stage.expect("DEPOSIT", POOR, newMarket().build());
        SetMarketStatus pause = stage.status(MarketStatus.MARKET_PAUSED);
        stage.expect("NOT_OWNER", BUYER, pause);
        stage.expect("NOT_FOUND", OPERATOR, pause.toBuilder().setMarket(NOTHING).build());
        stage.expect("BAD_STATE", OPERATOR, stage.status(MarketStatus.MARKET_CLOSED));
        stage.expect("BAD_STATE", OPERATOR, stage.status(MarketStatus.MARKET_INIT));
        stage.expect("OK", OPERATOR, pause);
        stage.expect("MARKET_STATUS", BUYER, stage.buy(5, 5));
        stage.expect("OK", OPERATOR, stage.status(MarketStatus.MARKET_CLOSED));
        stage.expect("BAD_STATE", OPERATOR, stage.status(MarketStatus.MARKET_ACTIVE));
    }

    @Test
    void onePriceForAllAndWhatIsTooMuchComesBack() {
        // the first vector of the specification, in one block
        stage.together(
                new int[] {BUYER, 5, SELLER, 6},
                stage.buy(10, 100),
                stage.buy(9, 50),
                stage.sell(8, 80),
                stage.sell(9, 60));
        assertThat(stage.state().getLastPrice()).isEqualTo(9 * TICK);
        long paid = 9 * TICK * 100;
        assertThat(stage.eur(BUYER)).as("price, fee, nothing held").isEqualTo(FUNDS - paid - paid / 1_000);
        long some = 9 * TICK * 40;
        long rest = 9 * TICK * 10;
        assertThat(stage.eur(5)).isEqualTo(FUNDS - some - some / 1_000 - rest - rest / 1_000);
        long got = 9 * TICK * 80;
        assertThat(stage.eur(SELLER)).isEqualTo(FUNDS + got - got / 1_000);
        assertThat(stage.chain.free(TREASURY, EUR)).isEqualTo(2 * 9 * TICK * 140 / 1_000);
        DepthQuery query = DepthQuery.newBuilder().setMarket(stage.market).build();
        DepthResult depth = stage.chain.ask("exchange/depth", query, DepthResult.getDefaultInstance());
        assertThat(depth.getAsksCount()).isZero();
        assertThat(depth.getBids(0).getLots()).isEqualTo(10);
        ClearingsQuery auctions =
                ClearingsQuery.newBuilder().setMarket(stage.market).build();
        assertThat(stage.chain
                        .ask("exchange/clearings", auctions, ClearingsResult.getDefaultInstance())
                        .getClearings(0)
                        .getLots())
                .isEqualTo(140);
        CandlesQuery candles =
                CandlesQuery.newBuilder().setMarket(stage.market).setMinutes(60).build();
        assertThat(stage.chain
                        .ask("exchange/candles", candles, CandlesResult.getDefaultInstance())
                        .getCandles(0)
                        .getClose())
                .isEqualTo(9 * TICK);
    }

    @Test
    void theOrderWithinABlockMakesNoDifference() {
        List<String> seen = new ArrayList<>();
        int[][] orders = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
        for (int[] order : orders) {
            Stage fresh = Stage.open();
            fresh.placed(SELLER, fresh.sell(10, 50));
            fresh.placed(SELLER, fresh.sell(12, 100));
            int[] who = {OTHER, BUYER, 5};
            // the attacker buys before and sells after the victim's purchase; 5 is its other account
            PlaceOrder[] what = {fresh.buy(12, 50), fresh.buy(12, 100), fresh.sell(11, 50)};
            fresh.together(
                    new int[] {who[order[0]], who[order[1]], who[order[2]]},
                    what[order[0]],
                    what[order[1]],
                    what[order[2]]);
            seen.add(fresh.state().getLastPrice() + " " + fresh.eur(BUYER) + " " + fresh.eur(OTHER) + " "
                    + fresh.eur(5));
            assertThat(fresh.eur(OTHER) + fresh.eur(5))
                    .as("the attacker has no gain")
                    .isLessThan(2 * FUNDS);
        }
        assertThat(seen).containsOnly(seen.getFirst());
    }

    @Test
    void aCancelWinsAgainstATakerOfTheSameBlock() {
        ByteString sale = stage.placed(SELLER, stage.sell(10, 50));
        var taker = stage.chain.decode(stage.chain.draft(BUYER, stage.buy(10, 50)));
        var cancel = stage.chain.decode(stage.chain.draft(SELLER, cancel(sale)));
        stage.chain.block(taker, cancel);
        stage.chain.audit();
        assertThat(stage.state().getClearings()).isZero();
        assertThat(stage.lots(sale)).isZero();
        stage.expect("NOT_FOUND", SELLER, cancel(sale));
        ByteString other = stage.placed(SELLER, stage.sell(20, 50));
        stage.expect("NOT_OWNER", BUYER, cancel(other));
        stage.expect("OK", SELLER, cancel(other));
    }

    @Test
    void livesOfOrders() {
        ByteString resting = stage.placed(SELLER, stage.sell(10, 50));
        stage.expect("OK", BUYER, stage.buy(Life.LIFE_FOK, 10, 51));
        assertThat(stage.lots(resting)).as("all or nothing").isEqualTo(50);
        assertThat(stage.eur(BUYER)).isEqualTo(FUNDS);
        stage.expect("OK", BUYER, stage.buy(Life.LIFE_POST_ONLY, 10, 5));
        assertThat(stage.lots(resting)).as("post-only leaves").isEqualTo(50);
        assertThat(stage.eur(BUYER)).isEqualTo(FUNDS);
        stage.expect("OK", BUYER, stage.buy(Life.LIFE_IOC, 10, 60));
        assertThat(stage.lots(resting)).isZero();
        long paid = 10 * TICK * 50;
        assertThat(stage.eur(BUYER)).as("the rest is not held").isEqualTo(FUNDS - paid - paid / 1_000);
        ByteString shy = stage.placed(BUYER, stage.buy(Life.LIFE_POST_ONLY, 9, 5));
        stage.expect("OK", SELLER, stage.sell(9, 5));
        assertThat(stage.lots(shy)).as("post-only rests and is met").isZero();
        long end = stage.chain.now() + DAY;
        PlaceOrder timed =
                stage.order(terms(Side.SIDE_BUY, 5, 5).setLife(Life.LIFE_GTT).setUntilMs(end));
        ByteString mortal = stage.placed(BUYER, timed);
        stage.expect("NOT_ENDED", OTHER, evict(mortal));
        stage.chain.pass(DAY);
        stage.expect("OK", SELLER, stage.sell(5, 5));
        assertThat(stage.lots(mortal)).as("the auction removed it").isZero();
        assertThat(stage.state().getClearings()).isEqualTo(2);
        ByteString second = stage.placed(
                BUYER,
                stage.order(terms(Side.SIDE_BUY, 4, 5).setLife(Life.LIFE_GTT).setUntilMs(stage.chain.now() + DAY)));
        stage.chain.pass(DAY);
        stage.expect("OK", OTHER, evict(second));
        stage.expect("NOT_FOUND", OTHER, evict(second));
    }

    @Test
    void ordersThatCannotBe() {
        stage.expect(
                "NOT_FOUND",
                BUYER,
                stage.buy(5, 5).toBuilder().setMarket(NOTHING).build());
        stage.expect("BAD_ORDER", BUYER, stage.order(terms(Side.SIDE_BUY, 5, 5).setPrice(TICK + 1)));
        stage.expect("BAD_ORDER", BUYER, stage.order(terms(Side.SIDE_BUY, 5, 0)));
        stage.expect("BAD_ORDER", BUYER, stage.order(terms(Side.SIDE_BUY, 0, 5)));
        stage.expect("BAD_ORDER", BUYER, stage.buy(1, 1));
        stage.expect("BAD_ORDER", BUYER, stage.order(terms(Side.SIDE_BUY, 5, 5).setUntilMs(5)));
        stage.expect("BAD_ORDER", BUYER, stage.buy(Life.LIFE_GTT, 5, 5));
        stage.expect("INSUFFICIENT_FREE", BUYER, stage.buy(1_000_000, 1_000_000));
        stage.expect("OK", OPERATOR, stage.status(MarketStatus.MARKET_POST_ONLY));
        stage.expect("MARKET_STATUS", BUYER, stage.buy(5, 5));
        stage.expect("OK", BUYER, stage.buy(Life.LIFE_POST_ONLY, 5, 5));
        stage.chain.run(OPERATOR, send("", POOR, 100_000_000));
        stage.chain.drain(POOR, 50_000_000_000L);
        for (int i = 0; i < 20; i++) {
            stage.expect("OK", POOR, stage.buy(Life.LIFE_POST_ONLY, 5, 5));
        }
        stage.expect("TIER_LIMIT", POOR, stage.buy(Life.LIFE_POST_ONLY, 5, 5));
        TradeBalanceQuery query =
                TradeBalanceQuery.newBuilder().setAccount(stage.of(POOR)).build();
        TradeBalanceResult balance =
                stage.chain.ask("exchange/tradeBalance", query, TradeBalanceResult.getDefaultInstance());
        assertThat(balance.getOpenOrders()).isEqualTo(20);
        assertThat(balance.getMostOrders()).isEqualTo(20);
        assertThat(balance.getAssets(0).getInOrders()).isEqualTo(amount(20 * (25 * TICK + 25 * TICK / 1_000)));
    }

    @Test
    void gatesDecideWhoTrades() {
        ByteString closed = stage.chain
                .event(
                        MarketChanged.class,
                        OPERATOR,
                        newMarket().setGate(rich(FUNDS)).build())
                .getMarket();
        stage.expect(
                "OK",
                OPERATOR,
                stage.status(MarketStatus.MARKET_ACTIVE).toBuilder()
                        .setMarket(closed)
                        .build());
        PlaceOrder order = stage.buy(5, 5).toBuilder().setMarket(closed).build();
        stage.expect("OK", BUYER, order);
        stage.expect("GATE_FAIL", BUYER, order);
    }

    @Test
    void nobodyTradesWithItself() {
        ByteString sale = stage.placed(BUYER, stage.sell(10, 50));
        stage.expect("SELF_TRADE", BUYER, stage.buy(10, 20));
        stage.expect("OK", BUYER, stage.buy(9, 20));
        stage.expect(
                "OK", BUYER, stage.order(terms(Side.SIDE_BUY, 10, 20).setSelfTrade(SelfTrade.SELF_TRADE_CUT_BOTH)));
        assertThat(stage.lots(sale)).isEqualTo(30);
        stage.expect(
                "OK", BUYER, stage.order(terms(Side.SIDE_BUY, 10, 40).setSelfTrade(SelfTrade.SELF_TRADE_CUT_BOTH)));
        assertThat(stage.lots(sale)).isZero();
        OrdersQuery query = OrdersQuery.newBuilder().setOwner(stage.of(BUYER)).build();
        OrdersResult mine = stage.chain.ask("exchange/orders", query, OrdersResult.getDefaultInstance());
        assertThat(mine.getOrdersList().stream().map(info -> info.getOrder().getLots()))
                .containsExactly(10L, 20L);
        stage.expect(
                "OK", BUYER, stage.order(terms(Side.SIDE_SELL, 9, 5).setSelfTrade(SelfTrade.SELF_TRADE_CANCEL_OLD)));
        mine = stage.chain.ask("exchange/orders", query, OrdersResult.getDefaultInstance());
        assertThat(mine.getOrdersList().stream().map(info -> info.getOrder().getLots()))
                .containsExactly(5L);
        assertThat(stage.state().getClearings()).isZero();
    }

    @Test
    void theDeadManSwitchEndsWhatWasThereBefore() {
        ByteString old = stage.placed(BUYER, stage.buy(10, 5));
        long at = stage.chain.now() + DAY;
        ScheduleCancel schedule = ScheduleCancel.newBuilder().setAtMs(at).build();
        stage.expect("BAD_ORDER", BUYER, ScheduleCancel.newBuilder().setAtMs(1).build());
        stage.expect("OK", BUYER, schedule);
        stage.chain.pass(DAY);
        stage.expect("BAD_STATE", BUYER, ScheduleCancel.getDefaultInstance());
        stage.expect("OK", SELLER, stage.sell(10, 5));
        assertThat(stage.lots(old)).isZero();
        assertThat(stage.state().getClearings())
                .as("it ended before the auction")
                .isZero();
        stage.expect("OK", BUYER, ScheduleCancel.getDefaultInstance());
        stage.expect("OK", BUYER, stage.buy(10, 5));
        assertThat(stage.state().getClearings()).isEqualTo(1);
    }

    @Test
    void allOrdersAreCalledOffAtOnce() {
        for (int i = 0; i < 60; i++) {
            stage.chain.run(BUYER, stage.buy(5 + i, 5));
        }
        stage.expect(
                "NOT_FOUND", BUYER, CancelAll.newBuilder().setMarket(NOTHING).build());
        stage.expect("OK", BUYER, CancelAll.newBuilder().setMarket(stage.market).build());
        TradeBalanceQuery query =
                TradeBalanceQuery.newBuilder().setAccount(stage.of(BUYER)).build();
        assertThat(stage.chain
                        .ask("exchange/tradeBalance", query, TradeBalanceResult.getDefaultInstance())
                        .getOpenOrders())
                .isEqualTo(10);
        stage.expect("OK", BUYER, CancelAll.getDefaultInstance());
        assertThat(stage.eur(BUYER)).isEqualTo(FUNDS);
    }

    @Test
    void anAuctionWithTooManyOrdersGoesOnInTheNextBlock() {
        for (int i = 0; i < 300; i++) {
            stage.chain.run(5 + i % 3, stage.sell(10, 2));
        }
        stage.expect("OK", BUYER, stage.buy(10, 600));
        assertThat(stage.state().getVolume()).isEqualTo(512);
        assertThat(stage.state().getQueued()).isTrue();
        stage.chain.pass(0);
        stage.chain.audit();
        assertThat(stage.state().getVolume()).isEqualTo(600);
    }
}
