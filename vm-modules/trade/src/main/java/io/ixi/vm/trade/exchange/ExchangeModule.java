package io.ixi.vm.trade.exchange;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.ObjectId;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.module.Handler;
import io.ixi.vm.kernel.module.Module;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.module.OpenOrders;
import io.ixi.vm.kernel.module.Query;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.trade.exchange.proto.CancelAll;
import io.ixi.vm.trade.exchange.proto.CancelOrder;
import io.ixi.vm.trade.exchange.proto.CandlesQuery;
import io.ixi.vm.trade.exchange.proto.CandlesResult;
import io.ixi.vm.trade.exchange.proto.ClearingsQuery;
import io.ixi.vm.trade.exchange.proto.ClearingsResult;
import io.ixi.vm.trade.exchange.proto.CreateMarket;
import io.ixi.vm.trade.exchange.proto.DepthQuery;
import io.ixi.vm.trade.exchange.proto.DepthResult;
import io.ixi.vm.trade.exchange.proto.EvictOrder;
import io.ixi.vm.trade.exchange.proto.ExchangeProto;
import io.ixi.vm.trade.exchange.proto.GenesisState;
import io.ixi.vm.trade.exchange.proto.Market;
import io.ixi.vm.trade.exchange.proto.MarketQuery;
import io.ixi.vm.trade.exchange.proto.MarketsQuery;
import io.ixi.vm.trade.exchange.proto.MarketsResult;
import io.ixi.vm.trade.exchange.proto.OrderInfo;
import io.ixi.vm.trade.exchange.proto.OrderQuery;
import io.ixi.vm.trade.exchange.proto.OrdersQuery;
import io.ixi.vm.trade.exchange.proto.OrdersResult;
import io.ixi.vm.trade.exchange.proto.Parameters;
import io.ixi.vm.trade.exchange.proto.ParametersQuery;
import io.ixi.vm.trade.exchange.proto.PlaceOrder;
import io.ixi.vm.trade.exchange.proto.ScheduleCancel;
import io.ixi.vm.trade.exchange.proto.SetMarketStatus;
import io.ixi.vm.trade.exchange.proto.TradeBalanceQuery;
import io.ixi.vm.trade.exchange.proto.TradeBalanceResult;
import java.util.List;

/** The exchange module: wiring. */
public final class ExchangeModule implements Module, OpenOrders {
    static final int ID = 14;

    /** What a genesis without parameters starts with. */
    public static final Parameters DEFAULTS = Parameters.newBuilder()
            .setBlockOrders(2_048)
            .setTierOneOrders(20)
            .setTierTwoOrders(200)
            .setTierThreeOrders(2_000)
            .setTierTwoFrom(100_000_000_000L)
            .setTierThreeFrom(1_000_000_000_000L)
            .build();

    private final MarketHandlers markets;
    private final OrderHandlers orders;
    private final Auctions auctions;
    private final ExchangeQueries queries;
    private final ExchangeInvariants invariants;

    /** @param treasury who receives the fees of trades */
    public ExchangeModule(Money money, Address treasury) {
        Book book = new Book(money);
        this.markets = new MarketHandlers(money, new Deposits(money, ID));
        this.orders = new OrderHandlers(money, book);
        this.auctions = new Auctions(money, book, treasury);
        this.queries = new ExchangeQueries(money);
        this.invariants = new ExchangeInvariants(money);
    }

    @Override
    public FileDescriptor descriptor() {
        return ExchangeProto.getDescriptor();
    }

    @Override
    public List<Handler<?>> handlers() {
        return List.of(
                Handler.of(CreateMarket.getDefaultInstance(), markets::create),
                Handler.of(SetMarketStatus.getDefaultInstance(), markets::status),
                Handler.of(PlaceOrder.getDefaultInstance(), orders::place),
                Handler.of(CancelOrder.getDefaultInstance(), orders::cancel),
                Handler.of(CancelAll.getDefaultInstance(), orders::cancelAll),
                Handler.of(ScheduleCancel.getDefaultInstance(), OrderHandlers::schedule),
                Handler.of(EvictOrder.getDefaultInstance(), orders::evict));
    }

    @Override
    public List<Query<?, ?>> queries() {
        return List.of(
                Query.of(MarketQuery.getDefaultInstance(), Market.getDefaultInstance(), ExchangeQueries::market),
                Query.of(
                        MarketsQuery.getDefaultInstance(),
                        MarketsResult.getDefaultInstance(),
                        ExchangeQueries::markets),
                Query.of(DepthQuery.getDefaultInstance(), DepthResult.getDefaultInstance(), ExchangeQueries::depth),
                Query.of(OrderQuery.getDefaultInstance(), OrderInfo.getDefaultInstance(), ExchangeQueries::order),
                Query.of(OrdersQuery.getDefaultInstance(), OrdersResult.getDefaultInstance(), ExchangeQueries::orders),
                Query.of(
                        ClearingsQuery.getDefaultInstance(),
                        ClearingsResult.getDefaultInstance(),
                        ExchangeQueries::clearings),
                Query.of(
                        CandlesQuery.getDefaultInstance(),
                        CandlesResult.getDefaultInstance(),
                        ExchangeQueries::candles),
                Query.of(
                        TradeBalanceQuery.getDefaultInstance(),
                        TradeBalanceResult.getDefaultInstance(),
                        queries::tradeBalance),
                Query.of(
                        ParametersQuery.getDefaultInstance(),
                        Parameters.getDefaultInstance(),
                        (state, params) -> new ExchangeState(state).parameters()));
    }

    @Override
    public Handler<? extends Message> genesis() {
        return Handler.of(
                GenesisState.getDefaultInstance(),
                (context, genesis) -> new ExchangeState(context.state())
                        .put(genesis.hasParameters() ? genesis.getParameters() : DEFAULTS));
    }

    @Override
    public void cancel(Context context, Address owner, Hash ref) throws RejectedException {
        orders.callOff(context, owner, Spot.cut(Bytes.wrap(ref.toBytes()), 0, ObjectId.BYTES));
    }

    @Override
    public void endBlock(Context context) {
        auctions.endBlock(context);
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
