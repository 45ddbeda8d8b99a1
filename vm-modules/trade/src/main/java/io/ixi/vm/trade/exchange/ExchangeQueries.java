package io.ixi.vm.trade.exchange;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.BlockTime;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.trade.exchange.proto.AssetBalance;
import io.ixi.vm.trade.exchange.proto.Candle;
import io.ixi.vm.trade.exchange.proto.CandlesQuery;
import io.ixi.vm.trade.exchange.proto.CandlesResult;
import io.ixi.vm.trade.exchange.proto.Clearing;
import io.ixi.vm.trade.exchange.proto.ClearingsQuery;
import io.ixi.vm.trade.exchange.proto.ClearingsResult;
import io.ixi.vm.trade.exchange.proto.DepthLevel;
import io.ixi.vm.trade.exchange.proto.DepthQuery;
import io.ixi.vm.trade.exchange.proto.DepthResult;
import io.ixi.vm.trade.exchange.proto.Market;
import io.ixi.vm.trade.exchange.proto.MarketInfo;
import io.ixi.vm.trade.exchange.proto.MarketQuery;
import io.ixi.vm.trade.exchange.proto.MarketsQuery;
import io.ixi.vm.trade.exchange.proto.MarketsResult;
import io.ixi.vm.trade.exchange.proto.Order;
import io.ixi.vm.trade.exchange.proto.OrderInfo;
import io.ixi.vm.trade.exchange.proto.OrderQuery;
import io.ixi.vm.trade.exchange.proto.OrdersQuery;
import io.ixi.vm.trade.exchange.proto.OrdersResult;
import io.ixi.vm.trade.exchange.proto.Side;
import io.ixi.vm.trade.exchange.proto.TradeBalanceQuery;
import io.ixi.vm.trade.exchange.proto.TradeBalanceResult;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Read only. */
final class ExchangeQueries {
    private static final int MAX_PAGE = 100;
    private static final long MINUTE_MS = 60_000;

    private final Money money;

    ExchangeQueries(Money money) {
        this.money = money;
    }

    private static int limit(int wanted, int most) throws RejectedException {
        if (Integer.compareUnsigned(wanted, most) > 0) {
            throw RejectedException.of(KernelError.LIMIT, "up to " + most);
        }
        return wanted == 0 ? MAX_PAGE : wanted;
    }

    static Market market(Overlay overlay, MarketQuery params) throws RejectedException {
        return new ExchangeState(overlay).known(ExchangeState.id(params.getMarket()));
    }

    static MarketsResult markets(Overlay overlay, MarketsQuery params) throws RejectedException {
        int limit = limit(params.getLimit(), MAX_PAGE);
        MarketsResult.Builder page = MarketsResult.newBuilder();
        new ExchangeState(overlay).scanMarkets(ExchangeState.id(params.getCursor()), (id, market) -> {
            if (page.getMarketsCount() == limit) {
                page.setNext(page.getMarkets(limit - 1).getId());
                return false;
            }
            page.addMarkets(
                    MarketInfo.newBuilder().setId(ExchangeState.bytes(id)).setMarket(market));
            return true;
        });
        return page.build();
    }

    static DepthResult depth(Overlay overlay, DepthQuery params) throws RejectedException {
        int limit = limit(params.getLimit(), MAX_PAGE);
        ExchangeState state = new ExchangeState(overlay);
        Bytes id = ExchangeState.id(params.getMarket());
        state.known(id);
        return DepthResult.newBuilder()
                .addAllBids(levels(state, id, Side.SIDE_BUY, limit))
                .addAllAsks(levels(state, id, Side.SIDE_SELL, limit))
                .build();
    }

    private static List<DepthLevel> levels(ExchangeState state, Bytes id, Side side, int limit) {
        List<DepthLevel> levels = new ArrayList<>();
        state.scanLevels(id, side, (price, level) -> {
            levels.add(DepthLevel.newBuilder()
                    .setPrice(price)
                    .setLots(level.getLots())
                    .setOrders(level.getOrders())
                    .build());
            return levels.size() < limit;
        });
        return levels;
    }

    static OrderInfo order(Overlay overlay, OrderQuery params) throws RejectedException {
        return info(overlay, ExchangeState.id(params.getOrder()));
    }

    private static OrderInfo info(Overlay overlay, Bytes id) throws RejectedException {
        ExchangeState state = new ExchangeState(overlay);
        Spot spot = state.spotOf(id);
        Order order = spot == null ? null : state.order(spot);
        if (spot == null || order == null) {
            throw RejectedException.of(KernelError.NOT_FOUND);
        }
        return OrderInfo.newBuilder()
                .setId(ExchangeState.bytes(id))
                .setMarket(ExchangeState.bytes(spot.market()))
                .setSide(spot.side())
                .setPrice(spot.price())
                .setOrder(order)
                .setEnded(Book.isOver(state, order, BlockTime.of(overlay)))
                .build();
    }

