package io.ixi.testnet.scenario;

import static io.ixi.testnet.scenario.TownPeople.ANNA;
import static io.ixi.testnet.scenario.TownPeople.BORIS;
import static io.ixi.testnet.scenario.TownPeople.CLARA;
import static io.ixi.testnet.scenario.TownPeople.DANA;
import static io.ixi.testnet.scenario.TownPeople.EGOR;
import static io.ixi.testnet.scenario.TownPeople.FAINA;
import static io.ixi.testnet.scenario.TownPeople.GLEB;
import static io.ixi.testnet.scenario.TownPeople.HANNA;
import static io.ixi.testnet.scenario.TownPeople.IVAN;

import com.google.protobuf.ByteString;
import io.ixi.cli.RpcException;
import io.ixi.vm.connect.market.proto.AcceptOrder;
import io.ixi.vm.connect.market.proto.Confirm;
import io.ixi.vm.connect.market.proto.CreateCalendar;
import io.ixi.vm.connect.market.proto.CreateListing;
import io.ixi.vm.connect.market.proto.Deliver;
import io.ixi.vm.connect.market.proto.ListingDetails;
import io.ixi.vm.connect.market.proto.ListingKind;
import io.ixi.vm.connect.market.proto.OfferQuote;
import io.ixi.vm.connect.market.proto.OpenDispute;
import io.ixi.vm.connect.market.proto.RegisterArbiter;
import io.ixi.vm.connect.market.proto.ReplyReview;
import io.ixi.vm.connect.market.proto.Review;
import io.ixi.vm.connect.market.proto.Slot;
import io.ixi.vm.connect.market.proto.Terms;
import io.ixi.vm.education.proto.AchievementInfo;
import io.ixi.vm.education.proto.AchievementKind;
import io.ixi.vm.education.proto.AchievementQuery;
import io.ixi.vm.education.proto.Award;
import io.ixi.vm.education.proto.CreateAchievement;
import io.ixi.vm.education.proto.Endorse;
import io.ixi.vm.education.proto.TargetKind;
import io.ixi.vm.kernel.proto.Condition;
import io.ixi.vm.kernel.proto.CredentialTest;
import io.ixi.vm.kernel.proto.Gate;
import io.ixi.vm.kernel.proto.GateClause;
import io.ixi.vm.ssi.proto.Accept;
import java.io.IOException;
import java.util.List;

/** What the people of the demo town learn, sell, book and quarrel about. */
final class TownTrade {
    private static final long DAY_S = 86_400;
    private static final long DAY_MS = 86_400_000;
    private static final int UTC = 1_440;
    private static final int HALF_HOURS = 2;

    private final DemoTown town;

    TownTrade(DemoTown town) {
        this.town = town;
    }

    void all(ByteString licence) throws IOException, RpcException {
        for (TownPeople arbiter : List.of(TownPeople.JUDITH, TownPeople.KIRILL, TownPeople.LARISA)) {
            town.act("joins the arbiters", arbiter, RegisterArbiter.getDefaultInstance());
        }
        ByteString badge = school();
        shops(badge);
        bookings(licence);
    }

    private static Terms terms() {
        return Terms.newBuilder()
                .setAcceptS(2 * DAY_S)
                .setDeliverS(7 * DAY_S)
                .setConfirmS(3 * DAY_S)
                .setCancelFreeS(DAY_S)
                .setCancelFeePpm(100_000)
                .build();
    }

    private static ListingDetails.Builder details(TownPeople seller, String what, long price) {
        return ListingDetails.newBuilder()
                .setContentHash(Bazaar.hash(what))
                .setPrice(Stage.ixi(price))
                .setCell(seller.cell(Places.HOUSE))
                .setTerms(terms());
    }

    private ByteString list(TownPeople seller, ListingKind kind, String what, ListingDetails.Builder details)
            throws IOException, RpcException {
        return town.make(
                "listing",
                "lists " + what,
                seller,
                CreateListing.newBuilder().setKind(kind).setDetails(details).build());
    }

