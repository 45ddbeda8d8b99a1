package io.ixi.vm.connect.market;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.connect.market.proto.Calendar;
import io.ixi.vm.connect.market.proto.CloseListing;
import io.ixi.vm.connect.market.proto.CreateListing;
import io.ixi.vm.connect.market.proto.Listing;
import io.ixi.vm.connect.market.proto.ListingChanged;
import io.ixi.vm.connect.market.proto.ListingDetails;
import io.ixi.vm.connect.market.proto.MarketError;
import io.ixi.vm.connect.market.proto.Terms;
import io.ixi.vm.connect.market.proto.Totals;
import io.ixi.vm.connect.market.proto.UpdateListing;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.module.Gates;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.proto.KernelError;

/** What is for sale. */
final class ListingHandlers {
    private static final long LEAST_S = 60;
    private static final long MAX_ACCEPT_S = 2_592_000;
    private static final long MAX_DELIVER_S = 31_536_000;
    private static final long MAX_CONFIRM_S = 7_776_000;
    private static final int MAX_CANCEL_FEE_PPM = 500_000;
    private static final int MAX_AFFILIATE_PPM = 300_000;

    private final Money money;
    private final Deposits deposits;

    ListingHandlers(Money money, Deposits deposits) {
        this.money = money;
        this.deposits = deposits;
    }

    /** Whether terms give every state an end. */
    static boolean bounded(Terms terms) {
        return within(terms.getAcceptS(), MAX_ACCEPT_S)
                && within(terms.getDeliverS(), MAX_DELIVER_S)
                && within(terms.getConfirmS(), MAX_CONFIRM_S)
                && terms.getCancelFreeS() >= 0
                && terms.getCancelFreeS() <= MAX_DELIVER_S
                && Integer.compareUnsigned(terms.getCancelFeePpm(), MAX_CANCEL_FEE_PPM) <= 0;
    }

    private static boolean within(long seconds, long most) {
        return seconds >= LEAST_S && seconds <= most;
    }

    private static void require(Context context, MarketState state, ListingDetails details) throws RejectedException {
        boolean calendar =
                details.getCalendar().isEmpty() ? details.getSlotCells() == 0 : ownCalendar(context, details);
        boolean valid = !details.getPrice().isEmpty()
                && (details.getCell() == 0 || Cells.valid(details.getCell()))
                && calendar
                && bounded(details.getTerms())
                && Integer.compareUnsigned(details.getAffiliatePpm(), MAX_AFFILIATE_PPM) <= 0
                && (!details.hasArbiter() || state.arbiter(Address.of(details.getArbiter())) != null);
        if (!valid) {
            throw RejectedException.of(MarketError.BAD_LISTING);
        }
        if (details.hasBuyerGate()) {
            Gates.require(context, details.getBuyerGate());
        }
        if (details.hasSellerGate()) {
            Gates.require(context, details.getSellerGate());
        }
    }

    private static boolean ownCalendar(Context context, ListingDetails details) {
        Calendar calendar = new MarketState(context.state()).calendar(MarketState.id(details.getCalendar()));
        return calendar != null
                && calendar.getOwner().equals(context.signer().toByteString())
                && details.getSlotCells() >= 1
                && details.getSlotCells() <= Slots.CELLS;
    }

    void create(Context context, CreateListing message) throws RejectedException {
        MarketState state = new MarketState(context.state());
        require(context, state, message.getDetails());
        if (!message.getAsset().isEmpty() && !money.exists(context.state(), message.getAsset())) {
            throw RejectedException.of(MarketError.BAD_LISTING);
        }
        Bytes id = context.newId("listing");
        Listing listing = Listing.newBuilder()
                .setSeller(context.signer().toByteString())
                .setKind(message.getKind())
                .setAsset(message.getAsset())
                .setVersion(1)
                .setDetails(message.getDetails())
                .build();
        deposits.lock(context, context.signer(), id, listing.getSerializedSize());
        put(context, state, id, listing);
        count(state, 1);
    }

    private static void put(Context context, MarketState state, Bytes id, Listing listing) {
        state.put(id, listing);
        state.list(id, listing);
        emit(context, id, listing, false);
    }

    private static void count(MarketState state, int change) {
        Totals totals = state.totals();
        state.put(totals.toBuilder().setListings(totals.getListings() + change).build());
    }

    private static void emit(Context context, Bytes id, Listing listing, boolean closed) {
        context.emit(ListingChanged.newBuilder()
                .setListing(MarketState.bytes(id))
                .setSeller(listing.getSeller())
                .setVersion(listing.getVersion())
                .setClosed(closed)
                .build());
    }

    private static Listing own(Context context, MarketState state, Bytes id) throws RejectedException {
        Listing listing = state.listing(id);
        if (listing == null) {
            throw RejectedException.of(KernelError.NOT_FOUND, "listing");
        }
        if (!listing.getSeller().equals(context.signer().toByteString())) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
        return listing;
    }

    void update(Context context, UpdateListing message) throws RejectedException {
        MarketState state = new MarketState(context.state());
        Bytes id = MarketState.id(message.getListing());
        Listing listing = own(context, state, id);
        require(context, state, message.getDetails());
        Listing next = listing.toBuilder()
                .setVersion(listing.getVersion() + 1)
                .setDetails(message.getDetails())
                .build();
        state.unlist(id, listing);
        deposits.unlock(context, id, context.signer());
        deposits.lock(context, context.signer(), id, next.getSerializedSize());
        put(context, state, id, next);
    }

    void close(Context context, CloseListing message) throws RejectedException {
        MarketState state = new MarketState(context.state());
        Bytes id = MarketState.id(message.getListing());
        Listing listing = own(context, state, id);
        state.unlist(id, listing);
        state.deleteListing(id);
        deposits.unlock(context, id, context.signer());
        count(state, -1);
        emit(context, id, listing, true);
    }
}
