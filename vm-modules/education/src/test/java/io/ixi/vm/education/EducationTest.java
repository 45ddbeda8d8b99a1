package io.ixi.vm.education;

import static io.ixi.vm.testkit.MemoryChain.account;
import static io.ixi.vm.testkit.MemoryChain.address;
import static io.ixi.vm.testkit.MemoryChain.hash;
import static io.ixi.vm.testkit.MemoryChain.send;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.economy.accounts.proto.InboundPolicy;
import io.ixi.vm.economy.accounts.proto.SetInboundPolicy;
import io.ixi.vm.economy.bank.proto.AssetCreated;
import io.ixi.vm.economy.bank.proto.AssetRules;
import io.ixi.vm.economy.bank.proto.CreateAsset;
import io.ixi.vm.education.proto.AchievementCreated;
import io.ixi.vm.education.proto.AchievementInfo;
import io.ixi.vm.education.proto.AchievementKind;
import io.ixi.vm.education.proto.AchievementQuery;
import io.ixi.vm.education.proto.AchievementsQuery;
import io.ixi.vm.education.proto.AchievementsResult;
import io.ixi.vm.education.proto.Award;
import io.ixi.vm.education.proto.AwardBatch;
import io.ixi.vm.education.proto.AwardInfo;
import io.ixi.vm.education.proto.AwardQuery;
import io.ixi.vm.education.proto.Awarded;
import io.ixi.vm.education.proto.BatchAwarded;
import io.ixi.vm.education.proto.CreateAchievement;
import io.ixi.vm.education.proto.Endorse;
import io.ixi.vm.education.proto.EndorsementsQuery;
import io.ixi.vm.education.proto.EndorsementsResult;
import io.ixi.vm.education.proto.TargetKind;
import io.ixi.vm.education.proto.TranscriptQuery;
import io.ixi.vm.education.proto.TranscriptResult;
import io.ixi.vm.education.proto.WithdrawEndorsement;
import io.ixi.vm.kernel.proto.Condition;
import io.ixi.vm.kernel.proto.CredentialTest;
import io.ixi.vm.kernel.proto.Gate;
import io.ixi.vm.kernel.proto.GateClause;
import io.ixi.vm.ssi.SsiModule;
import io.ixi.vm.ssi.proto.Accept;
import io.ixi.vm.ssi.proto.Accredit;
import io.ixi.vm.ssi.proto.ClaimFromBatch;
import io.ixi.vm.ssi.proto.Revoke;
import io.ixi.vm.ssi.proto.Suspend;
import io.ixi.vm.testkit.MemoryChain;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A university, its learners, and what their badges open. */
class EducationTest {
    static final int UNIVERSITY = 0;
    static final int COLLEGE = 1;
    static final int ALICE = 2;
    static final int BOB = 3;
    static final int STRANGER = 4;
    static final int POOR = 5;
    static final long DAY = 86_400_000;
    static final ByteString NOTHING = ByteString.copyFrom(new byte[20]);

    private final MemoryChain chain = chain();

    static MemoryChain chain() {
        return new MemoryChain(8, economy -> {
            SsiModule ssi = new SsiModule(economy.money(), economy.accounts()::keys);
            return List.of(ssi, new EducationModule(economy.money(), new SsiCredentials(ssi)));
        });
    }

    private void expect(String outcome, int account, Message message) {
        assertThat(chain.outcome(account, message)).as(message.toString()).isEqualTo(outcome);
        chain.audit();
    }

    static CreateAchievement.Builder course(String name, int credits) {
        return CreateAchievement.newBuilder()
                .setKind(AchievementKind.ACHIEVEMENT_COURSE)
                .setContentHash(hash(name))
                .setCredits(credits)
                .setLevel(6);
    }

    static AchievementCreated created(MemoryChain chain, CreateAchievement.Builder message) {
        return chain.event(AchievementCreated.class, UNIVERSITY, message.build());
    }

    static Award.Builder award(ByteString achievement, int learner) {
        return Award.newBuilder()
                .setAchievement(achievement)
                .setLearner(address(learner))
                .setClaimsRoot(hash("claims"));
    }

