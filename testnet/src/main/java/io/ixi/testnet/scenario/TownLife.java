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
import static io.ixi.testnet.scenario.TownPeople.MIRA;

import com.google.protobuf.ByteString;
import io.ixi.cli.RpcException;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.connect.chat.proto.AcceptContact;
import io.ixi.vm.connect.chat.proto.Commit;
import io.ixi.vm.connect.chat.proto.CreateGroup;
import io.ixi.vm.connect.chat.proto.NewKeyPackage;
import io.ixi.vm.connect.chat.proto.PublishKeyPackages;
import io.ixi.vm.connect.chat.proto.RequestContact;
import io.ixi.vm.connect.chat.proto.SetInbox;
import io.ixi.vm.connect.social.proto.AnchorPosts;
import io.ixi.vm.connect.social.proto.BuyUnits;
import io.ixi.vm.connect.social.proto.CommitHandle;
import io.ixi.vm.connect.social.proto.ModeratorRole;
import io.ixi.vm.connect.social.proto.PutLabel;
import io.ixi.vm.connect.social.proto.RegisterModerator;
import io.ixi.vm.connect.social.proto.RelationKind;
import io.ixi.vm.connect.social.proto.RevealHandle;
import io.ixi.vm.connect.social.proto.SetProfile;
import io.ixi.vm.connect.social.proto.SetRelations;
import io.ixi.vm.creators.proto.CreateContent;
import io.ixi.vm.creators.proto.CreateGoal;
import io.ixi.vm.creators.proto.CreatePlan;
import io.ixi.vm.creators.proto.Donate;
import io.ixi.vm.creators.proto.PayInvoice;
import io.ixi.vm.creators.proto.PlanTerms;
import io.ixi.vm.creators.proto.Subscribe;
import io.ixi.vm.ssi.proto.Accept;
import io.ixi.vm.ssi.proto.DefineType;
import io.ixi.vm.ssi.proto.Kind;
import io.ixi.vm.ssi.proto.Offer;
import io.ixi.vm.ssi.proto.Service;
import io.ixi.vm.ssi.proto.ServiceKind;
import io.ixi.vm.ssi.proto.SetDid;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the people of the demo town do: who they are to each other, what they make and whom they talk to. */
final class TownLife {
    private static final byte[] HANDLE_TAG = "IXI-handle-v1".getBytes(StandardCharsets.US_ASCII);
    private static final long DAY_MS = 86_400_000;
    private static final int PUBLIC_CODE = 12;

    private final DemoTown town;

    TownLife(DemoTown town) {
        this.town = town;
    }

    void all() throws IOException, RpcException {
        people();
        follows();
        ByteString licence = credentials();
        new TownTrade(town).all(licence);
        music();
        chats();
        moderation();
        new TownHabits(town).all();
    }

    private static ByteString salt(TownPeople who) {
        return Bazaar.hash("salt of " + who.label());
    }

    /** Profiles; and handles, committed to by all before anybody reveals one. */
    private void people() throws IOException, RpcException {
        for (TownPeople who : TownPeople.values()) {
            Hash commitment = Hash.sha256(
                    HANDLE_TAG,
                    town.of(who).address().hash().toBytes(),
                    salt(who).toByteArray(),
                    who.handle().getBytes(StandardCharsets.US_ASCII));
            town.act(
                    "shows a profile",
                    who,
                    SetProfile.newBuilder()
                            .setContentHash(Bazaar.hash(who.handle() + ", " + who.what()))
                            .setCell(who.cell(Places.TOWN))
                            .build(),
                    CommitHandle.newBuilder()
                            .setCommitment(ByteString.copyFrom(commitment.toBytes()))
                            .build());
        }
        for (TownPeople who : TownPeople.values()) {
            town.act(
                    "takes the handle " + who.handle(),
                    who,
                    RevealHandle.newBuilder()
                            .setHandle(who.handle())
                            .setSalt(salt(who))
                            .build());
        }
    }

