package io.ixi.testnet.scenario;

import com.google.protobuf.ByteString;
import io.ixi.cli.RpcException;
import io.ixi.cli.chat.ChatException;
import io.ixi.cli.chat.ChatMember;
import io.ixi.cli.chat.Session;
import io.ixi.vm.connect.chat.proto.Group;
import io.ixi.vm.connect.chat.proto.GroupQuery;
import io.ixi.vm.connect.chat.proto.ReportFranked;
import io.ixi.vm.connect.social.SocialModule;
import io.ixi.vm.connect.social.proto.Appeal;
import io.ixi.vm.connect.social.proto.AppealCase;
import io.ixi.vm.connect.social.proto.CaseQuery;
import io.ixi.vm.connect.social.proto.JurorVote;
import io.ixi.vm.connect.social.proto.JuryVote;
import io.ixi.vm.connect.social.proto.LabelsQuery;
import io.ixi.vm.connect.social.proto.LabelsResult;
import io.ixi.vm.connect.social.proto.Moderator;
import io.ixi.vm.connect.social.proto.ModeratorQuery;
import io.ixi.vm.connect.social.proto.ModeratorRole;
import io.ixi.vm.connect.social.proto.PutLabel;
import io.ixi.vm.connect.social.proto.RegisterModerator;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.tx.Draft;
import java.io.IOException;
import java.util.List;

/**
 * The part of S15 about chats: alice and the shop talk over a node's relay, end one epoch at the same time, and a
 * report of what she wrote leads to a label that is appealed.
 */
final class GroupChat implements AutoCloseable {
    private static final String LABELER = "labeler";
    private static final List<String> JURORS = List.of("juror-1", "juror-2", "juror-3", "juror-4");

    static final List<String> CAST = List.of(LABELER, "juror-1", "juror-2", "juror-3", "juror-4");

    private static final int CODE = 7;
    private static final int PPM = 1_000_000;
    private static final long DAY_MS = 86_400_000;

    private final Stage stage;
    private final Bazaar bazaar;
    private final Chats chats;
    private final Actor alice;
    private final Actor shop;
    private final ChatMember alices;
    private final ChatMember shops;
    private ByteString group = ByteString.EMPTY;

    /** @param alice with her first key */
    GroupChat(Stage stage, Actor alice, Actor shop) {
        this.stage = stage;
        this.bazaar = new Bazaar(stage);
        this.chats = new Chats(stage);
        this.alice = alice;
        this.shop = shop;
        this.alices = chats.member(alice);
        this.shops = chats.member(shop);
    }

    @Override
    public void close() {
        chats.close();
    }

    /** A group with two admins that is in epoch 1. */
    void begin() throws IOException, RpcException, ChatException {
        group = chats.together(alice, alices, shop, shops);
        ChatMember.Proposal first = shops.change(Chats.id(group), List.of(), List.of());
        bazaar.ok("the shop ends its first epoch", shop, Chats.commit(group, 0, first));
        first.begin();
        chats.joined(alice, alices);
        alices.send(Chats.id(group), "do you have lamps?");
        chats.reads(shop, shops, group, "do you have lamps?");
    }

    /**
     * Both end the same epoch at once: one does, the other takes that in and ends the next one.
     *
     * @param now alice with the key that her account has now
     */
    void race(Actor now) throws IOException, RpcException, ChatException {
        ChatMember.Proposal one = alices.change(Chats.id(group), List.of(), List.of());
        ChatMember.Proposal other = shops.change(Chats.id(group), List.of(), List.of());
        Draft first = stage.draft(now, Chats.commit(group, 1, one));
        Draft second = stage.draft(shop, Chats.commit(group, 1, other));
        stage.post(now, first);
        stage.post(shop, second);
        Outcome ones = stage.settled(first.id());
        Outcome others = stage.settled(second.id());
        boolean oneWon = ones.ok();
        stage.step("of two commits to epoch 1 one is accepted", true, oneWon != others.ok());
        stage.step("the other one", "STALE_EPOCH", oneWon ? others : ones);
        (oneWon ? one : other).begin();
        Actor loser = oneWon ? shop : now;
        ChatMember losers = oneWon ? shops : alices;
        chats.joined(loser, losers);
        ChatMember.Proposal again = losers.change(Chats.id(group), List.of(), List.of());
        bazaar.ok("who lost took it in and commits again", loser, Chats.commit(group, 2, again));
        again.begin();
        chats.joined(oneWon ? now : shop, oneWon ? alices : shops);
        Group known =
                stage.ask("chat/group", GroupQuery.newBuilder().setGroup(group).build(), Group.getDefaultInstance());
        stage.step("the group's epoch", 3, known.getEpoch());
        stage.step("alice's", 3, alices.epoch(Chats.id(group)));
        stage.step("the shop's", 3, shops.epoch(Chats.id(group)));
        shops.send(Chats.id(group), "yes, two");
        chats.reads(now, alices, group, "yes, two");
    }