    static Gate has(ByteString type) {
        return Gate.newBuilder()
                .addAnyOf(GateClause.newBuilder()
                        .addAllOf(Condition.newBuilder()
                                .setCredential(CredentialTest.newBuilder().setType(type))))
                .build();
    }

    private ByteString awarded(int issuer, Award.Builder award, int learner) {
        ByteString id = chain.event(Awarded.class, issuer, award.build()).getCredential();
        expect("OK", learner, Accept.newBuilder().setCredential(id).build());
        return id;
    }

    /** Takes assets that the account does not know. */
    static SetInboundPolicy anything() {
        return SetInboundPolicy.newBuilder()
                .setPolicy(InboundPolicy.INBOUND_ANY)
                .build();
    }

    @Test
    void achievementsAreBounded() {
        expect("BAD_ACHIEVEMENT", UNIVERSITY, course("a", 1_000_001).build());
        expect("BAD_ACHIEVEMENT", UNIVERSITY, course("a", -1).build());
        expect("BAD_ACHIEVEMENT", UNIVERSITY, course("a", 1).setLevel(9).build());
        expect(
                "BAD_ACHIEVEMENT",
                UNIVERSITY,
                course("a", 1).addAlignments(hash("x")).addAlignments(hash("x")).build());
        expect(
                "BAD_ACHIEVEMENT",
                UNIVERSITY,
                course("a", 1).setSupersedes(NOTHING).build());
        expect(
                "BAD_GATE",
                UNIVERSITY,
                course("a", 1).setPrerequisites(Gate.getDefaultInstance()).build());
        ByteString first =
                created(chain, course("a", 600).addAlignments(hash("x"))).getAchievement();
        expect("BAD_ACHIEVEMENT", COLLEGE, course("a2", 1).setSupersedes(first).build());
        expect(
                "OK",
                UNIVERSITY,
                course("a2", 700)
                        .setImageHash(hash("image"))
                        .setSupersedes(first)
                        .build());
        AchievementsQuery query = AchievementsQuery.newBuilder()
                .setCreator(address(UNIVERSITY))
                .setLimit(1)
                .build();
        AchievementsResult page = chain.ask("education/achievements", query, AchievementsResult.getDefaultInstance());
        AchievementsResult rest = chain.ask(
                "education/achievements",
                query.toBuilder().setCursor(page.getNext()).build(),
                AchievementsResult.getDefaultInstance());
        assertThat(List.of(page.getAchievements(0), rest.getAchievements(0)))
                .extracting(info -> info.getAchievement().getCredits())
                .containsExactlyInAnyOrder(600, 700);
        assertThat(rest.getNext().isEmpty()).isTrue();
        assertThat(chain.refusal(
                        "education/achievements",
                        query.toBuilder().setLimit(101).build()))
                .isEqualTo("LIMIT");
        assertThat(chain.refusal(
                        "education/achievement",
                        AchievementQuery.newBuilder().setAchievement(NOTHING).build()))
                .isEqualTo("NOT_FOUND");
        Message poors = course("p", 1).build();
        chain.drainFor(POOR, poors);
        expect("DEPOSIT", POOR, poors);
    }

