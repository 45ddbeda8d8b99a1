package io.ixi.vm.connect.market;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.connect.market.proto.AcceptQuote;
import io.ixi.vm.connect.market.proto.Calendar;
import io.ixi.vm.connect.market.proto.Line;
import io.ixi.vm.connect.market.proto.Listing;
import io.ixi.vm.connect.market.proto.ListingDetails;
import io.ixi.vm.connect.market.proto.MarketError;
import io.ixi.vm.connect.market.proto.OfferQuote;
import io.ixi.vm.connect.market.proto.Order;
import io.ixi.vm.connect.market.proto.OrderPlaced;
import io.ixi.vm.connect.market.proto.PlaceOrder;
import io.ixi.vm.connect.market.proto.Quote;
import io.ixi.vm.connect.market.proto.QuoteChanged;
import io.ixi.vm.connect.market.proto.Slot;
import io.ixi.vm.connect.market.proto.Totals;
import io.ixi.vm.connect.market.proto.WithdrawQuote;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.proto.KernelError;
import org.jspecify.annotations.Nullable;

/** Orders come to be: versions, stock and gates, then the slot, then the money, all or nothing. */
final class PlaceHandlers {
    private static final int MAX_QUANTITY = 10_000;

    /** Room for the dispute and the reviews of an order. */
    private static final int BESIDES_BYTES = 600;

    private final Money money;
    private final Deposits deposits;
    private final Settlement settlement;

    PlaceHandlers(Money money, Deposits deposits, Settlement settlement) {
        this.money = money;
        this.deposits = deposits;
        this.settlement = settlement;
    }

    void place(Context context, PlaceOrder message) throws RejectedException {
        MarketState state = new MarketState(context.state());
        if (message.getLinesCount() == 0) {
            throw RejectedException.of(MarketError.BAD_ORDER);
        }
        Listing first = null;
        Amount total = Amount.ZERO;
        for (Line line : message.getLinesList()) {
            Listing listing = wanted(state, line);
            first = first == null ? listing : first;
            requireAlike(first, listing);
            total = total.plus(cost(context, listing, line));
        }
        if (first == null || first.getSeller().equals(context.signer().toByteString())) {
            throw RejectedException.of(MarketError.BAD_ORDER);
        }
        for (Line line : message.getLinesList()) {
            take(state, line);
        }
        requireSlot(message, first.getDetails());
        if (total.compareTo(Amount.of(message.getMaxTotal())) > 0) {
            throw RejectedException.of(MarketError.PRICE_CHANGED, "it is " + total);
        }
        Order.Builder order = Order.newBuilder()
                .setSeller(first.getSeller())
                .addAllLines(message.getLinesList())
                .setAsset(first.getAsset())
                .setTerms(first.getDetails().getTerms());
        if (first.getDetails().hasArbiter()) {
            order.setArbiter(first.getDetails().getArbiter());
        }
        if (message.hasAffiliate()) {
            requireThird(context, first.getSeller(), message.getAffiliate());
            order.setAffiliate(message.getAffiliate())
                    .setAffiliatePpm(first.getDetails().getAffiliatePpm());
        }
        fund(context, state, order, total, message.hasSlot() ? message.getSlot() : null);
    }

    private static Listing wanted(MarketState state, Line line) throws RejectedException {
        Listing listing = state.listing(MarketState.id(line.getListing()));
        if (listing == null) {
            throw RejectedException.of(KernelError.NOT_FOUND, "listing");
        }
        if (listing.getVersion() != line.getVersion()) {
            throw RejectedException.of(MarketError.PRICE_CHANGED, "version " + listing.getVersion());
        }
        return listing;
    }

    private static void requireAlike(Listing first, Listing listing) throws RejectedException {
        ListingDetails a = first.getDetails();
        ListingDetails b = listing.getDetails();
        boolean alike = first.getSeller().equals(listing.getSeller())
                && first.getAsset().equals(listing.getAsset())
                && a.getTerms().equals(b.getTerms())
                && a.hasArbiter() == b.hasArbiter()
                && a.getArbiter().equals(b.getArbiter())
                && a.getAffiliatePpm() == b.getAffiliatePpm();
        if (!alike) {
            throw RejectedException.of(MarketError.BAD_ORDER);
        }
    }

    private static Amount cost(Context context, Listing listing, Line line) throws RejectedException {
        int quantity = line.getQuantity();
        if (quantity < 1 || quantity > MAX_QUANTITY) {
            throw RejectedException.of(MarketError.BAD_ORDER);
        }
        ListingDetails details = listing.getDetails();
        if (details.hasBuyerGate()) {
            context.require(details.getBuyerGate(), context.signer());
        }
        if (details.hasSellerGate()) {
            context.require(details.getSellerGate(), Address.of(listing.getSeller()));
        }
        return Amount.of(details.getPrice()).scaledDown(quantity, 1);
    }

    /** Takes a line's units from the stock; the same listing may be on several lines. */
    private static void take(MarketState state, Line line) throws RejectedException {
        Bytes id = MarketState.id(line.getListing());
        Listing listing = wanted(state, line);
        ListingDetails details = listing.getDetails();
        if (details.getUnlimited()) {
            return;
        }
        long left = Integer.toUnsignedLong(details.getStock()) - line.getQuantity();
        if (left < 0) {
            throw RejectedException.of(MarketError.OUT_OF_STOCK);
        }
        Listing.Builder next = listing.toBuilder();
        next.getDetailsBuilder().setStock((int) left);
        state.put(id, next.build());
    }