    /** The shop reports alice's message, a labeler labels it, and three of four jurors are asked. */
    void abuse(Actor now) throws IOException, RpcException, ChatException {
        Actor labeler = stage.actor(LABELER);
        bazaar.ok("a labeler posts its bond", labeler, register(ModeratorRole.MODERATOR_AI));
        for (String juror : JURORS) {
            bazaar.ok(juror + " posts a bond", stage.actor(juror), register(ModeratorRole.MODERATOR_JUROR));
        }
        alices.send(Chats.id(group), "your lamps are ugly");
        Session.Message read = shops.receive(Chats.id(group)).getFirst();
        ByteString content = Chats.bytes(read.contentHash());
        ReportFranked report = ReportFranked.newBuilder()
                .setAbout(read.from().toByteString())
                .setCommitment(Chats.bytes(read.commitment()))
                .setKey(ByteString.copyFrom(read.frankKey().toArray()))
                .setContentHash(content)
                .setCode(CODE)
                .build();
        bazaar.ok("the shop reports what it read by opening it", shop, report);
        stage.step(
                "with a wrong opening",
                "BAD_OPENING",
                stage.send(
                        shop,
                        report.toBuilder().setKey(Bazaar.hash("another key")).build()));
        bazaar.ok(
                "the labeler labels it",
                labeler,
                PutLabel.newBuilder()
                        .setAbout(now.bytes())
                        .setTarget(content)
                        .setCode(CODE)
                        .setUntilMs(stage.timeMs() + DAY_MS)
                        .build());
        stage.step("labels about alice", 1, labels(now));
        appealed(now, labeler, content);
    }

    private void appealed(Actor now, Actor labeler, ByteString target) throws IOException, RpcException {
        Amount bond = bond(labeler);
        ByteString id = bazaar.next("case", alice);
        bazaar.ok(
                "alice appeals",
                now,
                Appeal.newBuilder()
                        .setLabeler(labeler.bytes())
                        .setTarget(target)
                        .setCode(CODE)
                        .setStatementHash(Bazaar.hash("it was a joke"))
                        .build());
        AppealCase opened =
                stage.ask("social/case", CaseQuery.newBuilder().setCaseId(id).build(), AppealCase.getDefaultInstance());
        List<ByteString> called =
                opened.getVotesList().stream().map(JurorVote::getJuror).toList();
        List<Actor> jury = JURORS.stream()
                .map(stage::actor)
                .filter(juror -> called.contains(juror.bytes()))
                .toList();
        stage.step("jurors who are called", 3, jury.size());
        JuryVote overturn =
                JuryVote.newBuilder().setCaseId(id).setOverturn(true).build();
        bazaar.ok("one of them says that it was wrong", jury.get(0), overturn);
        bazaar.ok("another one too", jury.get(1), overturn);
        stage.step("labels about alice", 0, labels(now));
        stage.step(
                "what the labeler's bond lost",
                bond.scaledDown(SocialModule.DEFAULTS.getSlashPpm(), PPM),
                bond.minus(bond(labeler)));
    }

    private static RegisterModerator register(ModeratorRole role) {
        return RegisterModerator.newBuilder()
                .setRole(role)
                .setPolicyHash(Bazaar.hash("policy"))
                .build();
    }

    private int labels(Actor about) throws IOException, RpcException {
        LabelsQuery query = LabelsQuery.newBuilder().setAbout(about.bytes()).build();
        return stage.ask("social/labels", query, LabelsResult.getDefaultInstance())
                .getLabelsCount();
    }

    private Amount bond(Actor of) throws IOException, RpcException {
        ModeratorQuery query =
                ModeratorQuery.newBuilder().setAccount(of.bytes()).build();
        return Amount.of(stage.ask("social/moderator", query, Moderator.getDefaultInstance())
                .getBond());
    }
}