    @Test
    void awardsAreCredentialsAndMakeATranscript() {
        AchievementCreated algebra = created(chain, course("algebra", 600));
        AchievementCreated logic = created(chain, course("logic", 300));
        expect("NOT_FOUND", UNIVERSITY, award(NOTHING, ALICE).build());
        expect("NOT_ACCREDITED", COLLEGE, award(algebra.getAchievement(), ALICE).build());
        expect(
                "OK",
                UNIVERSITY,
                Accredit.newBuilder()
                        .setType(algebra.getType())
                        .setIssuer(address(COLLEGE))
                        .build());
        ByteString first = awarded(COLLEGE, award(algebra.getAchievement(), ALICE), ALICE);
        ByteString second =
                awarded(UNIVERSITY, award(logic.getAchievement(), ALICE).setEvidenceHash(hash("work")), ALICE);
        TranscriptQuery query =
                TranscriptQuery.newBuilder().setLearner(address(ALICE)).build();
        TranscriptResult transcript = chain.ask("education/transcript", query, TranscriptResult.getDefaultInstance());
        assertThat(transcript.getAwardsList()).hasSize(2).allMatch(AwardInfo::getLive);
        assertThat(transcript.getCredits()).isEqualTo(900);
        expect("OK", UNIVERSITY, Revoke.newBuilder().setCredential(second).build());
        transcript = chain.ask("education/transcript", query, TranscriptResult.getDefaultInstance());
        assertThat(transcript.getCredits()).isEqualTo(600);
        TranscriptResult page = chain.ask(
                "education/transcript", query.toBuilder().setLimit(1).build(), TranscriptResult.getDefaultInstance());
        assertThat(page.getAwardsList()).hasSize(1);
        TranscriptResult rest = chain.ask(
                "education/transcript",
                query.toBuilder().setCursor(page.getNext()).build(),
                TranscriptResult.getDefaultInstance());
        assertThat(rest.getAwardsList()).hasSize(1);
        AwardInfo info = chain.ask(
                "education/award",
                AwardQuery.newBuilder().setCredential(first).build(),
                AwardInfo.getDefaultInstance());
        assertThat(info.getIssuer()).isEqualTo(address(COLLEGE));
        assertThat(info.getAchievement().getAchievement().getAwarded()).isEqualTo(1);
        assertThat(chain.refusal(
                        "education/award",
                        AwardQuery.newBuilder().setCredential(NOTHING).build()))
                .isEqualTo("NOT_FOUND");
    }

    @Test
    void prerequisitesAreOtherBadges() {
        AchievementCreated first = created(chain, course("part 1", 300));
        AchievementCreated second = created(chain, course("part 2", 300).setPrerequisites(has(first.getType())));
        expect("GATE_FAIL", UNIVERSITY, award(second.getAchievement(), ALICE).build());
        awarded(UNIVERSITY, award(first.getAchievement(), ALICE), ALICE);
        expect("OK", UNIVERSITY, award(second.getAchievement(), ALICE).build());
    }

    /** Two diplomas: leaf 0 is Alice's, leaf 1 Bob's. The tree's form is that of ssi.IssueBatch. */
    private static Hash leaf(int index, int learner) {
        return Hash.sha256(
                new byte[] {0, 0, 0, 0, (byte) index},
                account(learner).hash().toBytes(),
                hash("diploma").toByteArray());
    }

    @Test
    void aCohortIsAwardedAtOnceAndADiplomaOpensADoorUntilItIsRevoked() {
        AchievementCreated diploma =
                created(chain, course("diploma", 18_000).setKind(AchievementKind.ACHIEVEMENT_DIPLOMA));
        Hash root = Hash.sha256(
                new byte[] {1}, leaf(0, ALICE).toBytes(), leaf(1, BOB).toBytes());
        AwardBatch batch = AwardBatch.newBuilder()
                .setAchievement(diploma.getAchievement())
                .setRoot(ByteString.copyFrom(root.toBytes()))
                .setCount(2)
                .build();
        expect(
                "NOT_FOUND",
                UNIVERSITY,
                batch.toBuilder().setAchievement(NOTHING).build());
        expect("NOT_ACCREDITED", COLLEGE, batch);
        expect("BAD_BATCH", UNIVERSITY, batch.toBuilder().setCount(-5).build());
        ByteString id = chain.event(BatchAwarded.class, UNIVERSITY, batch).getBatch();
        CreateAsset job = CreateAsset.newBuilder()
                .setSymbol("WAGE")
                .setSupply(MemoryChain.amount(1_000))
                .setRules(AssetRules.newBuilder().setGate(has(diploma.getType())))
                .build();
        expect("OK", ALICE, anything());
        expect("OK", BOB, anything());
        String wage = chain.event(AssetCreated.class, STRANGER, job).getAsset();
        ClaimFromBatch claim = ClaimFromBatch.newBuilder()
                .setBatch(id)
                .setClaimsRoot(hash("diploma"))
                .addPath(ByteString.copyFrom(leaf(1, BOB).toBytes()))
                .build();
        ByteString credential = chain.nextId("credential", ALICE);
        var claimed = chain.decode(chain.draft(ALICE, claim));
        var paid = chain.decode(chain.draft(STRANGER, send(wage, ALICE, 5)));
        assertThat(chain.block(claimed, paid).receipts().stream().map(chain::name))
                .as("in the block of the claim")
                .containsExactly("OK", "OK");
        assertThat(chain.outcome(STRANGER, send(wage, BOB, 5))).isEqualTo("GATE_FAIL");
        expect("OK", UNIVERSITY, Suspend.newBuilder().setCredential(credential).build());
        assertThat(chain.outcome(STRANGER, send(wage, ALICE, 5))).isEqualTo("GATE_FAIL");
        AchievementInfo info = chain.ask(
                "education/achievement",
                AchievementQuery.newBuilder()
                        .setAchievement(diploma.getAchievement())
                        .build(),
                AchievementInfo.getDefaultInstance());
        assertThat(info.getAchievement().getAwarded()).isEqualTo(2);
    }

