package io.ixi.vm.connect.market;

import static io.ixi.vm.connect.market.Town.BUYER;
import static io.ixi.vm.connect.market.Town.DAY;
import static io.ixi.vm.connect.market.Town.MONDAY;
import static io.ixi.vm.connect.market.Town.NOTHING;
import static io.ixi.vm.connect.market.Town.POOR;
import static io.ixi.vm.connect.market.Town.SELLER;
import static io.ixi.vm.connect.market.Town.STRANGER;
import static io.ixi.vm.connect.market.Town.calendar;
import static io.ixi.vm.connect.market.Town.details;
import static io.ixi.vm.connect.market.Town.listing;
import static io.ixi.vm.connect.market.Town.order;
import static io.ixi.vm.connect.market.Town.slot;
import static io.ixi.vm.connect.market.Town.terms;
import static io.ixi.vm.testkit.MemoryChain.address;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.vm.connect.market.proto.CloseListing;
import io.ixi.vm.connect.market.proto.CreateListing;
import io.ixi.vm.connect.market.proto.DayMask;
import io.ixi.vm.connect.market.proto.DeleteCalendar;
import io.ixi.vm.connect.market.proto.EditCalendar;
import io.ixi.vm.connect.market.proto.ListingChanged;
import io.ixi.vm.connect.market.proto.ListingDetails;
import io.ixi.vm.connect.market.proto.ListingInfo;
import io.ixi.vm.connect.market.proto.ListingKind;
import io.ixi.vm.connect.market.proto.ListingsQuery;
import io.ixi.vm.connect.market.proto.NearQuery;
import io.ixi.vm.connect.market.proto.NearResult;
import io.ixi.vm.connect.market.proto.PlaceOrder;
import io.ixi.vm.connect.market.proto.SetDays;
import io.ixi.vm.connect.market.proto.SlotsQuery;
import io.ixi.vm.connect.market.proto.SlotsResult;
import io.ixi.vm.connect.market.proto.UpdateListing;
import io.ixi.vm.kernel.proto.Gate;
import io.ixi.vm.testkit.MemoryChain;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Listings on the map, and calendars. */
class ListingTest {
    private final Town town = new Town();

    private void expect(String outcome, int account, Message message) {
        town.expect(outcome, account, message);
    }

    @Test
    void listingsAreBounded() {
        expect("BAD_LISTING", SELLER, listing(details(0)));
        expect("BAD_LISTING", SELLER, listing(details(1).setCell(2)));
        expect("BAD_LISTING", SELLER, listing(details(1).setCell(1L << 62)));
        expect("BAD_LISTING", SELLER, listing(details(1).setCalendar(NOTHING).setSlotCells(4)));
        expect("BAD_LISTING", SELLER, listing(details(1).setSlotCells(4)));
        expect("BAD_LISTING", SELLER, listing(details(1).setArbiter(address(STRANGER))));
        expect("BAD_LISTING", SELLER, listing(details(1).setAffiliatePpm(300_001)));
        expect(
                "BAD_LISTING",
                SELLER,
                listing(details(1).setTerms(terms().toBuilder().setAcceptS(59))));
        expect(
                "BAD_LISTING",
                SELLER,
                listing(details(1).setTerms(terms().toBuilder().setConfirmS(8_000_000))));
        expect(
                "BAD_LISTING",
                SELLER,
                listing(details(1).setTerms(terms().toBuilder().setCancelFeePpm(500_001))));
        expect(
                "BAD_LISTING",
                SELLER,
                listing(details(1)).toBuilder().setAsset("GOLD").build());
        expect("BAD_GATE", SELLER, listing(details(1).setBuyerGate(Gate.getDefaultInstance())));
        ByteString id = town.listed(details(1));
        UpdateListing update = UpdateListing.newBuilder()
                .setListing(id)
                .setDetails(details(2).setCell(1))
                .build();
        expect("NOT_FOUND", SELLER, update.toBuilder().setListing(NOTHING).build());
        expect("NOT_OWNER", STRANGER, update);
        expect("BAD_LISTING", SELLER, update.toBuilder().setDetails(details(0)).build());
        expect("OK", SELLER, update);
        CloseListing close = CloseListing.newBuilder().setListing(id).build();
        expect("NOT_FOUND", SELLER, close.toBuilder().setListing(NOTHING).build());
        expect("NOT_OWNER", STRANGER, close);
        expect("OK", SELLER, close);
        expect("NOT_FOUND", SELLER, close);
        town.poor(listing(details(1)));
        town.chain.run(SELLER, MemoryChain.send("", POOR, 1_000_000_000));
        ByteString poors = town.chain
                .event(ListingChanged.class, POOR, listing(details(1)))
                .getListing();
        Message longer = update.toBuilder()
                .setListing(poors)
                .setDetails(
                        details(1).setAffiliatePpm(100_000).setCell(1L << 60).setContentHash(NOTHING32))
                .build();
        town.chain.drainFor(POOR, longer);
        expect("DEPOSIT", POOR, longer);
    }