    private void follow(TownPeople who, TownPeople... whom) throws IOException, RpcException {
        SetRelations.Builder follows = SetRelations.newBuilder().setKind(RelationKind.RELATION_FOLLOW);
        for (TownPeople other : whom) {
            follows.addAdd(town.of(other).bytes());
        }
        town.act("follows some", who, BuyUnits.newBuilder().setUnits(1).build(), follows.build());
    }

    private void follows() throws IOException, RpcException {
        follow(ANNA, EGOR, DANA, FAINA);
        follow(BORIS, ANNA, CLARA);
        follow(CLARA, HANNA, DANA);
        follow(DANA, ANNA, GLEB);
        follow(EGOR, ANNA, IVAN);
        follow(HANNA, CLARA, DANA, FAINA, ANNA);
        follow(IVAN, ANNA, EGOR, DANA);
        follow(MIRA, ANNA, BORIS, CLARA, DANA, EGOR, FAINA);
        town.act(
                "blocks one",
                GLEB,
                BuyUnits.newBuilder().setUnits(1).build(),
                SetRelations.newBuilder()
                        .setKind(RelationKind.RELATION_BLOCK)
                        .addAdd(town.of(IVAN).bytes())
                        .build());
        town.act(
                "anchors the paper's week",
                MIRA,
                AnchorPosts.newBuilder()
                        .setRoot(Bazaar.hash("root over 23 posts"))
                        .setCount(23)
                        .setBlobHash(Bazaar.hash("where the posts are"))
                        .build());
    }

    /** Verified e-mail addresses, a licence, and DIDs; returns the licence's type. */
    private ByteString credentials() throws IOException, RpcException {
        ByteString email = type("verifies e-mail addresses", Kind.KIND_EMAIL);
        ByteString licence = type("licenses doctors", Kind.KIND_LICENSE);
        for (TownPeople who : List.of(ANNA, BORIS, DANA, HANNA)) {
            offered(email, who, "offers " + who.handle() + " a verified address");
        }
        offered(licence, BORIS, "licenses boris");
        town.act("offers ivan a verified address", CLARA, offer(email, IVAN).build());
        for (TownPeople who : List.of(ANNA, CLARA, DANA)) {
            town.act(
                    "sets a DID document",
                    who,
                    SetDid.newBuilder()
                            .addServices(Service.newBuilder()
                                    .setNumber(1)
                                    .setKind(ServiceKind.SERVICE_LINKED_DOMAINS)
                                    .setUri("https://" + who.handle() + ".example/"))
                            .build());
        }
        return licence;
    }

    private ByteString type(String what, Kind kind) throws IOException, RpcException {
        return town.make(
                "type",
                what,
                CLARA,
                DefineType.newBuilder()
                        .setKind(kind)
                        .setSchemaHash(Bazaar.hash("schema of " + kind))
                        .setCriteriaHash(Bazaar.hash("criteria of " + kind))
                        .build());
    }

    private Offer.Builder offer(ByteString type, TownPeople to) {
        return Offer.newBuilder()
                .setType(type)
                .setSubject(town.of(to).bytes())
                .setClaimsRoot(Bazaar.hash("salted claims of " + to.label()));
    }

    private void offered(ByteString type, TownPeople to, String what) throws IOException, RpcException {
        ByteString id = town.make("credential", what, CLARA, offer(type, to).build());
        town.act(
                "accepts a credential",
                to,
                Accept.newBuilder().setCredential(id).build());
    }