    private static void requireSlot(PlaceOrder message, ListingDetails details) throws RejectedException {
        boolean booked = !details.getCalendar().isEmpty();
        boolean fits = booked == message.hasSlot();
        if (fits && booked) {
            fits = message.getLinesCount() == 1
                    && message.getLines(0).getQuantity() == 1
                    && Slots.valid(message.getSlot())
                    && message.getSlot().getCells() == details.getSlotCells()
                    && message.getSlot().getCalendar().equals(details.getCalendar());
        }
        if (!fits) {
            throw RejectedException.of(MarketError.BAD_ORDER);
        }
    }

    private static void requireThird(Context context, ByteString seller, ByteString affiliate)
            throws RejectedException {
        if (affiliate.equals(seller) || affiliate.equals(context.signer().toByteString())) {
            throw RejectedException.of(MarketError.BAD_ORDER);
        }
    }

    private void fund(Context context, MarketState state, Order.Builder draft, Amount total, @Nullable Slot slot)
            throws RejectedException {
        if (slot != null) {
            Calendar calendar = state.calendar(MarketState.id(slot.getCalendar()));
            if (calendar == null) {
                throw RejectedException.of(MarketError.BAD_ORDER);
            }
            Slots.take(context, state, calendar, slot);
            draft.setSlot(slot);
        }
        Order order = draft.setBuyer(context.signer().toByteString())
                .setTotal(total.toByteString())
                .setEscrow(total.toByteString())
                .setPlacedMs(context.block().parentTimeMs())
                .build();
        Bytes id = context.newId("order");
        deposits.lock(context, context.signer(), id, order.getSerializedSize() + BESIDES_BYTES);
        settlement.fund(context, state, id, order);
        state.put(id, order);
        state.list(id, order);
        Totals totals = state.totals();
        state.put(totals.toBuilder().setOpenOrders(totals.getOpenOrders() + 1).build());
        context.emit(OrderPlaced.newBuilder()
                .setOrder(MarketState.bytes(id))
                .setBuyer(order.getBuyer())
                .setSeller(order.getSeller())
                .setAsset(order.getAsset())
                .setTotal(order.getTotal())
                .build());
    }

    void offer(Context context, OfferQuote message) throws RejectedException {
        MarketState state = new MarketState(context.state());
        Address seller = context.signer();
        boolean asset = message.getAsset().isEmpty() || money.exists(context.state(), message.getAsset());
        boolean arbiter = !message.hasArbiter() || state.arbiter(Address.of(message.getArbiter())) != null;
        boolean valid = asset
                && arbiter
                && !message.getAmount().isEmpty()
                && !message.getBuyer().equals(seller.toByteString())
                && ListingHandlers.bounded(message.getTerms())
                && message.getUntilMs() > context.block().parentTimeMs()
                && (!message.hasSlot() || ownSlot(state, seller, message.getSlot()));
        if (!valid) {
            throw RejectedException.of(MarketError.BAD_ORDER);
        }
        Quote quote = Quote.newBuilder()
                .setSeller(seller.toByteString())
                .setOffer(message)
                .build();
        Bytes id = context.newId("quote");
        deposits.lock(context, seller, id, quote.getSerializedSize());
        state.put(id, quote);
        emit(context, id, quote, false);
    }

    private static boolean ownSlot(MarketState state, Address seller, Slot slot) {
        Calendar calendar = state.calendar(MarketState.id(slot.getCalendar()));
        return calendar != null && Slots.valid(slot) && calendar.getOwner().equals(seller.toByteString());
    }

    private static void emit(Context context, Bytes id, Quote quote, boolean ended) {
        context.emit(QuoteChanged.newBuilder()
                .setQuote(MarketState.bytes(id))
                .setBuyer(quote.getOffer().getBuyer())
                .setEnded(ended)
                .build());
    }

    private static Quote known(MarketState state, Bytes id) throws RejectedException {
        Quote quote = state.quote(id);
        if (quote == null) {
            throw RejectedException.of(KernelError.NOT_FOUND, "quote");
        }
        return quote;
    }

    void withdraw(Context context, WithdrawQuote message) throws RejectedException {
        MarketState state = new MarketState(context.state());
        Bytes id = MarketState.id(message.getQuote());
        Quote quote = known(state, id);
        ByteString signer = context.signer().toByteString();
        boolean party = signer.equals(quote.getSeller())
                || signer.equals(quote.getOffer().getBuyer());
        if (!party && quote.getOffer().getUntilMs() > context.block().parentTimeMs()) {
            throw RejectedException.of(MarketError.NOT_PARTY);
        }
        remove(context, state, id, quote, party ? Address.of(quote.getSeller()) : context.signer());
    }

    private void remove(Context context, MarketState state, Bytes id, Quote quote, Address remover)
            throws RejectedException {
        deposits.unlock(context, id, remover);
        state.deleteQuote(id);
        emit(context, id, quote, true);
    }

    void accept(Context context, AcceptQuote message) throws RejectedException {
        MarketState state = new MarketState(context.state());
        Bytes id = MarketState.id(message.getQuote());
        Quote quote = known(state, id);
        OfferQuote offer = quote.getOffer();
        if (!offer.getBuyer().equals(context.signer().toByteString())) {
            throw RejectedException.of(MarketError.NOT_PARTY);
        }
        if (offer.getUntilMs() <= context.block().parentTimeMs()) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        remove(context, state, id, quote, Address.of(quote.getSeller()));
        Order.Builder order = Order.newBuilder()
                .setSeller(quote.getSeller())
                .setLinesHash(offer.getLinesHash())
                .setAsset(offer.getAsset())
                .setTerms(offer.getTerms());
        if (offer.hasArbiter()) {
            order.setArbiter(offer.getArbiter());
        }
        fund(context, state, order, Amount.of(offer.getAmount()), offer.hasSlot() ? offer.getSlot() : null);
    }
}
