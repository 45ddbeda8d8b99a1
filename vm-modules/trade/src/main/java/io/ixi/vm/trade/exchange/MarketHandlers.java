package io.ixi.vm.trade.exchange;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.module.Gates;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.trade.exchange.proto.CreateMarket;
import io.ixi.vm.trade.exchange.proto.ExchangeError;
import io.ixi.vm.trade.exchange.proto.Market;
import io.ixi.vm.trade.exchange.proto.MarketChanged;
import io.ixi.vm.trade.exchange.proto.MarketStatus;
import io.ixi.vm.trade.exchange.proto.SetMarketStatus;

/** Markets. */
final class MarketHandlers {
    private static final int MAX_FEE_PPM = 10_000;

    private final Money money;
    private final Deposits deposits;

    MarketHandlers(Money money, Deposits deposits) {
        this.money = money;
        this.deposits = deposits;
    }

    void create(Context context, CreateMarket message) throws RejectedException {
        boolean assets = money.exists(context.state(), message.getBase())
                && money.exists(context.state(), message.getQuote())
                && !named(message.getBase()).equals(named(message.getQuote()));
        boolean numbers = message.getLot() > 0 && message.getTick() > 0 && message.getMinNotional() >= 0;
        boolean fees = Integer.compareUnsigned(message.getTakerPpm(), MAX_FEE_PPM) <= 0
                && Integer.compareUnsigned(message.getMakerPpm(), message.getTakerPpm()) <= 0;
        if (!assets || !numbers || !fees) {
            throw RejectedException.of(ExchangeError.BAD_MARKET);
        }
        Market.Builder market = Market.newBuilder()
                .setOperator(context.signer().toByteString())
                .setBase(named(message.getBase()))
                .setQuote(named(message.getQuote()))
                .setLot(message.getLot())
                .setTick(message.getTick())
                .setMinNotional(message.getMinNotional())
                .setMakerPpm(message.getMakerPpm())
                .setTakerPpm(message.getTakerPpm());
        if (message.hasGate()) {
            Gates.require(context, message.getGate());
            market.setGate(message.getGate());
        }
        Bytes id = context.newId("exchange-market");
        deposits.lock(context, context.signer(), id, market.build().getSerializedSize());
        ExchangeState state = new ExchangeState(context.state());
        state.put(id, market.build());
        state.count(1, 0);
        changed(context, id, MarketStatus.MARKET_INIT);
    }

    /** The native asset has two names. */
    private static String named(String asset) {
        return asset.isEmpty() ? "ixi" : asset;
    }

    void status(Context context, SetMarketStatus message) throws RejectedException {
        ExchangeState state = new ExchangeState(context.state());
        Bytes id = ExchangeState.id(message.getMarket());
        Market market = state.known(id);
        if (!market.getOperator().equals(context.signer().toByteString())) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
        MarketStatus from = market.getStatus();
        MarketStatus to = message.getStatus();
        boolean stopped = from == MarketStatus.MARKET_CANCEL_ONLY || from == MarketStatus.MARKET_PAUSED;
        boolean allowed = switch (to) {
            case MARKET_POST_ONLY, MARKET_ACTIVE, MARKET_CANCEL_ONLY, MARKET_PAUSED ->
                from != MarketStatus.MARKET_CLOSED;
            case MARKET_CLOSED -> stopped;
            case MARKET_INIT, UNRECOGNIZED -> false;
        };
        if (!allowed || from == to) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        Market next = market.toBuilder().setStatus(to).build();
        state.put(id, next);
        if (trades(next)) {
            Book.queue(state, id, next);
        }
        if (to == MarketStatus.MARKET_CLOSED) {
            deposits.unlock(context, id, context.signer());
        }
        changed(context, id, to);
    }

    /** Whether it has auctions. */
    static boolean trades(Market market) {
        return market.getStatus() == MarketStatus.MARKET_ACTIVE || market.getStatus() == MarketStatus.MARKET_POST_ONLY;
    }

    private static void changed(Context context, Bytes id, MarketStatus status) {
        context.emit(MarketChanged.newBuilder()
                .setMarket(ExchangeState.bytes(id))
                .setStatus(status)
                .build());
    }
}
