package io.ixi.vm.connect.social;

import static io.ixi.vm.testkit.MemoryChain.FUNDS;
import static io.ixi.vm.testkit.MemoryChain.account;
import static io.ixi.vm.testkit.MemoryChain.address;
import static io.ixi.vm.testkit.MemoryChain.hash;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.vm.connect.social.proto.Appeal;
import io.ixi.vm.connect.social.proto.AppealCase;
import io.ixi.vm.connect.social.proto.CaseOpened;
import io.ixi.vm.connect.social.proto.CaseQuery;
import io.ixi.vm.connect.social.proto.DropLabel;
import io.ixi.vm.connect.social.proto.JurorVote;
import io.ixi.vm.connect.social.proto.JuryVote;
import io.ixi.vm.connect.social.proto.LabelsQuery;
import io.ixi.vm.connect.social.proto.LabelsResult;
import io.ixi.vm.connect.social.proto.Moderator;
import io.ixi.vm.connect.social.proto.ModeratorQuery;
import io.ixi.vm.connect.social.proto.ModeratorRole;
import io.ixi.vm.connect.social.proto.PokeCase;
import io.ixi.vm.connect.social.proto.PutLabel;
import io.ixi.vm.connect.social.proto.RegisterModerator;
import io.ixi.vm.connect.social.proto.RetireModerator;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.proto.Condition;
import io.ixi.vm.testkit.MemoryChain;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Labels with a bond behind them, and who judges them. */
class ModerationTest {
    private static final int ALICE = 0;
    private static final int LABELER = 1;
    private static final int STRANGER = 2;
    private static final int POOR = 3;

    /** The first of five. */
    private static final int JUROR = 10;

    private static final long BOND = SocialModule.DEFAULTS.getModeratorBond();
    private static final long APPEAL = SocialModule.DEFAULTS.getAppealBond();
    private static final long JURY_MS = SocialModule.DEFAULTS.getJuryS() * 1_000;
    private static final long DAY = 86_400_000;
    private static final ByteString NOTHING = ByteString.copyFrom(new byte[20]);

    private final MemoryChain chain = SocialTest.chain();

    private void expect(String outcome, int account, Message message) {
        assertThat(chain.outcome(account, message)).as(message.toString()).isEqualTo(outcome);
        chain.audit();
    }

    private static RegisterModerator register(ModeratorRole role) {
        return RegisterModerator.newBuilder()
                .setRole(role)
                .setPolicyHash(hash("policy"))
                .build();
    }

    private void people() {
        expect("OK", LABELER, register(ModeratorRole.MODERATOR_AI));
        for (int i = 0; i < 5; i++) {
            expect("OK", JUROR + i, register(ModeratorRole.MODERATOR_JUROR));
        }
    }

    private PutLabel.Builder label(String target) {
        return PutLabel.newBuilder()
                .setAbout(address(ALICE))
                .setTarget(hash(target))
                .setCode(7)
                .setUntilMs(chain.now() + DAY);
    }

    private static DropLabel.Builder drop(String target) {
        return DropLabel.newBuilder()
                .setAbout(address(ALICE))
                .setLabeler(address(LABELER))
                .setTarget(hash(target))
                .setCode(7);
    }

    private static Appeal.Builder appeal(String target) {
        return Appeal.newBuilder()
                .setLabeler(address(LABELER))
                .setTarget(hash(target))
                .setCode(7)
                .setStatementHash(hash("it was a joke"));
    }

    private static JuryVote vote(ByteString id, boolean overturn) {
        return JuryVote.newBuilder().setCaseId(id).setOverturn(overturn).build();
    }

    private static PokeCase poke(ByteString id) {
        return PokeCase.newBuilder().setCaseId(id).build();
    }

    private ByteString appealed(String target) {
        expect("OK", LABELER, label(target).build());
        return chain.event(CaseOpened.class, ALICE, appeal(target).build()).getCaseId();
    }

