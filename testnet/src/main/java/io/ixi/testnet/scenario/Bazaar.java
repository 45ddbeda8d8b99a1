package io.ixi.testnet.scenario;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.cli.RpcException;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.connect.market.proto.CreateCalendar;
import io.ixi.vm.connect.market.proto.CreateListing;
import io.ixi.vm.connect.market.proto.DayInfo;
import io.ixi.vm.connect.market.proto.Line;
import io.ixi.vm.connect.market.proto.ListingDetails;
import io.ixi.vm.connect.market.proto.ListingKind;
import io.ixi.vm.connect.market.proto.OrderInfo;
import io.ixi.vm.connect.market.proto.OrderQuery;
import io.ixi.vm.connect.market.proto.PlaceOrder;
import io.ixi.vm.connect.market.proto.Slot;
import io.ixi.vm.connect.market.proto.SlotsQuery;
import io.ixi.vm.connect.market.proto.SlotsResult;
import io.ixi.vm.connect.market.proto.Terms;
import io.ixi.vm.economy.bank.proto.BalanceQuery;
import io.ixi.vm.economy.bank.proto.BalanceResult;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.ObjectId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The marketplace as stories use it. Everything is paid in the native asset. */
final class Bazaar {
    /** Shortest time that a step of an order may be given. */
    static final long STEP_S = 60;

    private static final long DAY_MS = 86_400_000;
    private static final int UTC = 1_440;
    private static final int WEEK_BYTES = 84;
    private static final int SLOT_CELLS = 4;

    private final Stage stage;

    Bazaar(Stage stage) {
        this.stage = stage;
    }

    /** Commits to a text; stories need no secret. */
    static ByteString hash(String text) {
        return ByteString.copyFrom(
                Hash.sha256(text.getBytes(StandardCharsets.UTF_8)).toBytes());
    }

    static Terms terms() {
        return Terms.newBuilder()
                .setAcceptS(STEP_S)
                .setDeliverS(3_600)
                .setConfirmS(STEP_S)
                .setCancelFreeS(3_600)
                .setCancelFeePpm(100_000)
                .build();
    }

    static ListingDetails.Builder details(String what, long price) {
        return ListingDetails.newBuilder()
                .setContentHash(hash(what))
                .setPrice(Stage.ixi(price))
                .setUnlimited(true)
                .setTerms(terms());
    }

    /** The id of what the actor's next transaction creates with its first message. */
    ByteString next(String domain, Actor of) throws IOException, RpcException {
        return ByteString.copyFrom(
                ObjectId.of(domain, of.address(), stage.sequence(of), 0).toArray());
    }

    /** Always open, one booking at a time. */
    ByteString calendar(Actor owner) throws IOException, RpcException {
        byte[] week = new byte[WEEK_BYTES];
        Arrays.fill(week, (byte) 0xff);
        ByteString id = next("calendar", owner);
        CreateCalendar calendar = CreateCalendar.newBuilder()
                .setUtcOffset(UTC)
                .setWeek(ByteString.copyFrom(week))
                .setHorizonDays(30)
                .setCapacity(1)
                .build();
        stage.step(owner.name() + " opens a calendar", "OK", stage.send(owner, calendar));
        return id;
    }

    ByteString list(Actor seller, ListingKind kind, ListingDetails.Builder details) throws IOException, RpcException {
        ByteString id = next("listing", seller);
        CreateListing listing =
                CreateListing.newBuilder().setKind(kind).setDetails(details).build();
        stage.step(seller.name() + " lists it", "OK", stage.send(seller, listing));
        return id;
    }

    /** A service of an hour, booked in the calendar. */
    ByteString service(Actor seller, ByteString calendar, long price) throws IOException, RpcException {
        ListingDetails.Builder details =
                details("an hour", price).setCalendar(calendar).setSlotCells(SLOT_CELLS);
        return list(seller, ListingKind.LISTING_SERVICE, details);
    }

    /** Tomorrow at ten in UTC, for an hour. */
    Slot tomorrow(ByteString calendar) throws IOException, RpcException {
        return Slot.newBuilder()
                .setCalendar(calendar)
                .setDay((int) (stage.timeMs() / DAY_MS) + 1)
                .setFrom(40)
                .setCells(SLOT_CELLS)
                .build();
    }

    static PlaceOrder.Builder order(ByteString listing, long most) {
        return PlaceOrder.newBuilder()
                .addLines(Line.newBuilder().setListing(listing).setVersion(1).setQuantity(1))
                .setMaxTotal(Stage.ixi(most));
    }

    /** Places an order that must succeed; its id. */
    ByteString placed(Actor buyer, PlaceOrder.Builder order) throws IOException, RpcException {
        ByteString id = next("order", buyer);
        stage.step(buyer.name() + " orders", "OK", stage.send(buyer, order.build()));
        return id;
    }

    OrderInfo order(ByteString id) throws IOException, RpcException {
        return stage.ask("market/order", OrderQuery.newBuilder().setOrder(id).build(), OrderInfo.getDefaultInstance());
    }

    void state(String expected, ByteString order) throws IOException, RpcException {
        stage.step("the order's state", expected, order(order).getOrder().getState());
    }

    /** How many bookings still fit at the start of a slot. */
    int free(Slot slot) throws IOException, RpcException {
        SlotsQuery query = SlotsQuery.newBuilder()
                .setCalendar(slot.getCalendar())
                .setDay(slot.getDay())
                .setDays(1)
                .build();
        DayInfo day = stage.ask("market/slots", query, SlotsResult.getDefaultInstance())
                .getDays(0);
        return day.getFree().byteAt(slot.getFrom());
    }

    Amount held(Actor of) throws IOException, RpcException {
        BalanceQuery query = BalanceQuery.newBuilder().setAccount(of.bytes()).build();
        return Amount.of(stage.ask("bank/balance", query, BalanceResult.getDefaultInstance())
                .getHeld());
    }

    /** Sends what must succeed. */
    Outcome ok(String what, Actor from, Message... messages) throws IOException, RpcException {
        Outcome outcome = stage.send(from, messages);
        stage.step(what, "OK", outcome);
        return outcome;
    }
}
