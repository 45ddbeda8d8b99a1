package io.ixi.vm.connect.chat;

import static io.ixi.vm.testkit.MemoryChain.EUR;
import static io.ixi.vm.testkit.MemoryChain.FUNDS;
import static io.ixi.vm.testkit.MemoryChain.address;
import static io.ixi.vm.testkit.MemoryChain.amount;
import static io.ixi.vm.testkit.MemoryChain.hash;
import static io.ixi.vm.testkit.MemoryChain.send;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.connect.chat.proto.AcceptContact;
import io.ixi.vm.connect.chat.proto.CloseGroup;
import io.ixi.vm.connect.chat.proto.Commit;
import io.ixi.vm.connect.chat.proto.Contact;
import io.ixi.vm.connect.chat.proto.ContactQuery;
import io.ixi.vm.connect.chat.proto.ContactState;
import io.ixi.vm.connect.chat.proto.CreateGroup;
import io.ixi.vm.connect.chat.proto.Group;
import io.ixi.vm.connect.chat.proto.GroupChanged;
import io.ixi.vm.connect.chat.proto.GroupQuery;
import io.ixi.vm.connect.chat.proto.Inbox;
import io.ixi.vm.connect.chat.proto.InboxPolicy;
import io.ixi.vm.connect.chat.proto.InboxQuery;
import io.ixi.vm.connect.chat.proto.KeyPackageTaken;
import io.ixi.vm.connect.chat.proto.KeyPackagesQuery;
import io.ixi.vm.connect.chat.proto.KeyPackagesResult;
import io.ixi.vm.connect.chat.proto.MessageReported;
import io.ixi.vm.connect.chat.proto.NewKeyPackage;
import io.ixi.vm.connect.chat.proto.PublishKeyPackages;
import io.ixi.vm.connect.chat.proto.RefuseContact;
import io.ixi.vm.connect.chat.proto.RemoveContact;
import io.ixi.vm.connect.chat.proto.RemoveKeyPackages;
import io.ixi.vm.connect.chat.proto.RemoveReport;
import io.ixi.vm.connect.chat.proto.Report;
import io.ixi.vm.connect.chat.proto.ReportFranked;
import io.ixi.vm.connect.chat.proto.ReportQuery;
import io.ixi.vm.connect.chat.proto.RequestContact;
import io.ixi.vm.connect.chat.proto.SetAdmins;
import io.ixi.vm.connect.chat.proto.SetInbox;
import io.ixi.vm.connect.chat.proto.TakeKeyPackage;
import io.ixi.vm.connect.chat.proto.WithdrawRequest;
import io.ixi.vm.testkit.MemoryChain;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two people and a stranger. */
class ChatTest {
    static final int ALICE = 0;
    static final int BOB = 1;
    static final int STRANGER = 2;
    static final int POOR = 3;
    static final long DAY = 86_400_000;
    static final ByteString NOTHING = ByteString.copyFrom(new byte[20]);

    private final MemoryChain chain = chain();

    static MemoryChain chain() {
        return new MemoryChain(8, economy -> List.of(new ChatModule(economy.money())));
    }

    private void expect(String outcome, int account, Message message) {
        assertThat(chain.outcome(account, message)).as(message.toString()).isEqualTo(outcome);
        chain.audit();
    }

    private void poor(Message message) {
        chain.run(ALICE, send("", POOR, 100_000_000));
        chain.drainFor(POOR, message);
        expect("DEPOSIT", POOR, message);
    }

    private NewKeyPackage.Builder made(String name) {
        return NewKeyPackage.newBuilder().setHash(hash(name)).setUntilMs(chain.now() + DAY);
    }

    private static PublishKeyPackages publish(NewKeyPackage.Builder... packages) {
        PublishKeyPackages.Builder message = PublishKeyPackages.newBuilder();
        for (NewKeyPackage.Builder one : packages) {
            message.addPackages(one);
        }
        return message.build();
    }

    private KeyPackagesResult packages() {
        return chain.ask(
                "chat/keyPackages",
                KeyPackagesQuery.newBuilder().setAccount(address(ALICE)).build(),
                KeyPackagesResult.getDefaultInstance());
    }