    private List<Integer> jurors(ByteString id) {
        CaseQuery query = CaseQuery.newBuilder().setCaseId(id).build();
        List<ByteString> called =
                chain.ask("social/case", query, AppealCase.getDefaultInstance()).getVotesList().stream()
                        .map(JurorVote::getJuror)
                        .toList();
        return IntStream.range(JUROR, JUROR + 5)
                .filter(i -> called.contains(address(i)))
                .boxed()
                .toList();
    }

    private long bond(int account) {
        ModeratorQuery query =
                ModeratorQuery.newBuilder().setAccount(address(account)).build();
        Moderator known = chain.ask("social/moderator", query, Moderator.getDefaultInstance());
        return Amount.of(known.getBond()).toBigInteger().longValueExact();
    }

    private boolean listed() {
        Condition test = Condition.newBuilder()
                .setNotListed(account(LABELER).toByteString())
                .build();
        SocialModule module = new SocialModule(chain.economy.money(), account(99));
        return !module.holds(chain.state(), account(ALICE), test, chain.now());
    }

    @Test
    void labelsAreBoundedAndNeedABond() {
        expect("NOT_FOUND", LABELER, RetireModerator.getDefaultInstance());
        expect("NOT_LABELER", LABELER, label("post").build());
        people();
        expect("MODERATOR_BUSY", LABELER, register(ModeratorRole.MODERATOR_HUMAN));
        expect("NOT_LABELER", JUROR, label("post").build());
        expect("BAD_LABEL", LABELER, label("post").setCode(256).build());
        expect("BAD_LABEL", LABELER, label("post").setUntilMs(chain.now()).build());
        expect(
                "BAD_LABEL",
                LABELER,
                label("post").setUntilMs(chain.now() + 400 * DAY).build());
        expect("BAD_LABEL", LABELER, label("post").setAbout(address(LABELER)).build());
        assertThat(listed()).isFalse();
        expect("OK", LABELER, label("post").build());
        assertThat(listed()).isTrue();
        expect("BAD_LABEL", LABELER, label("post").build());
        for (int i = 1; i < 8; i++) {
            expect("OK", LABELER, label("post").setCode(10 + i).build());
        }
        expect("BAD_LABEL", LABELER, label("another").build());
        LabelsQuery query =
                LabelsQuery.newBuilder().setAbout(address(ALICE)).setLimit(5).build();
        LabelsResult page = chain.ask("social/labels", query, LabelsResult.getDefaultInstance());
        LabelsResult rest = chain.ask(
                "social/labels",
                query.toBuilder().setCursor(page.getNext()).build(),
                LabelsResult.getDefaultInstance());
        assertThat(page.getLabelsCount() + rest.getLabelsCount()).isEqualTo(8);
        assertThat(rest.getNext().isEmpty()).isTrue();
        expect("MODERATOR_BUSY", LABELER, RetireModerator.getDefaultInstance());
        expect("NOT_FOUND", LABELER, drop("nothing").build());
        expect("NOT_OWNER", STRANGER, drop("post").build());
        expect("OK", LABELER, drop("post").build());
        chain.pass(DAY);
        assertThat(listed()).as("all are over").isFalse();
        for (int i = 1; i < 8; i++) {
            expect("OK", STRANGER, drop("post").setCode(10 + i).build());
        }
        expect("OK", LABELER, RetireModerator.getDefaultInstance());
        assertThat(chain.refusal(
                        "social/moderator",
                        ModeratorQuery.newBuilder().setAccount(address(LABELER)).build()))
                .isEqualTo("NOT_FOUND");
        expect("OK", JUROR + 1, RetireModerator.getDefaultInstance());
        expect("OK", LABELER, register(ModeratorRole.MODERATOR_HUMAN));
        chain.drain(POOR, 1_000_000);
        expect("INSUFFICIENT_FREE", POOR, register(ModeratorRole.MODERATOR_HUMAN));
    }

