package io.ixi.vm.economy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.economy.accounts.proto.AccountQuery;
import io.ixi.vm.economy.accounts.proto.AccountResult;
import io.ixi.vm.economy.accounts.proto.AddKey;
import io.ixi.vm.economy.accounts.proto.CancelRecovery;
import io.ixi.vm.economy.accounts.proto.CreateSub;
import io.ixi.vm.economy.accounts.proto.CreateTickets;
import io.ixi.vm.economy.accounts.proto.FinishRecovery;
import io.ixi.vm.economy.accounts.proto.Recovery;
import io.ixi.vm.economy.accounts.proto.RecoveryQuery;
import io.ixi.vm.economy.accounts.proto.RemoveKey;
import io.ixi.vm.economy.accounts.proto.SetRecovery;
import io.ixi.vm.economy.accounts.proto.SetThreshold;
import io.ixi.vm.economy.accounts.proto.StartRecovery;
import io.ixi.vm.economy.accounts.proto.SubsQuery;
import io.ixi.vm.economy.accounts.proto.SubsResult;
import io.ixi.vm.economy.bank.proto.AssetCreated;
import io.ixi.vm.economy.bank.proto.CreateAsset;
import io.ixi.vm.economy.bank.proto.Send;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.Receipt;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.proto.CoSigner;
import io.ixi.vm.kernel.proto.Key;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.tx.Draft;
import io.ixi.vm.kernel.tx.Tx;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Weighted keys, recovery, tickets and subaccounts. */
class AccountKeysTest {
    private static final long FUNDS = 1_000_000_000_000L;
    private static final long DAY_MS = 86_400_000;
    private static final Send PAY = Send.newBuilder()
            .setTo(TestChain.account(9).toByteString())
            .setAmount(TestChain.amount(1))
            .build();

    private final TestChain chain = new TestChain(6, Amount.of(FUNDS));

    private static AddKey add(int key, int weight) {
        Key fresh = TestChain.key(key);
        return AddKey.newBuilder()
                .setScheme(fresh.getScheme())
                .setPublicKey(fresh.getPublicKey())
                .setWeight(weight)
                .build();
    }

    private AccountResult account(int n) {
        return chain.ask(
                "accounts/account",
                AccountQuery.newBuilder()
                        .setAddress(TestChain.account(n).toByteString())
                        .build(),
                AccountResult.getDefaultInstance());
    }

    private void refused(String name, Tx... transactions) {
        assertThatThrownBy(() -> chain.executor.execute(chain.next(), List.of(transactions), chain.state))
                .isInstanceOfSatisfying(
                        RejectedException.class,
                        e -> assertThat(e.rejection().name()).isEqualTo(name));
    }

    /** The account's next transaction by keys of these numbers. */
    private Tx by(int account, int[] keys, Message... messages) {
        Draft draft = chain.draft(account, chain.executor.sequence(TestChain.account(account), chain.state), messages)
                .withoutKey()
                .with(body -> {
                    body.setKeyId(keys[0]);
                    for (int i = 1; i < keys.length; i++) {
                        body.addCoSigners(CoSigner.newBuilder().setKeyId(keys[i]));
                    }
                    return body;
                });
        return chain.decode(draft);
    }

    @Test
    void weightsOfKeysReachTheThreshold() throws RejectedException {
        assertThat(chain.outcome(0, add(20, 2))).isEqualTo("OK");
        assertThat(chain.outcome(0, add(21, 1))).isEqualTo("OK");
        assertThat(chain.outcome(0, SetThreshold.newBuilder().setThreshold(3).build()))
                .isEqualTo("OK");
        assertThat(account(0).getThreshold()).isEqualTo(3);
        refused("BELOW_THRESHOLD", by(0, new int[] {0}, PAY));
        refused("BELOW_THRESHOLD", by(0, new int[] {0, 2}, PAY));
        refused("KEY_MISMATCH", by(0, new int[] {0, 0}, PAY));
        refused("KEY_MISMATCH", by(0, new int[] {0, 7}, PAY));
        Tx tx = by(0, new int[] {1, 2}, PAY);
        assertThat(chain.executor.signatureChecks(tx, chain.state)).hasSize(2);
        assertThat(chain.last(tx).succeeded()).isTrue();
        chain.executor.audit(chain.state);
    }