    private static Gate holds(ByteString type) {
        return Gate.newBuilder()
                .addAnyOf(GateClause.newBuilder()
                        .addAllOf(Condition.newBuilder()
                                .setCredential(CredentialTest.newBuilder().setType(type))))
                .build();
    }

    /** Two courses, three badges, an endorsement; returns the type of the first course's badges. */
    private ByteString school() throws IOException, RpcException {
        ByteString algebra = course("algebra", 600);
        ByteString music = course("music theory", 300);
        for (TownPeople learner : List.of(HANNA, IVAN)) {
            awarded(algebra, learner);
        }
        awarded(music, HANNA);
        town.act(
                "endorses the course in music",
                DANA,
                Endorse.newBuilder()
                        .setKind(TargetKind.TARGET_ACHIEVEMENT)
                        .setTarget(music)
                        .setContentHash(Bazaar.hash("they learn to listen"))
                        .build());
        AchievementQuery query =
                AchievementQuery.newBuilder().setAchievement(algebra).build();
        return town.stage()
                .ask("education/achievement", query, AchievementInfo.getDefaultInstance())
                .getAchievement()
                .getType();
    }

    private ByteString course(String name, int credits) throws IOException, RpcException {
        return town.make(
                "achievement",
                "describes the course in " + name,
                CLARA,
                CreateAchievement.newBuilder()
                        .setKind(AchievementKind.ACHIEVEMENT_COURSE)
                        .setContentHash(Bazaar.hash(name))
                        .setCredits(credits)
                        .setLevel(4)
                        .build());
    }

    private void awarded(ByteString achievement, TownPeople learner) throws IOException, RpcException {
        ByteString credential = town.make(
                "credential",
                "awards a badge to " + learner.handle(),
                CLARA,
                Award.newBuilder()
                        .setAchievement(achievement)
                        .setLearner(town.of(learner).bytes())
                        .setClaimsRoot(Bazaar.hash("salted results of " + learner.label()))
                        .build());
        town.act(
                "accepts a badge",
                learner,
                Accept.newBuilder().setCredential(credential).build());
    }

    private void shops(ByteString badge) throws IOException, RpcException {
        ByteString bread = list(
                ANNA,
                ListingKind.LISTING_GOODS,
                "rye bread",
                details(ANNA, "rye bread", 3).setStock(40));
        ByteString box = list(
                EGOR,
                ListingKind.LISTING_GOODS,
                "a box of vegetables",
                details(EGOR, "a box of vegetables", 12).setStock(25));
        ByteString ladder = list(
                GLEB,
                ListingKind.LISTING_RENTAL,
                "a ladder for a day",
                details(GLEB, "a ladder for a day", 6).setStock(2));
        ByteString lessons = list(
                DANA,
                ListingKind.LISTING_DIGITAL,
                "recorded lessons",
                details(DANA, "recorded lessons", 15).setUnlimited(true));
        list(
                CLARA,
                ListingKind.LISTING_JOB,
                "a job as a tutor",
                details(CLARA, "a job as a tutor", 1).setUnlimited(true).setBuyerGate(holds(badge)));
        completed(bread, ANNA, BORIS);
        completed(box, EGOR, ANNA);
        completed(lessons, DANA, HANNA);
        ByteString waiting = placed(bread, FAINA);
        town.act("accepts it", ANNA, AcceptOrder.newBuilder().setOrder(waiting).build());
        placed(box, IVAN);
        disputed(ladder);
        town.act(
                "offers hanna a private price",
                GLEB,
                OfferQuote.newBuilder()
                        .setBuyer(town.of(HANNA).bytes())
                        .setLinesHash(Bazaar.hash("a bookshelf, salted"))
                        .setAmount(Stage.ixi(45))
                        .setTerms(terms())
                        .setUntilMs(town.stage().timeMs() + 20 * DAY_MS)
                        .build());
    }

    private ByteString placed(ByteString listing, TownPeople buyer) throws IOException, RpcException {
        return town.make("order", "orders", buyer, Bazaar.order(listing, 100).build());
    }