    @Test
    void aJuryOverturnsALabelAndItsLabelerPays() {
        expect("OK", LABELER, register(ModeratorRole.MODERATOR_AI));
        expect("NOT_FOUND", ALICE, appeal("post").build());
        expect("OK", LABELER, label("post").build());
        expect("NO_JURY", ALICE, appeal("post").build());
        expect("OK", LABELER, drop("post").build());
        for (int i = 0; i < 5; i++) {
            expect("OK", JUROR + i, register(ModeratorRole.MODERATOR_JUROR));
        }
        ByteString id = appealed("post");
        expect("BAD_STATE", ALICE, appeal("post").build());
        expect("BAD_STATE", LABELER, drop("post").build());
        List<Integer> jury = jurors(id);
        assertThat(jury).hasSize(3);
        expect("NOT_FOUND", jury.get(0), vote(NOTHING, true));
        expect("NOT_JUROR", STRANGER, vote(id, true));
        expect("OK", jury.get(0), vote(id, true));
        expect("NOT_JUROR", jury.get(0), vote(id, true));
        expect("MODERATOR_BUSY", jury.get(1), RetireModerator.getDefaultInstance());
        expect("CASE_OPEN", STRANGER, poke(id));
        long before = chain.free(jury.get(2), "");
        long alice = chain.free(ALICE, "");
        expect("OK", jury.get(1), vote(id, true));
        long lost = BOND * SocialModule.DEFAULTS.getSlashPpm() / 1_000_000;
        assertThat(bond(LABELER)).isEqualTo(BOND - lost);
        assertThat(chain.free(ALICE, "")).as("her bond is back").isEqualTo(alice + APPEAL);
        assertThat(chain.free(jury.get(2), ""))
                .as("who did not vote has nothing")
                .isEqualTo(before);
        expect("NOT_FOUND", jury.get(2), vote(id, true));
        expect("NOT_FOUND", STRANGER, poke(id));
        assertThat(listed()).isFalse();
        for (int again = 0; bond(LABELER) >= BOND / 2; again++) {
            ByteString next = appealed("post " + again);
            for (int juror : jurors(next).subList(0, 2)) {
                expect("OK", juror, vote(next, true));
            }
        }
        expect("NOT_LABELER", LABELER, label("post").build());
    }

    @Test
    void aJuryUpholdsALabelAndHasTheBond() {
        people();
        ByteString id = appealed("post");
        List<Integer> jury = jurors(id);
        long before = chain.free(ALICE, "");
        expect("OK", jury.get(0), vote(id, false));
        expect("OK", jury.get(1), vote(id, true));
        expect("OK", jury.get(2), vote(id, false));
        assertThat(chain.free(ALICE, "")).isEqualTo(before);
        assertThat(bond(LABELER)).isEqualTo(BOND);
        assertThat(listed()).isTrue();
        ByteString second =
                chain.event(CaseOpened.class, ALICE, appeal("post").build()).getCaseId();
        long asked = chain.free(ALICE, "");
        chain.pass(JURY_MS);
        expect("OK", STRANGER, poke(second));
        assertThat(listed()).as("nobody voted").isFalse();
        assertThat(bond(LABELER)).isEqualTo(BOND);
        assertThat(chain.free(ALICE, "")).isEqualTo(asked + APPEAL);
        long silent = IntStream.range(JUROR, JUROR + 5)
                .filter(juror -> bond(juror) < BOND)
                .count();
        assertThat(silent).isEqualTo(3);
    }

    @Test
    void oneVoteIsEnoughWhenTheTimeIsOver() {
        people();
        ByteString id = appealed("post");
        List<Integer> jury = jurors(id);
        expect("OK", jury.get(0), vote(id, false));
        expect("NOT_FOUND", STRANGER, poke(NOTHING));
        chain.pass(JURY_MS);
        expect("OK", STRANGER, poke(id));
        assertThat(bond(LABELER)).isEqualTo(BOND);
        assertThat(bond(jury.get(1))).isLessThan(BOND);
        chain.pass(DAY);
        expect("BAD_STATE", ALICE, appeal("post").build());
        chain.drain(ALICE, APPEAL);
        expect("OK", STRANGER, drop("post").build());
        expect("OK", LABELER, label("post").build());
        expect("INSUFFICIENT_FREE", ALICE, appeal("post").build());
        assertThat(FUNDS).isGreaterThan(BOND);
        chain.drainFor(LABELER, label("other").build());
        expect("DEPOSIT", LABELER, label("other").build());
    }
}