    @Test
    void shouldRejectAddKey() {
        assertThat(chain.outcome(0, add(20, 0))).isEqualTo("WEIGHT");
        assertThat(chain.outcome(0, add(20, 1_001))).isEqualTo("WEIGHT");
        assertThat(chain.outcome(0, add(0, 1))).isEqualTo("SAME_KEY");
        assertThat(chain.outcome(0, add(20, 1).toBuilder().setScheme(2).build()))
                .isEqualTo("BAD_KEY");
        for (int i = 0; i < 7; i++) {
            assertThat(chain.outcome(0, add(20 + i, 1))).isEqualTo("OK");
        }
        assertThat(chain.outcome(0, add(40, 1))).isEqualTo("TOO_MANY_KEYS");
    }

    @Test
    void shouldRejectRemoveKeyAndThreshold() {
        RemoveKey first = RemoveKey.newBuilder().build();
        assertThat(chain.outcome(0, RemoveKey.newBuilder().setKeyId(3).build())).isEqualTo("UNKNOWN_KEY");
        assertThat(chain.outcome(0, first)).isEqualTo("LAST_KEY");
        assertThat(chain.outcome(0, SetThreshold.newBuilder().build())).isEqualTo("WEIGHT");
        assertThat(chain.outcome(0, SetThreshold.newBuilder().setThreshold(2).build()))
                .isEqualTo("WEIGHT");
        chain.run(0, add(20, 1));
        chain.run(0, SetThreshold.newBuilder().setThreshold(2).build());
        Receipt refused = chain.last(by(0, new int[] {0, 1}, first));
        assertThat(chain.name(refused.code())).isEqualTo("WEIGHT");
    }

    @Test
    void aRemovedKeySpeaksNoMore() {
        chain.run(0, add(20, 1));
        assertThat(chain.last(by(0, new int[] {1}, RemoveKey.getDefaultInstance()))
                        .succeeded())
                .isTrue();
        refused("KEY_MISMATCH", by(0, new int[] {0}, PAY));
        assertThat(chain.last(by(0, new int[] {1}, PAY)).succeeded()).isTrue();
        assertThat(account(0).getKeysList()).extracting(k -> k.getKeyId()).containsExactly(1);
    }

    private SetRecovery guardians(int needed, long delayS, int... accounts) {
        SetRecovery.Builder set = SetRecovery.newBuilder().setNeeded(needed).setDelayS(delayS);
        for (int account : accounts) {
            set.addGuardians(TestChain.account(account).toByteString());
        }
        return set.build();
    }

    private static StartRecovery start(int key) {
        return StartRecovery.newBuilder()
                .setAccount(TestChain.account(0).toByteString())
                .setScheme(TestChain.key(key).getScheme())
                .setPublicKey(TestChain.key(key).getPublicKey())
                .build();
    }

    @Test
    void shouldRejectSetRecovery() {
        long day = 86_400;
        assertThat(chain.outcome(0, guardians(1, day - 1, 1))).isEqualTo("BAD_RECOVERY");
        assertThat(chain.outcome(0, guardians(1, 366 * day, 1))).isEqualTo("BAD_RECOVERY");
        assertThat(chain.outcome(0, guardians(0, day, 1))).isEqualTo("BAD_RECOVERY");
        assertThat(chain.outcome(0, guardians(2, day, 1))).isEqualTo("BAD_RECOVERY");
        assertThat(chain.outcome(0, guardians(1, day, 1, 1))).isEqualTo("BAD_RECOVERY");
        assertThat(chain.outcome(0, guardians(1, day, 0, 1))).isEqualTo("BAD_RECOVERY");
        assertThat(chain.outcome(0, guardians(1, day, 1))).isEqualTo("OK");
        chain.run(1, start(30));
        assertThat(chain.outcome(0, guardians(1, day, 2))).isEqualTo("RECOVERY_PENDING");
    }