    private ByteString delivered(ByteString listing, TownPeople seller, TownPeople buyer)
            throws IOException, RpcException {
        ByteString order = placed(listing, buyer);
        town.act(
                "accepts and delivers",
                seller,
                AcceptOrder.newBuilder().setOrder(order).build(),
                Deliver.newBuilder()
                        .setOrder(order)
                        .setProofHash(Bazaar.hash("at the door"))
                        .build());
        return order;
    }

    private void completed(ByteString listing, TownPeople seller, TownPeople buyer) throws IOException, RpcException {
        ByteString order = delivered(listing, seller, buyer);
        town.act(
                "is content and says so",
                buyer,
                Confirm.newBuilder().setOrder(order).build(),
                Review.newBuilder()
                        .setOrder(order)
                        .addAllScores(List.of(5, 5, 4, 5, 5))
                        .setTextHash(Bazaar.hash("thank you"))
                        .build());
        town.act(
                "answers",
                seller,
                ReplyReview.newBuilder()
                        .setOrder(order)
                        .setTextHash(Bazaar.hash("come again"))
                        .build());
    }

    private void disputed(ByteString ladder) throws IOException, RpcException {
        ByteString order = delivered(ladder, GLEB, IVAN);
        town.act(
                "says that a rung is broken",
                IVAN,
                OpenDispute.newBuilder()
                        .setOrder(order)
                        .setCode(3)
                        .setEvidenceHash(Bazaar.hash("photo of the rung"))
                        .build());
    }

    /** A week of working hours: Monday to Friday from nine to six. */
    private static ByteString weekdays() {
        byte[] week = new byte[84];
        for (int day = 0; day < 5; day++) {
            for (int quarter = 36; quarter < 72; quarter++) {
                int bit = day * 96 + quarter;
                week[bit >>> 3] |= (byte) (0x80 >>> (bit & 7));
            }
        }
        return ByteString.copyFrom(week);
    }

    private ByteString calendar(TownPeople owner, int capacity) throws IOException, RpcException {
        return town.make(
                "calendar",
                "opens a calendar",
                owner,
                CreateCalendar.newBuilder()
                        .setUtcOffset(UTC + 180)
                        .setWeek(weekdays())
                        .setHorizonDays(60)
                        .setCapacity(capacity)
                        .build());
    }

    private void bookings(ByteString licence) throws IOException, RpcException {
        ByteString practice = calendar(BORIS, 1);
        ByteString visit = list(
                BORIS,
                ListingKind.LISTING_SERVICE,
                "a visit",
                details(BORIS, "a visit", 40)
                        .setUnlimited(true)
                        .setCalendar(practice)
                        .setSlotCells(HALF_HOURS)
                        .setSellerGate(holds(licence)));
        ByteString chairs = calendar(FAINA, 2);
        ByteString cut = list(
                FAINA,
                ListingKind.LISTING_SERVICE,
                "a haircut",
                details(FAINA, "a haircut", 9)
                        .setUnlimited(true)
                        .setCalendar(chairs)
                        .setSlotCells(HALF_HOURS));
        ByteString booked = book(visit, practice, HANNA, 40);
        town.act(
                "accepts the booking",
                BORIS,
                AcceptOrder.newBuilder().setOrder(booked).build());
        book(visit, practice, GLEB, 44);
        book(cut, chairs, ANNA, 48);
        book(cut, chairs, DANA, 48);
    }

    private ByteString book(ByteString listing, ByteString calendar, TownPeople buyer, int quarter)
            throws IOException, RpcException {
        Slot slot = Slot.newBuilder()
                .setCalendar(calendar)
                .setDay(nextMonday(town.stage().timeMs()))
                .setFrom(quarter)
                .setCells(HALF_HOURS)
                .build();
        return town.make(
                "order",
                "books",
                buyer,
                Bazaar.order(listing, 100).setSlot(slot).build());
    }

    /** 1970-01-01 was a Thursday. */
    private static int nextMonday(long timeMs) {
        long today = timeMs / DAY_MS;
        return (int) (today + 7 - (today + 3) % 7);
    }
}
