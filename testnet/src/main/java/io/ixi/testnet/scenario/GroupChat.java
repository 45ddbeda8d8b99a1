package io.ixi.testnet.scenario;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.cli.RpcException;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.connect.chat.proto.Commit;
import io.ixi.vm.connect.chat.proto.CreateGroup;
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
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The part of S15 about chats: two commits to one epoch, and a report whose label is appealed. */
final class GroupChat {
    private static final String LABELER = "labeler";
    private static final List<String> JURORS = List.of("juror-1", "juror-2", "juror-3", "juror-4");

    static final List<String> CAST = List.of(LABELER, "juror-1", "juror-2", "juror-3", "juror-4");

    private static final byte[] FRANK = "IXI-frank-v1".getBytes(StandardCharsets.US_ASCII);
    private static final int CODE = 7;
    private static final int PPM = 1_000_000;
    private static final long DAY_MS = 86_400_000;

    private final Stage stage;
    private final Bazaar bazaar;

    GroupChat(Stage stage) {
        this.stage = stage;
        this.bazaar = new Bazaar(stage);
    }

    /** A group with two admins that is in epoch 1. */
    ByteString begin(Actor one, Actor other) throws IOException, RpcException {
        ByteString group = bazaar.next("group", one);
        bazaar.ok(
                "alice makes a group with the shop",
                one,
                CreateGroup.newBuilder()
                        .addAdmins(other.bytes())
                        .setCommitHash(Bazaar.hash("epoch 0"))
                        .build());
        bazaar.ok("the shop ends its first epoch", other, commit(group, 0, "epoch 1"));
        return group;
    }

    private static Message commit(ByteString group, long epoch, String content) {
        return Commit.newBuilder()
                .setGroup(group)
                .setEpoch(epoch)
                .setCommitHash(Bazaar.hash(content))
                .build();
    }

    /** Both end the same epoch at once: one does, the other takes that in and ends the next one. */
    void race(ByteString group, Actor one, Actor other) throws IOException, RpcException {
        Draft first = stage.draft(one, commit(group, 1, "one"));
        Draft second = stage.draft(other, commit(group, 1, "other"));
        stage.post(one, first);
        stage.post(other, second);
        Outcome ones = stage.settled(first.id());
        Outcome others = stage.settled(second.id());
        boolean oneWon = ones.ok();
        stage.step("of two commits to epoch 1 one is accepted", true, oneWon != others.ok());
        stage.step("the other one", "STALE_EPOCH", oneWon ? others : ones);
        Actor loser = oneWon ? other : one;
        bazaar.ok("who lost takes it in and commits again", loser, commit(group, 2, "rebased"));
        Group known =
                stage.ask("chat/group", GroupQuery.newBuilder().setGroup(group).build(), Group.getDefaultInstance());
        stage.step("the group's epoch", 3, known.getEpoch());
    }

    /** The shop reports alice's message, a labeler labels it, and three of four jurors are asked. */
    void abuse(Actor alice, Actor shop) throws IOException, RpcException {
        Actor labeler = stage.actor(LABELER);
        bazaar.ok("a labeler posts its bond", labeler, register(ModeratorRole.MODERATOR_AI));
        for (String juror : JURORS) {
            bazaar.ok(juror + " posts a bond", stage.actor(juror), register(ModeratorRole.MODERATOR_JUROR));
        }
        ByteString content = Bazaar.hash("salted message");
        ByteString key = Bazaar.hash("opening key");
        bazaar.ok("the shop reports a message by opening it", shop, report(alice, content, key));
        stage.step(
                "with a wrong opening",
                "BAD_OPENING",
                stage.send(
                        shop,
                        report(alice, content, content).toBuilder()
                                .setCommitment(key)
                                .build()));
        bazaar.ok(
                "the labeler labels it",
                labeler,
                PutLabel.newBuilder()
                        .setAbout(alice.bytes())
                        .setTarget(content)
                        .setCode(CODE)
                        .setUntilMs(stage.timeMs() + DAY_MS)
                        .build());
        stage.step("labels about alice", 1, labels(alice));
        appealed(alice, labeler, content);
    }

    private void appealed(Actor alice, Actor labeler, ByteString target) throws IOException, RpcException {
        Amount bond = bond(labeler);
        ByteString id = bazaar.next("case", alice);
        bazaar.ok(
                "alice appeals",
                alice,
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
        Message overturn = JuryVote.newBuilder().setCaseId(id).setOverturn(true).build();
        bazaar.ok("one of them says that it was wrong", jury.get(0), overturn);
        bazaar.ok("another one too", jury.get(1), overturn);
        stage.step("labels about alice", 0, labels(alice));
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

    private static ReportFranked report(Actor about, ByteString content, ByteString key) {
        Hash commitment = Hash.sha256(FRANK, key.toByteArray(), content.toByteArray());
        return ReportFranked.newBuilder()
                .setAbout(about.bytes())
                .setCommitment(ByteString.copyFrom(commitment.toBytes()))
                .setKey(key)
                .setContentHash(content)
                .setCode(CODE)
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