    private void music() throws IOException, RpcException {
        ByteString plan = town.make(
                "plan",
                "offers a plan",
                DANA,
                CreatePlan.newBuilder()
                        .setTerms(PlanTerms.newBuilder()
                                .setPrice(Stage.ixi(5))
                                .setPeriodS(30 * 86_400)
                                .setGraceS(3 * 86_400)
                                .setContentHash(Bazaar.hash("a song every week")))
                        .build());
        ByteString song = Bazaar.hash("encrypted song");
        town.act(
                "puts a song behind it",
                DANA,
                CreateContent.newBuilder().setBlobHash(song).setPlan(plan).build());
        town.act(
                "sells sheet music",
                DANA,
                CreateContent.newBuilder()
                        .setBlobHash(Bazaar.hash("encrypted sheet music"))
                        .setForSale(true)
                        .setPrice(Stage.ixi(2))
                        .build());
        ByteString goal = town.make(
                "goal",
                "saves for a piano",
                DANA,
                CreateGoal.newBuilder()
                        .setTarget(Stage.ixi(2_000))
                        .setContentHash(Bazaar.hash("a piano for the school"))
                        .build());
        for (TownPeople fan : List.of(ANNA, CLARA, HANNA, IVAN)) {
            town.act(
                    "subscribes to dana",
                    fan,
                    Subscribe.newBuilder()
                            .setPlan(plan)
                            .setPriceCap(Stage.ixi(6))
                            .setAuto(true)
                            .build());
        }
        town.act(
                "gives for the piano",
                EGOR,
                Donate.newBuilder()
                        .setTo(town.of(DANA).bytes())
                        .setGoal(goal)
                        .setAmount(Stage.ixi(150))
                        .build());
        town.act(
                "pays an invoice",
                FAINA,
                PayInvoice.newBuilder()
                        .setPayee(town.of(DANA).bytes())
                        .setInvoice(Bazaar.hash("evening of 12 June"))
                        .setAmount(Stage.ixi(80))
                        .setResourceHash(Bazaar.hash("music for the shop"))
                        .build());
    }

    private void chats() throws IOException, RpcException {
        for (TownPeople who : List.of(ANNA, BORIS, HANNA)) {
            PublishKeyPackages.Builder packages = PublishKeyPackages.newBuilder();
            for (int i = 0; i < 3; i++) {
                packages.addPackages(NewKeyPackage.newBuilder()
                        .setHash(Bazaar.hash("key package " + i + " of " + who.label()))
                        .setUntilMs(town.stage().timeMs() + 90 * DAY_MS)
                        .setLastResort(i == 2));
            }
            town.act("leaves key packages", who, packages.build());
        }
        town.act(
                "asks strangers for a deposit of 2",
                BORIS,
                SetInbox.newBuilder().setDeposit(Stage.ixi(2)).build());
        for (TownPeople who : List.of(HANNA, GLEB)) {
            town.act(
                    "asks boris for contact",
                    who,
                    RequestContact.newBuilder()
                            .setTo(town.of(BORIS).bytes())
                            .setMaxDeposit(Stage.ixi(2))
                            .build());
        }
        town.act(
                "accepts hanna",
                BORIS,
                AcceptContact.newBuilder().setFrom(town.of(HANNA).bytes()).build());
        ByteString group = town.make(
                "group",
                "makes a group for the market day",
                ANNA,
                CreateGroup.newBuilder()
                        .addAdmins(town.of(EGOR).bytes())
                        .setCommitHash(Bazaar.hash("epoch 0"))
                        .build());
        town.act(
                "ends its first epoch",
                EGOR,
                Commit.newBuilder()
                        .setGroup(group)
                        .setCommitHash(Bazaar.hash("epoch 1"))
                        .build());
    }

    private void moderation() throws IOException, RpcException {
        town.act("becomes a labeler", MIRA, register(ModeratorRole.MODERATOR_HUMAN));
        for (TownPeople juror : List.of(TownPeople.NIKITA, TownPeople.OLGA, TownPeople.PAVEL)) {
            town.act("becomes a juror", juror, register(ModeratorRole.MODERATOR_JUROR));
        }
        town.act(
                "labels an advertisement",
                MIRA,
                PutLabel.newBuilder()
                        .setAbout(town.of(GLEB).bytes())
                        .setTarget(Bazaar.hash("the advertisement"))
                        .setCode(PUBLIC_CODE)
                        .setUntilMs(town.stage().timeMs() + 30 * DAY_MS)
                        .build());
    }

    private static RegisterModerator register(ModeratorRole role) {
        return RegisterModerator.newBuilder()
                .setRole(role)
                .setPolicyHash(Bazaar.hash("rules of the town's paper"))
                .build();
    }
}