    private static final ByteString NOTHING32 = ByteString.copyFrom(new byte[32]);

    /** The cell of a level with these coordinates as 30-bit numbers. */
    private static long cell(int level, int x, int y) {
        long bits = 0;
        for (int i = 29; i >= 0; i--) {
            bits = bits << 2 | (x >>> i & 1) << 1 | (y >>> i & 1);
        }
        long leaf = bits << 1 | 1;
        long bit = 1L << (2 * (30 - level));
        return (leaf & -bit) | bit;
    }

    private NearResult near(ByteString cursor, int limit, long... cells) {
        NearQuery.Builder query = NearQuery.newBuilder()
                .setKind(ListingKind.LISTING_SERVICE)
                .setCursor(cursor)
                .setLimit(limit);
        for (long cell : cells) {
            query.addCells(cell);
        }
        return town.chain.ask("market/near", query.build(), NearResult.getDefaultInstance());
    }

    @Test
    void nearIsARangeOfIntegers() {
        List<Long> spots = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            spots.add(cell(30, 1 << 20 | i, 1 << 21 | 3 * i));
        }
        spots.add(cell(30, 1 << 28, 5));
        long coarse = cell(12, 1 << 20, 1 << 21);
        spots.add(coarse);
        for (long spot : spots) {
            CreateListing service = listing(details(5).setCell(spot)).toBuilder()
                    .setKind(ListingKind.LISTING_SERVICE)
                    .build();
            expect("OK", SELLER, service);
        }
        expect("OK", SELLER, listing(details(5).setCell(spots.get(0))));
        long block = cell(20, 1 << 20, 1 << 21);
        NearResult all = near(ByteString.EMPTY, 0, block);
        assertThat(all.getListingsList())
                .as("eight in the block, and the coarse one around it")
                .hasSize(9);
        assertThat(all.getNext().isEmpty()).isTrue();
        assertThat(near(ByteString.EMPTY, 0, block, coarse, block).getListingsList())
                .hasSize(9);
        assertThat(near(ByteString.EMPTY, 0, spots.get(8)).getListingsList()).hasSize(1);
        List<ListingInfo> paged = new ArrayList<>();
        ByteString cursor = ByteString.EMPTY;
        do {
            NearResult page = near(cursor, 2, block, spots.get(8));
            paged.addAll(page.getListingsList());
            cursor = page.getNext();
        } while (!cursor.isEmpty());
        assertThat(paged).hasSize(10).doesNotHaveDuplicates();
        NearQuery bad = NearQuery.newBuilder().addCells(6).build();
        assertThat(town.chain.refusal("market/near", bad)).isEqualTo("MALFORMED");
        ListingsQuery sellers = ListingsQuery.newBuilder()
                .setSeller(address(SELLER))
                .setLimit(4)
                .build();
        NearResult first = town.chain.ask("market/listings", sellers, NearResult.getDefaultInstance());
        NearResult rest = town.chain.ask(
                "market/listings",
                sellers.toBuilder().setCursor(first.getNext()).setLimit(0).build(),
                NearResult.getDefaultInstance());
        assertThat(first.getListingsCount() + rest.getListingsCount()).isEqualTo(11);
    }

    @Test
    void aListingLeavesTheMapWhenItMovesOrCloses() {
        long here = cell(30, 7, 7);
        long there = cell(30, 1 << 25, 7);
        ListingDetails.Builder service = details(5).setCell(here);
        ByteString id = town.chain
                .event(
                        ListingChanged.class,
                        SELLER,
                        listing(service).toBuilder()
                                .setKind(ListingKind.LISTING_SERVICE)
                                .build())
                .getListing();
        expect(
                "OK",
                SELLER,
                UpdateListing.newBuilder()
                        .setListing(id)
                        .setDetails(details(5).setCell(there))
                        .build());
        assertThat(near(ByteString.EMPTY, 0, here).getListingsList()).isEmpty();
        assertThat(near(ByteString.EMPTY, 0, there).getListings(0).getListing().getVersion())
                .isEqualTo(2);
        expect("OK", SELLER, CloseListing.newBuilder().setListing(id).build());
        assertThat(near(ByteString.EMPTY, 0, there).getListingsList()).isEmpty();
    }

    private byte[] free(ByteString calendar, int day) {
        SlotsQuery query = SlotsQuery.newBuilder()
                .setCalendar(calendar)
                .setDay(day)
                .setDays(1)
                .build();
        return town.chain
                .ask("market/slots", query, SlotsResult.getDefaultInstance())
                .getDays(0)
                .getFree()
                .toByteArray();
    }

    private PlaceOrder.Builder booking(ByteString service, ByteString calendar, int day, int from) {
        return order(service, 1).setSlot(slot(calendar, day, from));
    }

    @Test
    void calendarsSayWhenAndHowOften() {
        expect("BAD_CALENDAR", SELLER, calendar().setWeek(NOTHING).build());
        expect("BAD_CALENDAR", SELLER, calendar().setHorizonDays(181).build());
        expect("BAD_CALENDAR", SELLER, calendar().setCapacity(0).build());
        expect("BAD_CALENDAR", SELLER, calendar().setCapacity(33).build());
        expect("BAD_CALENDAR", SELLER, calendar().setUtcOffset(2_881).build());
        byte[] week = new byte[84];
        week[5] = (byte) 0xff; // Monday 10:00 to 12:00
        ByteString id =
                town.calendar(calendar().setWeek(ByteString.copyFrom(week)).setCapacity(2));
        ByteString service = town.service(id, 100);
        byte[] monday = free(id, MONDAY);
        assertThat(monday[39]).isZero();
        assertThat(monday[40]).isEqualTo((byte) 2);
        assertThat(monday[47]).isEqualTo((byte) 2);
        assertThat(monday[48]).isZero();
        assertThat(free(id, MONDAY + 1)[40]).isZero();
        expect("SLOT_TAKEN", BUYER, booking(service, id, MONDAY, 39).build());
        expect("OK", BUYER, booking(service, id, MONDAY, 40).build());
        expect("OK", STRANGER, booking(service, id, MONDAY, 42).build());
        expect("SLOT_TAKEN", STRANGER, booking(service, id, MONDAY, 41).build());
        expect("OK", STRANGER, booking(service, id, MONDAY, 44).build());
        EditCalendar edit = EditCalendar.newBuilder()
                .setCalendar(id)
                .setWeek(ByteString.copyFrom(week))
                .setHorizonDays(30)
                .setCapacity(1)
                .build();
        expect("NOT_FOUND", SELLER, edit.toBuilder().setCalendar(NOTHING).build());
        expect("NOT_OWNER", BUYER, edit);
        expect("BAD_CALENDAR", SELLER, edit.toBuilder().setHorizonDays(0).build());
        expect("OK", SELLER, edit);
        assertThat(free(id, MONDAY)[42]).isZero();
        assertThat(free(id, MONDAY)[46]).isZero();
        DeleteCalendar delete = DeleteCalendar.newBuilder().setCalendar(id).build();
        expect("NOT_FOUND", SELLER, delete.toBuilder().setCalendar(NOTHING).build());
        expect("NOT_OWNER", BUYER, delete);
        expect("BOOKED", SELLER, delete);
        SlotsQuery wide = SlotsQuery.newBuilder().setCalendar(id).setDays(32).build();
        assertThat(town.chain.refusal("market/slots", wide)).isEqualTo("LIMIT");
        town.poor(calendar().build());
    }

    @Test
    void daysCanBeClosed() {
        ByteString id = town.calendar(calendar());
        ByteString service = town.service(id, 100);
        byte[] closed = new byte[12];
        closed[0] = (byte) 0x0f; // 1:00 to 2:00
        SetDays days = SetDays.newBuilder()
                .setCalendar(id)
                .addDays(DayMask.newBuilder().setDay(MONDAY).setClosed(ByteString.copyFrom(closed)))
                .build();
        expect("NOT_FOUND", SELLER, days.toBuilder().setCalendar(NOTHING).build());
        expect("NOT_OWNER", BUYER, days);
        expect(
                "BAD_CALENDAR",
                SELLER,
                days.toBuilder()
                        .addDays(DayMask.newBuilder().setClosed(NOTHING.substring(0, 11)))
                        .build());
        expect("OK", SELLER, days);
        expect("OK", SELLER, days);
        expect("SLOT_TAKEN", BUYER, booking(service, id, MONDAY, 4).build());
        expect("SLOT_TAKEN", BUYER, booking(service, id, MONDAY, 1).build());
        expect("OK", BUYER, booking(service, id, MONDAY, 8).build());
        expect("OUT_OF_HORIZON", BUYER, booking(service, id, MONDAY + 40, 8).build());
        expect("OUT_OF_HORIZON", BUYER, booking(service, id, MONDAY - 10, 8).build());
        expect("OK", BUYER, booking(service, id, MONDAY, 94).build());
        assertThat(free(id, MONDAY + 1)[1]).as("after midnight").isZero();
        assertThat(free(id, MONDAY + 1)[2]).isEqualTo((byte) 1);
        SetDays.Builder many = SetDays.newBuilder().setCalendar(id);
        for (int i = 0; i < 31; i++) {
            many.addDays(DayMask.newBuilder().setDay(MONDAY + 40 + i).setClosed(ByteString.copyFrom(closed)));
        }
        expect("OK", SELLER, many.build());
        SetDays.Builder more = SetDays.newBuilder().setCalendar(id);
        for (int i = 0; i < 31; i++) {
            more.addDays(DayMask.newBuilder().setDay(MONDAY + 80 + i).setClosed(ByteString.copyFrom(closed)));
        }
        expect("OK", SELLER, more.build());
        expect(
                "BAD_CALENDAR",
                SELLER,
                SetDays.newBuilder()
                        .setCalendar(id)
                        .addDays(DayMask.newBuilder().setDay(MONDAY + 120).setClosed(ByteString.copyFrom(closed)))
                        .addDays(DayMask.newBuilder().setDay(MONDAY + 121).setClosed(ByteString.copyFrom(closed)))
                        .build());
        expect(
                "OK",
                SELLER,
                SetDays.newBuilder()
                        .setCalendar(id)
                        .addDays(DayMask.newBuilder().setDay(MONDAY))
                        .build());
        town.chain.pass(DAY);
        ByteString unused = town.calendar(calendar());
        expect("OK", SELLER, DeleteCalendar.newBuilder().setCalendar(unused).build());
    }
}