    @Test
    void aKeyPackageIsTakenOnceAndTheLastOneStays() {
        TakeKeyPackage take =
                TakeKeyPackage.newBuilder().setAccount(address(ALICE)).build();
        expect("NO_KEYPKG", BOB, take);
        expect("BAD_PACKAGE", ALICE, publish());
        expect("BAD_PACKAGE", ALICE, publish(made("a").setUntilMs(5)));
        expect("BAD_PACKAGE", ALICE, publish(made("a").setUntilMs(Long.MAX_VALUE)));
        expect(
                "BAD_PACKAGE",
                ALICE,
                publish(made("a").setLastResort(true), made("b").setLastResort(true)));
        expect("OK", ALICE, publish(made("last").setLastResort(true), made("one"), made("two")));
        expect("BAD_PACKAGE", ALICE, publish(made("b").setLastResort(true)));
        assertThat(chain.event(KeyPackageTaken.class, BOB, take).getHash()).isEqualTo(hash("one"));
        assertThat(chain.event(KeyPackageTaken.class, STRANGER, take).getHash()).isEqualTo(hash("two"));
        assertThat(chain.event(KeyPackageTaken.class, BOB, take).getHash()).isEqualTo(hash("last"));
        assertThat(packages().getPackagesList()).hasSize(1);
        for (int i = 2; i < 20; i++) {
            expect("OK", BOB, take);
        }
        expect("TAKEN_TOO_MANY", BOB, take);
        chain.pass(3_600_000);
        expect("OK", BOB, take);
        NewKeyPackage.Builder[] many = new NewKeyPackage.Builder[20];
        for (int i = 0; i < many.length; i++) {
            many[i] = made("many " + i);
        }
        expect("BAD_PACKAGE", ALICE, publish(many));
        RemoveKeyPackages remove = RemoveKeyPackages.newBuilder().addNumbers(0).build();
        expect("NOT_FOUND", ALICE, RemoveKeyPackages.newBuilder().addNumbers(77).build());
        expect("OK", ALICE, remove);
        expect("NOT_FOUND", ALICE, remove);
        expect("OK", ALICE, publish(many));
        chain.pass(2 * DAY);
        expect("NO_KEYPKG", BOB, take);
        expect("OK", ALICE, publish(made("new")));
        assertThat(packages().getPackagesList())
                .as("those that are over made room")
                .hasSize(1);
        poor(publish(made("p")));
    }

    private static Commit commit(ByteString group, long epoch, String name) {
        return Commit.newBuilder()
                .setGroup(group)
                .setEpoch(epoch)
                .setCommitHash(hash(name))
                .build();
    }

    private Group group(ByteString id) {
        return chain.ask("chat/group", GroupQuery.newBuilder().setGroup(id).build(), Group.getDefaultInstance());
    }

    /** Scenario S15, the chat part: two commits to one epoch in one block, exactly one counts. */
    @Test
    void ofTwoCommitsOneCounts() {
        CreateGroup create = CreateGroup.newBuilder()
                .addAdmins(address(BOB))
                .setCommitHash(hash("start"))
                .build();
        expect("BAD_GROUP", ALICE, create.toBuilder().addAdmins(address(ALICE)).build());
        ByteString id = chain.event(GroupChanged.class, ALICE, create).getGroup();
        var both = chain.block(
                chain.decode(chain.draft(ALICE, commit(id, 0, "a"))),
                chain.decode(chain.draft(BOB, commit(id, 0, "b"))));
        assertThat(both.receipts().stream().map(chain::name)).containsExactly("OK", "STALE_EPOCH");
        assertThat(group(id).getEpoch()).isEqualTo(1);
        assertThat(group(id).getCommitHash()).isEqualTo(hash("a"));
        expect("OK", BOB, commit(id, 1, "b"));
        expect("STALE_EPOCH", ALICE, commit(id, 1, "c"));
        expect("STALE_EPOCH", ALICE, commit(id, 3, "c"));
        expect("NOT_FOUND", ALICE, commit(NOTHING, 0, "c"));
        expect("NOT_ADMIN", STRANGER, commit(id, 2, "c"));
        SetAdmins admins = SetAdmins.newBuilder()
                .setGroup(id)
                .setEpoch(2)
                .addAdmins(address(BOB))
                .build();
        expect("NOT_FOUND", ALICE, admins.toBuilder().setGroup(NOTHING).build());
        expect("NOT_ADMIN", STRANGER, admins);
        expect("STALE_EPOCH", ALICE, admins.toBuilder().setEpoch(1).build());
        expect("BAD_GROUP", ALICE, admins.toBuilder().clearAdmins().build());
        expect("BAD_GROUP", ALICE, admins.toBuilder().addAdmins(address(BOB)).build());
        expect("OK", ALICE, admins);
        expect("NOT_ADMIN", ALICE, commit(id, 2, "c"));
        CloseGroup close = CloseGroup.newBuilder().setGroup(id).build();
        expect("NOT_FOUND", BOB, close.toBuilder().setGroup(NOTHING).build());
        expect("NOT_ADMIN", ALICE, close);
        long before = chain.free(ALICE, "");
        expect("OK", BOB, close);
        assertThat(chain.free(ALICE, "")).as("the creator's deposit").isGreaterThan(before);
        poor(create);
    }

    private static RequestContact ask(int to, long max) {
        return RequestContact.newBuilder()
                .setTo(address(to))
                .setMaxDeposit(amount(max))
                .build();
    }

    private static AcceptContact accept(int from) {
        return AcceptContact.newBuilder().setFrom(address(from)).build();
    }

    private static RefuseContact refuse(int from) {
        return RefuseContact.newBuilder().setFrom(address(from)).build();
    }

    private static RemoveContact remove(int other) {
        return RemoveContact.newBuilder().setOther(address(other)).build();
    }

    private static WithdrawRequest withdraw(int to) {
        return WithdrawRequest.newBuilder().setTo(address(to)).build();
    }

