package io.ixi.vm.trade.exchange;

import static io.ixi.vm.testkit.MemoryChain.EUR;
import static io.ixi.vm.testkit.MemoryChain.address;
import static io.ixi.vm.testkit.MemoryChain.send;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.tx.Tx;
import io.ixi.vm.testkit.MemoryChain;
import io.ixi.vm.trade.exchange.proto.CreateMarket;
import io.ixi.vm.trade.exchange.proto.Life;
import io.ixi.vm.trade.exchange.proto.Market;
import io.ixi.vm.trade.exchange.proto.MarketChanged;
import io.ixi.vm.trade.exchange.proto.MarketQuery;
import io.ixi.vm.trade.exchange.proto.MarketStatus;
import io.ixi.vm.trade.exchange.proto.OrderInfo;
import io.ixi.vm.trade.exchange.proto.OrderPlaced;
import io.ixi.vm.trade.exchange.proto.OrderQuery;
import io.ixi.vm.trade.exchange.proto.OrderTerms;
import io.ixi.vm.trade.exchange.proto.PlaceOrder;
import io.ixi.vm.trade.exchange.proto.SetMarketStatus;
import io.ixi.vm.trade.exchange.proto.Side;
import java.util.List;

/** A chain with an exchange, one market of "ixi" for "EUR", and those who trade there. */
final class Stage {
    static final int OPERATOR = 0;
    static final int BUYER = 1;
    static final int SELLER = 2;
    static final int OTHER = 3;
    static final int POOR = 4;
    static final long TICK = 2_000;
    static final long LOT = 1_000;
    static final int MAKER = 500;
    static final int TAKER = 1_000;
    static final Address TREASURY = Address.ofModule(99);
    static final ByteString NOTHING = ByteString.copyFrom(new byte[20]);

    final MemoryChain chain;
    final ByteString market;

    Stage() {
        this(new MemoryChain(10, economy -> List.of(new ExchangeModule(economy.money(), TREASURY))));
    }

    private Stage(MemoryChain chain) {
        this(
                chain,
                chain.event(MarketChanged.class, OPERATOR, newMarket().build()).getMarket());
    }

    Stage(MemoryChain chain, ByteString market) {
        this.chain = chain;
        this.market = market;
    }

    void expect(String outcome, int account, Message message) {
        assertThat(chain.outcome(account, message)).as(message.toString()).isEqualTo(outcome);
        chain.audit();
    }

    static CreateMarket.Builder newMarket() {
        return CreateMarket.newBuilder()
                .setQuote(EUR)
                .setLot(LOT)
                .setTick(TICK)
                .setMinNotional(2 * TICK)
                .setMakerPpm(MAKER)
                .setTakerPpm(TAKER);
    }

    SetMarketStatus status(MarketStatus status) {
        return SetMarketStatus.newBuilder().setMarket(market).setStatus(status).build();
    }

    /** With an open market. */
    static Stage open() {
        Stage stage = new Stage();
        stage.expect("OK", OPERATOR, stage.status(MarketStatus.MARKET_ACTIVE));
        return stage;
    }

    /** @param ticks limit in ticks */
    static OrderTerms.Builder terms(Side side, long ticks, long lots) {
        return OrderTerms.newBuilder().setSide(side).setPrice(ticks * TICK).setLots(lots);
    }

    PlaceOrder order(OrderTerms.Builder terms) {
        return PlaceOrder.newBuilder().setMarket(market).setTerms(terms).build();
    }

    PlaceOrder buy(long ticks, long lots) {
        return order(terms(Side.SIDE_BUY, ticks, lots));
    }

    PlaceOrder sell(long ticks, long lots) {
        return order(terms(Side.SIDE_SELL, ticks, lots));
    }

    PlaceOrder buy(Life life, long ticks, long lots) {
        return order(terms(Side.SIDE_BUY, ticks, lots).setLife(life));
    }

    PlaceOrder sell(Life life, long ticks, long lots) {
        return order(terms(Side.SIDE_SELL, ticks, lots).setLife(life));
    }

    /** Places it in a block of its own. */
    ByteString placed(int account, PlaceOrder order) {
        ByteString id = chain.event(OrderPlaced.class, account, order).getOrder();
        chain.audit();
        return id;
    }

    /** Several in one block, each of another account. */
    void together(int[] accounts, PlaceOrder... orders) {
        Tx[] block = new Tx[orders.length];
        for (int i = 0; i < orders.length; i++) {
            block[i] = chain.decode(chain.draft(accounts[i], orders[i]));
        }
        chain.block(block)
                .receipts()
                .forEach(receipt -> assertThat(receipt.succeeded()).isTrue());
        chain.audit();
    }

    Market state() {
        MarketQuery query = MarketQuery.newBuilder().setMarket(market).build();
        return chain.ask("exchange/market", query, Market.getDefaultInstance());
    }

    long lots(ByteString order) {
        OrderQuery query = OrderQuery.newBuilder().setOrder(order).build();
        return chain.refusal("exchange/order", query).equals("NOT_FOUND")
                ? 0
                : chain.ask("exchange/order", query, OrderInfo.getDefaultInstance())
                        .getOrder()
                        .getLots();
    }

    long eur(int account) {
        return chain.free(account, EUR);
    }

    /** Leaves an account with this much EUR. */
    void spend(int account, long left) {
        chain.run(account, send(EUR, OPERATOR, eur(account) - left));
    }

    ByteString of(int account) {
        return address(account);
    }
}