    private static Endorse.Builder endorse(TargetKind kind, ByteString target) {
        return Endorse.newBuilder().setKind(kind).setTarget(target).setContentHash(hash("praise"));
    }

    @Test
    void othersVouch() {
        AchievementCreated course = created(chain, course("algebra", 600));
        ByteString credential = awarded(UNIVERSITY, award(course.getAchievement(), ALICE), ALICE);
        Endorse.Builder achievement = endorse(TargetKind.TARGET_ACHIEVEMENT, course.getAchievement());
        Endorse.Builder award = endorse(TargetKind.TARGET_AWARD, credential);
        expect(
                "BAD_TARGET",
                COLLEGE,
                endorse(TargetKind.TARGET_ACHIEVEMENT, NOTHING).build());
        expect("BAD_TARGET", COLLEGE, endorse(TargetKind.TARGET_AWARD, NOTHING).build());
        expect("BAD_TARGET", COLLEGE, endorse(TargetKind.TARGET_ISSUER, NOTHING).build());
        expect("OWN_WORK", UNIVERSITY, achievement.build());
        expect("OWN_WORK", UNIVERSITY, award.build());
        expect("OWN_WORK", ALICE, award.build());
        expect(
                "OWN_WORK",
                COLLEGE,
                endorse(TargetKind.TARGET_ISSUER, address(COLLEGE)).build());
        expect("BAD_END", COLLEGE, achievement.clone().setUntilMs(5).build());
        expect("OK", COLLEGE, achievement.setUntilMs(chain.now() + DAY).build());
        expect("OK", COLLEGE, achievement.build());
        expect("OK", STRANGER, achievement.build());
        expect("OK", COLLEGE, award.build());
        expect(
                "OK",
                ALICE,
                endorse(TargetKind.TARGET_ISSUER, address(UNIVERSITY)).build());
        EndorsementsQuery query = EndorsementsQuery.newBuilder()
                .setTarget(course.getAchievement())
                .setLimit(1)
                .build();
        EndorsementsResult page = chain.ask("education/endorsements", query, EndorsementsResult.getDefaultInstance());
        assertThat(page.getEndorsements(0).getLive()).isTrue();
        assertThat(chain.ask(
                                "education/endorsements",
                                query.toBuilder().setCursor(page.getNext()).build(),
                                EndorsementsResult.getDefaultInstance())
                        .getEndorsementsList())
                .hasSize(1);
        WithdrawEndorsement withdraw = WithdrawEndorsement.newBuilder()
                .setKind(TargetKind.TARGET_ACHIEVEMENT)
                .setTarget(course.getAchievement())
                .setEndorser(address(COLLEGE))
                .build();
        expect("NOT_OWNER", ALICE, withdraw);
        expect(
                "NOT_FOUND",
                ALICE,
                withdraw.toBuilder().setEndorser(address(BOB)).build());
        expect("OK", COLLEGE, withdraw);
        expect("NOT_FOUND", COLLEGE, withdraw);
        chain.pass(DAY);
        expect("OK", ALICE, withdraw.toBuilder().setEndorser(address(STRANGER)).build());
        AchievementQuery none = AchievementQuery.newBuilder()
                .setAchievement(course.getAchievement())
                .build();
        assertThat(chain.ask("education/achievement", none, AchievementInfo.getDefaultInstance())
                        .getEndorsements())
                .isZero();
        Message poors = endorse(TargetKind.TARGET_ISSUER, address(UNIVERSITY)).build();
        chain.drainFor(POOR, poors);
        expect("DEPOSIT", POOR, poors);
    }
}