    @Test
    void aStrangerPaysIfRefused() {
        SetInbox inbox =
                SetInbox.newBuilder().setAsset(EUR).setDeposit(amount(50)).build();
        expect("BAD_INBOX", ALICE, inbox.toBuilder().setAsset("GOLD").build());
        expect("OK", ALICE, inbox);
        assertThat(chain.ask(
                                "chat/inbox",
                                InboxQuery.newBuilder()
                                        .setAccount(address(ALICE))
                                        .build(),
                                Inbox.getDefaultInstance())
                        .getDeposit())
                .isEqualTo(amount(50));
        expect("CONTACT_DENIED", ALICE, ask(ALICE, 50));
        expect("DEPOSIT_OVER_MAX", BOB, ask(ALICE, 49));
        expect("NOT_FOUND", ALICE, accept(BOB));
        expect("NOT_FOUND", ALICE, refuse(BOB));
        expect("NOT_FOUND", BOB, withdraw(ALICE));
        expect("NOT_FOUND", BOB, remove(ALICE));
        expect("OK", BOB, ask(ALICE, 50));
        assertThat(chain.free(BOB, EUR)).isEqualTo(FUNDS - 50);
        expect("ASKED_ALREADY", BOB, ask(ALICE, 50));
        expect("ASKED_ALREADY", ALICE, ask(BOB, 50));
        expect("BAD_STATE", BOB, remove(ALICE));
        expect("BAD_STATE", BOB, withdraw(ALICE));
        expect("OK", ALICE, accept(BOB));
        assertThat(chain.free(BOB, EUR)).as("back").isEqualTo(FUNDS);
        expect("BAD_STATE", ALICE, accept(BOB));
        expect("BAD_STATE", ALICE, refuse(BOB));
        expect("BAD_STATE", BOB, withdraw(ALICE));
        expect("OK", STRANGER, ask(ALICE, 50));
        expect("OK", ALICE, refuse(STRANGER));
        assertThat(chain.free(ALICE, EUR)).isEqualTo(FUNDS + 50);
        expect("CONTACT_DENIED", STRANGER, ask(ALICE, 50));
        expect("BAD_STATE", STRANGER, remove(ALICE));
        expect("OK", ALICE, remove(STRANGER));
        expect("OK", STRANGER, ask(ALICE, 50));
        chain.pass(ChatModule.DEFAULTS.getRequestS() * 1_000);
        expect("OK", STRANGER, withdraw(ALICE));
        assertThat(chain.free(STRANGER, EUR)).isEqualTo(FUNDS - 50);
        Contact friends = chain.ask(
                "chat/contact",
                ContactQuery.newBuilder()
                        .setFrom(address(BOB))
                        .setTo(address(ALICE))
                        .build(),
                Contact.getDefaultInstance());
        assertThat(friends.getState()).isEqualTo(ContactState.CONTACT_ACCEPTED);
        expect("OK", ALICE, remove(BOB));
        expect("OK", ALICE, inbox.toBuilder().setDeposit(amount(FUNDS + 1)).build());
        expect("INSUFFICIENT_FREE", BOB, ask(ALICE, FUNDS + 1));
        expect(
                "OK",
                ALICE,
                inbox.toBuilder().setPolicy(InboxPolicy.INBOX_CLOSED).build());
        expect("CONTACT_DENIED", BOB, ask(ALICE, FUNDS + 1));
        poor(ask(BOB, 0));
    }

    @Test
    void aReportOpensWhatTheSenderSigned() {
        String canary = "the canary sings at midnight";
        ByteString key = hash("key");
        ByteString content = hash("salt" + canary);
        ByteString commitment = ByteString.copyFrom(ContactHandlers.commitment(key.toByteArray(), content.toByteArray())
                .toBytes());
        ReportFranked report = ReportFranked.newBuilder()
                .setAbout(address(BOB))
                .setCommitment(commitment)
                .setKey(key)
                .setContentHash(content)
                .setCode(4)
                .build();
        expect(
                "BAD_OPENING",
                ALICE,
                report.toBuilder().setContentHash(hash("else")).build());
        expect("BAD_OPENING", ALICE, report.toBuilder().setKey(hash("else")).build());
        expect("BAD_OPENING", ALICE, report.toBuilder().setCode(256).build());
        ByteString id = chain.event(MessageReported.class, ALICE, report).getReport();
        assertThat(chain.ask(
                                "chat/report",
                                ReportQuery.newBuilder().setReport(id).build(),
                                Report.getDefaultInstance())
                        .getBody())
                .isEqualTo(report);
        for (Bytes entry : chain.everything()) {
            assertThat(new String(entry.unsafeArray(), StandardCharsets.ISO_8859_1))
                    .doesNotContain(canary);
        }
        RemoveReport remove = RemoveReport.newBuilder().setReport(id).build();
        expect("NOT_FOUND", ALICE, remove.toBuilder().setReport(NOTHING).build());
        expect("NOT_OWNER", STRANGER, remove);
        chain.pass(ChatModule.DEFAULTS.getReportS() * 1_000);
        expect("OK", STRANGER, remove);
        poor(report);
    }
}
