package io.ixi.vm.connect.market;

import com.google.protobuf.UnsafeByteOperations;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.connect.market.proto.Arbiter;
import io.ixi.vm.connect.market.proto.ArbiterQuery;
import io.ixi.vm.connect.market.proto.Calendar;
import io.ixi.vm.connect.market.proto.Day;
import io.ixi.vm.connect.market.proto.DayInfo;
import io.ixi.vm.connect.market.proto.Dispute;
import io.ixi.vm.connect.market.proto.DisputeQuery;
import io.ixi.vm.connect.market.proto.Listing;
import io.ixi.vm.connect.market.proto.ListingInfo;
import io.ixi.vm.connect.market.proto.ListingKind;
import io.ixi.vm.connect.market.proto.ListingQuery;
import io.ixi.vm.connect.market.proto.ListingsQuery;
import io.ixi.vm.connect.market.proto.MyOrdersQuery;
import io.ixi.vm.connect.market.proto.MyOrdersResult;
import io.ixi.vm.connect.market.proto.NearQuery;
import io.ixi.vm.connect.market.proto.NearResult;
import io.ixi.vm.connect.market.proto.Order;
import io.ixi.vm.connect.market.proto.OrderInfo;
import io.ixi.vm.connect.market.proto.OrderQuery;
import io.ixi.vm.connect.market.proto.Quote;
import io.ixi.vm.connect.market.proto.QuoteQuery;
import io.ixi.vm.connect.market.proto.Reputation;
import io.ixi.vm.connect.market.proto.ReputationQuery;
import io.ixi.vm.connect.market.proto.ReviewQuery;
import io.ixi.vm.connect.market.proto.SlotsQuery;
import io.ixi.vm.connect.market.proto.SlotsResult;
import io.ixi.vm.connect.market.proto.StoredReview;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.state.Overlay;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Read only. */
final class MarketQueries {
    private static final int MAX_PAGE = 100;
    private static final int MAX_DAYS = 31;

    /** Bytes of a cell and a listing's id. */
    private static final int CURSOR = Long.BYTES + 20;

    private MarketQueries() {}

    private static <T> T found(@Nullable T value) throws RejectedException {
        if (value == null) {
            throw RejectedException.of(KernelError.NOT_FOUND);
        }
        return value;
    }

    private static int limit(int wanted) throws RejectedException {
        if (Integer.compareUnsigned(wanted, MAX_PAGE) > 0) {
            throw RejectedException.of(KernelError.LIMIT, "limit up to " + MAX_PAGE);
        }
        return wanted == 0 ? MAX_PAGE : wanted;
    }

    static NearResult near(Overlay overlay, NearQuery params) throws RejectedException {
        int limit = limit(params.getLimit());
        Bytes cursor = MarketState.id(params.getCursor());
        boolean cells = params.getCellsList().stream().allMatch(Cells::valid);
        if (!cells || params.getKind() == ListingKind.UNRECOGNIZED || (cursor.size() != 0 && cursor.size() != CURSOR)) {
            throw RejectedException.of(KernelError.MALFORMED);
        }
        MarketState state = new MarketState(overlay);
        NearResult.Builder page = NearResult.newBuilder();
        long from =
                cursor.size() == 0 ? 0 : ByteBuffer.wrap(cursor.unsafeArray()).getLong();
        for (var range : Cells.ranges(params.getCellsList()).entrySet()) {
            if (range.getValue() >= from && page.getNext().isEmpty()) {
                boolean inside = cursor.size() != 0 && from >= range.getKey();
                Bytes after = inside
                        ? cursor
                        : Bytes.wrap(ByteBuffer.allocate(Long.BYTES)
                                .putLong(range.getKey())
                                .array());
                scan(state, params.getKind(), after, range.getValue(), page, limit);
            }
        }
        return page.build();
    }

    /** Adds listings in cells up to {@code last}; sets the cursor if the page is full. */
    private static void scan(
            MarketState state, ListingKind kind, Bytes after, long last, NearResult.Builder page, int limit) {
        Bytes[] before = {Bytes.EMPTY};
        state.scanCells(kind, after, key -> {
            long cell = ByteBuffer.wrap(key.unsafeArray()).getLong();
            if (cell > last) {
                return false;
            }
            if (page.getListingsCount() == limit) {
                page.setNext(MarketState.bytes(before[0].size() == 0 ? cursor(page) : before[0]));
                return false;
            }
            before[0] = key;
            add(state, Bytes.wrap(Arrays.copyOfRange(key.unsafeArray(), Long.BYTES, CURSOR)), page);
            return true;
        });
    }

    /** Where the last listing on the page is. */
    private static Bytes cursor(NearResult.Builder page) {
        ListingInfo last = page.getListings(page.getListingsCount() - 1);
        return Bytes.wrap(ByteBuffer.allocate(CURSOR)
                .putLong(last.getListing().getDetails().getCell())
                .put(last.getId().toByteArray())
                .array());
    }

