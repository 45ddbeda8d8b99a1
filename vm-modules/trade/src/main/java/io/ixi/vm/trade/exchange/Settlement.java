package io.ixi.vm.trade.exchange;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.trade.exchange.Auctions.Loaded;
import io.ixi.vm.trade.exchange.proto.Candle;
import io.ixi.vm.trade.exchange.proto.Cleared;
import io.ixi.vm.trade.exchange.proto.Clearing;
import io.ixi.vm.trade.exchange.proto.CloseReason;
import io.ixi.vm.trade.exchange.proto.Filled;
import io.ixi.vm.trade.exchange.proto.Life;
import io.ixi.vm.trade.exchange.proto.Market;
import io.ixi.vm.trade.exchange.proto.Side;
import java.util.ArrayList;
import java.util.List;

/**
 * Clears one market and moves the money: from the holds of those who pay straight to those who are paid, so that no
 * frozen or paused asset stops half an auction. For one auction.
 */
final class Settlement {
    private static final long MINUTE_MS = 60_000;

    private final Context context;
    private final Money money;
    private final Book book;
    private final Address treasury;
    private final Bytes id;
    private final Market market;

    Settlement(Context context, Money money, Book book, Address treasury, Bytes id, Market market) {
        this.context = context;
        this.money = money;
        this.book = book;
        this.treasury = treasury;
        this.id = id;
        this.market = market;
    }

    /** One order's part of the auction. */
    private static final class Part {
        private final Loaded loaded;
        private final long fill;
        private final Amount fee;
        private long left;
        private Amount feeLeft;
        private Amount held;

        Part(Loaded loaded, long fill, Amount fee) {
            this.loaded = loaded;
            this.fill = fill;
            this.fee = fee;
            this.left = fill;
            this.feeLeft = fee;
            this.held = Amount.of(loaded.order().getHeld());
        }

        Address owner() {
            return Address.of(loaded.order().getOwner());
        }
    }

    /** Returns the market as it is afterwards. */
    Market settle(Crossing crossing) throws RejectedException {
        var cleared = Auction.clear(side(crossing.bids()), side(crossing.asks()), market.getLastPrice());
        if (cleared.volume() == 0) {
            return market;
        }
        List<Part> buys = new ArrayList<>();
        for (int i = 0; i < crossing.bids().size(); i++) {
            add(buys, crossing, crossing.bids().get(i), cleared.bid(i), cleared.price());
        }
        List<Part> sales = new ArrayList<>();
        for (int i = 0; i < crossing.asks().size(); i++) {
            add(sales, crossing, crossing.asks().get(i), cleared.ask(i), cleared.price());
        }
        exchange(buys, sales, cleared.price());
        for (Part part : buys) {
            finish(part, cleared.price());
        }
        for (Part part : sales) {
            finish(part, cleared.price());
        }
        context.emit(Cleared.newBuilder()
                .setMarket(ExchangeState.bytes(id))
                .setPrice(cleared.price())
                .setLots(cleared.volume())
                .setBids(buys.size())
                .setAsks(sales.size())
                .build());
        return remember(cleared.price(), cleared.volume());
    }

    private static Ladder side(List<Loaded> orders) {
        Ladder side = new Ladder(orders.size());
        for (Loaded loaded : orders) {
            boolean whole = loaded.order().getLife() == Life.LIFE_FOK;
            side.add(
                    loaded.spot().price(),
                    loaded.order().getLots(),
                    loaded.spot().height(),
                    whole);
        }
        return side;
    }

    private void add(List<Part> parts, Crossing crossing, Loaded loaded, long fill, long price) {
        if (fill == 0) {
            return;
        }
        int ppm = crossing.isMaker(loaded.spot(), loaded.order()) ? market.getMakerPpm() : market.getTakerPpm();
        Amount value = Amount.product(price, fill);
        Amount fee = Book.fee(value, ppm);
        if (isBuy(loaded)) {
            // rounding up twice may ask for one unit more than was rounded up once when it was held
            long rest = loaded.order().getLots() - fill;
            Amount kept =
                    Book.needed(market, loaded.spot().side(), loaded.spot().price(), rest);
            Amount most = Amount.of(loaded.order().getHeld()).minus(value).minus(kept);
            fee = fee.compareTo(most) > 0 ? most : fee;
        }
        parts.add(new Part(loaded, fill, fee));
    }

    private static boolean isBuy(Loaded loaded) {
        return loaded.spot().side() == Side.SIDE_BUY;
    }

    /** Walks both sides at once: as many payments as there are orders, at most. */
    private void exchange(List<Part> buys, List<Part> sales, long price) throws RejectedException {
        int next = 0;
        for (Part buy : buys) {
            capture(buy, treasury, buy.fee);
            while (buy.left > 0) {
                Part sale = sales.get(next);
                long lots = Math.min(buy.left, sale.left);
                Amount payment = Amount.product(price, lots);
                Amount fee = sale.feeLeft.compareTo(payment) > 0 ? payment : sale.feeLeft;
                capture(buy, treasury, fee);
                capture(buy, sale.owner(), payment.minus(fee));
                capture(sale, buy.owner(), Amount.product(lots, market.getLot()));
                sale.feeLeft = sale.feeLeft.minus(fee);
                buy.left -= lots;
                sale.left -= lots;
                next += sale.left == 0 ? 1 : 0;
            }
        }
    }

    private void capture(Part from, Address to, Amount amount) throws RejectedException {
        if (amount.isZero()) {
            return;
        }
        Spot spot = from.loaded.spot();
        String asset = Book.asset(market, spot.side());
        money.capture(context, from.owner(), to, asset, amount, ExchangeModule.ID, spot.ref());
        from.held = from.held.minus(amount);
    }

    private void finish(Part part, long price) throws RejectedException {
        Loaded loaded = part.loaded;
        context.emit(Filled.newBuilder()
                .setOrder(ExchangeState.bytes(loaded.spot().id()))
                .setOwner(loaded.order().getOwner())
                .setPrice(price)
                .setLots(part.fill)
                .setFee(part.fee.toByteString())
                .build());
        if (part.fill == loaded.order().getLots()) {
            book.close(context, market, loaded.spot(), loaded.order(), part.held, CloseReason.CLOSE_FILLED);
        } else {
            book.shrink(context, market, loaded.spot(), loaded.order(), part.fill, part.fill, part.held);
        }
    }

    private Market remember(long price, long lots) {
        ExchangeState state = new ExchangeState(context.state());
        long time = context.block().timeMs();
        state.put(
                id,
                Clearing.newBuilder()
                        .setNumber(market.getClearings())
                        .setHeight(context.block().height())
                        .setTimeMs(time)
                        .setPrice(price)
                        .setLots(lots)
                        .build());
        Candle candle = state.candle(id, time / MINUTE_MS);
        boolean first = candle.getLots() == 0;
        state.put(
                id,
                Candle.newBuilder()
                        .setMinute(time / MINUTE_MS)
                        .setOpen(first ? price : candle.getOpen())
                        .setHigh(Math.max(price, candle.getHigh()))
                        .setLow(first ? price : Math.min(price, candle.getLow()))
                        .setClose(price)
                        .setLots(candle.getLots() + lots)
                        .build());
        return market.toBuilder()
                .setLastPrice(price)
                .setClearings(market.getClearings() + 1)
                .setVolume(market.getVolume() + lots)
                .build();
    }
}