    static OrdersResult orders(Overlay overlay, OrdersQuery params) throws RejectedException {
        int limit = limit(params.getLimit(), MAX_PAGE);
        List<Bytes> ids = new ArrayList<>();
        List<Bytes> places = new ArrayList<>();
        new ExchangeState(overlay)
                .scanOwn(
                        Address.of(params.getOwner()),
                        Bytes.EMPTY,
                        ExchangeState.id(params.getCursor()),
                        (place, id) -> {
                            ids.add(id);
                            places.add(place);
                            return ids.size() <= limit;
                        });
        OrdersResult.Builder page = OrdersResult.newBuilder();
        for (Bytes id : ids.subList(0, Math.min(limit, ids.size()))) {
            page.addOrders(info(overlay, id));
        }
        ByteString next = ids.size() > limit ? ExchangeState.bytes(places.get(limit - 1)) : ByteString.EMPTY;
        return page.setNext(next).build();
    }

    static ClearingsResult clearings(Overlay overlay, ClearingsQuery params) throws RejectedException {
        int limit = limit(params.getLimit(), MAX_PAGE);
        ExchangeState state = new ExchangeState(overlay);
        Bytes id = ExchangeState.id(params.getMarket());
        long next = state.known(id).getClearings();
        ClearingsResult.Builder result = ClearingsResult.newBuilder();
        for (long number = next - 1; number >= 0 && result.getClearingsCount() < limit; number--) {
            Clearing clearing = state.clearing(id, number);
            if (clearing == null || clearing.getNumber() != number) {
                break;
            }
            result.addClearings(clearing);
        }
        return result.build();
    }

    static CandlesResult candles(Overlay overlay, CandlesQuery params) throws RejectedException {
        int limit = limit(params.getLimit(), MAX_PAGE);
        int minutes = params.getMinutes() == 0 ? 1 : limit(params.getMinutes(), ExchangeState.CANDLES);
        ExchangeState state = new ExchangeState(overlay);
        Bytes id = ExchangeState.id(params.getMarket());
        state.known(id);
        long now = BlockTime.of(overlay) / MINUTE_MS;
        CandlesResult.Builder result = CandlesResult.newBuilder();
        long oldest = now - ExchangeState.CANDLES + 1;
        for (long from = now - now % minutes; from > oldest - minutes; from -= minutes) {
            Candle candle = candle(state, id, Math.max(from, oldest), Math.min(now, from + minutes - 1));
            if (candle.getLots() > 0) {
                result.addCandles(candle.toBuilder().setMinute(from));
            }
            if (result.getCandlesCount() == limit) {
                break;
            }
        }
        return result.build();
    }

    /** All minutes from one to another as one candle. */
    private static Candle candle(ExchangeState state, Bytes id, long from, long to) {
        Candle.Builder all = Candle.newBuilder();
        for (long minute = from; minute <= to; minute++) {
            Candle one = state.candle(id, minute);
            if (one.getLots() > 0) {
                boolean first = all.getLots() == 0;
                all.setOpen(first ? one.getOpen() : all.getOpen())
                        .setHigh(Math.max(one.getHigh(), all.getHigh()))
                        .setLow(first ? one.getLow() : Math.min(one.getLow(), all.getLow()))
                        .setClose(one.getClose())
                        .setLots(all.getLots() + one.getLots());
            }
        }
        return all.build();
    }

    TradeBalanceResult tradeBalance(Overlay overlay, TradeBalanceQuery params) {
        Address account = Address.of(params.getAccount());
        ExchangeState state = new ExchangeState(overlay);
        NavigableMap<String, Amount> held = new TreeMap<>();
        held.put("ixi", Amount.ZERO);
        int[] met = new int[1];
        state.scanOwn(account, Bytes.EMPTY, Bytes.EMPTY, (place, id) -> {
            Spot spot = state.spotOf(id);
            Order order = spot == null ? null : state.order(spot);
            Market market = spot == null ? null : state.market(spot.market());
            if (spot != null && order != null && market != null) {
                held.merge(Book.asset(market, spot.side()), Amount.of(order.getHeld()), Amount::plus);
            }
            met[0]++;
            return met[0] < ExchangeModule.DEFAULTS.getTierThreeOrders() && held.size() < MAX_PAGE;
        });
        TradeBalanceResult.Builder result = TradeBalanceResult.newBuilder()
                .setOpenOrders(state.trader(account).getOpen())
                .setMostOrders(OrderHandlers.mostOrders(money, overlay, account));
        held.forEach((asset, amount) -> result.addAssets(AssetBalance.newBuilder()
                .setAsset(asset)
                .setFree(money.free(overlay, account, asset).toByteString())
                .setInOrders(amount.toByteString())));
        return result.build();
    }
}