    @Test
    void guardiansReplaceLostKeysAfterTheDelay() {
        chain.run(0, add(20, 1));
        chain.run(0, guardians(2, 86_400, 1, 2, 3));
        assertThat(chain.outcome(4, start(30))).isEqualTo("NOT_GUARDIAN");
        assertThat(chain.outcome(1, start(30).toBuilder().setScheme(3).build())).isEqualTo("BAD_KEY");
        assertThat(chain.outcome(1, start(30))).isEqualTo("OK");
        assertThat(chain.outcome(1, start(30))).isEqualTo("RECOVERY_PENDING");
        assertThat(chain.outcome(2, start(31))).isEqualTo("OTHER_KEY");
        FinishRecovery finish = FinishRecovery.newBuilder()
                .setAccount(TestChain.account(0).toByteString())
                .build();
        assertThat(chain.outcome(5, finish)).isEqualTo("RECOVERY_EARLY");
        assertThat(chain.outcome(2, start(30))).isEqualTo("OK");
        chain.pass(DAY_MS - 10_000);
        assertThat(chain.outcome(5, finish)).isEqualTo("RECOVERY_EARLY");
        chain.pass(20_000);
        assertThat(account(0).getKeysList())
                .extracting(k -> k.getPublicKey())
                .containsExactly(TestChain.key(30).getPublicKey());
        refused("KEY_MISMATCH", chain.tx(0, PAY));
        assertThat(chain.last(by(0, new int[] {0}, PAY)).succeeded()).isTrue();
        assertThat(chain.outcome(5, finish)).isEqualTo("RECOVERY_EARLY");
        chain.executor.audit(chain.state);
    }

    @Test
    void theAccountObjectsToARecovery() {
        assertThat(chain.outcome(0, CancelRecovery.getDefaultInstance())).isEqualTo("RECOVERY_EARLY");
        chain.run(0, guardians(1, 86_400, 1));
        chain.run(1, start(30));
        assertThat(chain.outcome(0, CancelRecovery.getDefaultInstance())).isEqualTo("OK");
        chain.pass(2 * DAY_MS);
        assertThat(chain.outcome(0, PAY)).isEqualTo("OK");
        Recovery left = chain.ask(
                "accounts/recovery",
                RecoveryQuery.newBuilder()
                        .setAccount(TestChain.account(0).toByteString())
                        .build(),
                Recovery.getDefaultInstance());
        assertThat(left.getGuardiansCount()).isEqualTo(1);
        assertThat(left.getScheme()).isZero();
        assertThat(chain.outcome(0, SetRecovery.getDefaultInstance())).isEqualTo("OK");
        assertThat(chain.outcome(1, start(30))).isEqualTo("NOT_GUARDIAN");
        chain.executor.audit(chain.state);
    }

    private Tx ticket(long number, Message... messages) {
        return chain.decode(chain.draft(0, 0, messages).with(body -> body.setTicket(number)));
    }

    @Test
    void ticketsWaitForNobody() {
        chain.run(0, PAY);
        refused("BAD_TICKET", ticket(1, PAY));
        assertThat(chain.outcome(0, CreateTickets.newBuilder().setCount(3).build()))
                .isEqualTo("OK");
        assertThat(account(0).getTicketsList()).containsExactly(1L, 2L, 3L);
        long sequence = account(0).getSequence();
        Tx third = ticket(3, PAY);
        Tx first = ticket(1, PAY);
        assertThat(third.queue()).isNotEqualTo(first.queue()).isNotEqualTo(third.account());
        assertThat(chain.block(third, first).receipts()).allMatch(Receipt::succeeded);
        assertThat(chain.executor.next(third, chain.state)).isEqualTo(1);
        assertThat(chain.executor.next(ticket(2, PAY), chain.state)).isZero();
        refused("BAD_TICKET", third);
        assertThat(account(0).getTicketsList()).containsExactly(2L);
        assertThat(account(0).getSequence()).isEqualTo(sequence);
        assertThat(chain.outcome(0, CreateTickets.newBuilder().setCount(1).build()))
                .isEqualTo("OK");
        assertThat(account(0).getTicketsList()).containsExactly(2L, 4L);
        chain.executor.audit(chain.state);
    }

    @Test
    void shouldRejectCreateTickets() {
        assertThat(chain.outcome(0, CreateTickets.getDefaultInstance())).isEqualTo("TOO_MANY_TICKETS");
        assertThat(chain.outcome(0, CreateTickets.newBuilder().setCount(65).build()))
                .isEqualTo("TOO_MANY_TICKETS");
        assertThat(chain.outcome(0, CreateTickets.newBuilder().setCount(64).build()))
                .isEqualTo("OK");
        assertThat(chain.outcome(0, CreateTickets.newBuilder().setCount(1).build()))
                .isEqualTo("TOO_MANY_TICKETS");
    }