    private static void add(MarketState state, Bytes id, NearResult.Builder page) {
        Listing listing = state.listing(id);
        if (listing != null) {
            page.addListings(
                    ListingInfo.newBuilder().setId(MarketState.bytes(id)).setListing(listing));
        }
    }

    static Listing listing(Overlay overlay, ListingQuery params) throws RejectedException {
        return found(new MarketState(overlay).listing(MarketState.id(params.getListing())));
    }

    static NearResult listings(Overlay overlay, ListingsQuery params) throws RejectedException {
        int limit = limit(params.getLimit());
        MarketState state = new MarketState(overlay);
        NearResult.Builder page = NearResult.newBuilder();
        state.scanBySeller(Address.of(params.getSeller()), MarketState.id(params.getCursor()), id -> {
            if (page.getListingsCount() == limit) {
                page.setNext(page.getListings(limit - 1).getId());
                return false;
            }
            add(state, id, page);
            return true;
        });
        return page.build();
    }

    static SlotsResult slots(Overlay overlay, SlotsQuery params) throws RejectedException {
        MarketState state = new MarketState(overlay);
        Bytes id = MarketState.id(params.getCalendar());
        Calendar calendar = found(state.calendar(id));
        if (params.getDays() < 1 || params.getDays() > MAX_DAYS) {
            throw RejectedException.of(KernelError.LIMIT, "1 to " + MAX_DAYS + " days");
        }
        SlotsResult.Builder result = SlotsResult.newBuilder();
        for (int i = 0; i < params.getDays(); i++) {
            long day = Integer.toUnsignedLong(params.getDay()) + i;
            Day value = state.day(id, day);
            byte[] free = new byte[Slots.CELLS];
            for (int cell = 0; cell < Slots.CELLS; cell++) {
                free[cell] = (byte) Slots.free(calendar, value, day, cell);
            }
            result.addDays(DayInfo.newBuilder().setDay((int) day).setFree(UnsafeByteOperations.unsafeWrap(free)));
        }
        return result.build();
    }

    private static OrderInfo info(MarketState state, Bytes id, Order order) {
        long due = switch (order.getState()) {
            case ORDER_FUNDED -> Deadlines.acceptMs(order);
            case ORDER_ACCEPTED, ORDER_STARTED -> Deadlines.deliverMs(state, order);
            case ORDER_DELIVERED -> Deadlines.confirmMs(order);
            case ORDER_DISPUTED -> {
                Dispute dispute = state.dispute(id);
                yield dispute == null ? 0 : Deadlines.disputeMs(dispute, state.parameters());
            }
            case ORDER_COMPLETED, ORDER_REJECTED, ORDER_CANCELLED, ORDER_EXPIRED, ORDER_RESOLVED, UNRECOGNIZED -> 0;
        };
        return OrderInfo.newBuilder()
                .setId(MarketState.bytes(id))
                .setOrder(order)
                .setDueMs(due)
                .build();
    }

    static OrderInfo order(Overlay overlay, OrderQuery params) throws RejectedException {
        MarketState state = new MarketState(overlay);
        Bytes id = MarketState.id(params.getOrder());
        return info(state, id, found(state.order(id)));
    }

    static MyOrdersResult myOrders(Overlay overlay, MyOrdersQuery params) throws RejectedException {
        int limit = limit(params.getLimit());
        MarketState state = new MarketState(overlay);
        MyOrdersResult.Builder page = MyOrdersResult.newBuilder();
        state.scanOrders(
                Address.of(params.getAccount()), params.getSelling(), MarketState.id(params.getCursor()), id -> {
                    if (page.getOrdersCount() == limit) {
                        page.setNext(page.getOrders(limit - 1).getId());
                        return false;
                    }
                    Order order = state.order(id);
                    if (order != null) {
                        page.addOrders(info(state, id, order));
                    }
                    return true;
                });
        return page.build();
    }

    static Quote quote(Overlay overlay, QuoteQuery params) throws RejectedException {
        return found(new MarketState(overlay).quote(MarketState.id(params.getQuote())));
    }

    static Dispute dispute(Overlay overlay, DisputeQuery params) throws RejectedException {
        return found(new MarketState(overlay).dispute(MarketState.id(params.getOrder())));
    }

    static StoredReview review(Overlay overlay, ReviewQuery params) throws RejectedException {
        return found(new MarketState(overlay).review(MarketState.id(params.getOrder()), params.getBySeller() ? 1 : 0));
    }

    static Reputation reputation(Overlay overlay, ReputationQuery params) {
        return new MarketState(overlay).reputation(Address.of(params.getAccount()));
    }

    static Arbiter arbiter(Overlay overlay, ArbiterQuery params) throws RejectedException {
        return found(new MarketState(overlay).arbiter(Address.of(params.getArbiter())));
    }
}