    @Test
    void objectsMadeUnderATicketHaveIdsOfTheirOwn() {
        CreateAsset asset = CreateAsset.newBuilder()
                .setSymbol("GOLD")
                .setSupply(TestChain.amount(1))
                .build();
        Receipt plain = chain.run(0, asset);
        chain.run(0, CreateTickets.newBuilder().setCount(1).build());
        Receipt ticketed = chain.last(ticket(1, asset));
        assertThat(((AssetCreated) ticketed.events().getFirst().body()).getAsset())
                .isNotEqualTo(((AssetCreated) plain.events().getFirst().body()).getAsset());
    }

    @Test
    void aTicketAndASequenceNumberDoNotMix() {
        Draft both = chain.draft(0, 5, PAY).with(body -> body.setTicket(1));
        assertThatThrownBy(() -> chain.executor.decode(TestChain.signed(both), chain.id))
                .hasMessageContaining("MALFORMED");
    }

    @Test
    void anAccountSignsForItsSubaccounts() {
        ByteString label = ByteString.copyFrom(Hash.sha256(new byte[] {7}).toBytes());
        assertThat(chain.outcome(0, CreateSub.newBuilder().setLabelHash(label).build()))
                .isEqualTo("OK");
        assertThat(chain.outcome(0, CreateSub.newBuilder().setLabelHash(label).build()))
                .isEqualTo("SUB_EXISTS");
        SubsResult subs = chain.ask(
                "accounts/subs",
                SubsQuery.newBuilder()
                        .setAccount(TestChain.account(0).toByteString())
                        .build(),
                SubsResult.getDefaultInstance());
        Address sub = Address.of(subs.getSubs(0).getSub());
        chain.run(
                0,
                PAY.toBuilder()
                        .setTo(sub.toByteString())
                        .setAmount(TestChain.amount(50))
                        .build());
        long sequence = account(0).getSequence();
        Tx foreign = chain.decode(chain.draft(1, 0, PAY).with(body -> body.setMessages(0, Draft.typed(PAY, sub))));
        refused("NOT_SIGNED", foreign);
        Tx own = chain.decode(chain.draft(0, sequence, PAY).with(body -> body.setMessages(0, Draft.typed(PAY, sub))));
        assertThat(chain.last(own).succeeded()).isTrue();
        assertThat(chain.bank().free(new Overlay(chain.state), sub, "")).isEqualTo(Amount.of(49));
        Tx nested = chain.decode(chain.draft(0, sequence + 1, PAY)
                .with(body -> body.setMessages(
                                0,
                                Draft.typed(
                                        CreateSub.newBuilder()
                                                .setLabelHash(label)
                                                .build(),
                                        sub))
                        .addMessages(Draft.typed(add(33, 1), sub))));
        assertThat(chain.name(chain.last(nested).code())).isEqualTo("SUB_EXISTS");
        Tx keyed = chain.decode(chain.draft(0, sequence + 2, PAY)
                .with(body -> body.setMessages(0, Draft.typed(add(33, 1), sub))));
        assertThat(chain.name(chain.last(keyed).code())).isEqualTo("UNKNOWN_KEY");
        Tx guarded = chain.decode(chain.draft(0, sequence + 3, PAY)
                .with(body -> body.setMessages(0, Draft.typed(guardians(1, 86_400, 1), sub))));
        assertThat(chain.name(chain.last(guarded).code())).isEqualTo("UNKNOWN_KEY");
        chain.executor.audit(chain.state);
    }

    @Test
    void shouldRejectCreateSubWhenThereAreTooMany() {
        for (int i = 0; i < 128; i++) {
            ByteString label =
                    ByteString.copyFrom(Hash.sha256(new byte[] {(byte) i}).toBytes());
            chain.run(0, CreateSub.newBuilder().setLabelHash(label).build());
        }
        ByteString more = ByteString.copyFrom(Hash.sha256(new byte[] {1, 1}).toBytes());
        assertThat(chain.outcome(0, CreateSub.newBuilder().setLabelHash(more).build()))
                .isEqualTo("TOO_MANY_SUBS");
    }
}
