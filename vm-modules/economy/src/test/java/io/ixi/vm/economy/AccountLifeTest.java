package io.ixi.vm.economy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.vm.economy.accounts.proto.AccountQuery;
import io.ixi.vm.economy.accounts.proto.AccountResult;
import io.ixi.vm.economy.accounts.proto.AddKey;
import io.ixi.vm.economy.accounts.proto.CloseAccount;
import io.ixi.vm.economy.accounts.proto.CreateAccount;
import io.ixi.vm.economy.accounts.proto.CreateSub;
import io.ixi.vm.economy.accounts.proto.CreateTickets;
import io.ixi.vm.economy.accounts.proto.InboundPolicy;
import io.ixi.vm.economy.accounts.proto.RemoveKey;
import io.ixi.vm.economy.accounts.proto.RotateKey;
import io.ixi.vm.economy.accounts.proto.SetInboundPolicy;
import io.ixi.vm.economy.accounts.proto.SetThreshold;
import io.ixi.vm.economy.bank.proto.AssetCreated;
import io.ixi.vm.economy.bank.proto.CreateAsset;
import io.ixi.vm.economy.bank.proto.HoldsQuery;
import io.ixi.vm.economy.bank.proto.HoldsResult;
import io.ixi.vm.economy.bank.proto.Send;
import io.ixi.vm.economy.staking.proto.Delegate;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.Receipt;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.proto.AtLeast;
import io.ixi.vm.kernel.proto.Condition;
import io.ixi.vm.kernel.proto.Gate;
import io.ixi.vm.kernel.proto.GateClause;
import io.ixi.vm.kernel.proto.Key;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.tx.Tx;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Keys with roles, accounts that others create, accounts that end, and who counts as verified. */
class AccountLifeTest {
    private static final long FUNDS = 1_000_000_000_000L;
    private static final int PAY = 1;
    private static final int SOCIAL = 4;
    private static final int STRANGER = 40;

    private final TestChain chain = new StakingChain().chain;

    private static ByteString bytes(int account) {
        return TestChain.account(account).toByteString();
    }

    private static Send send(int to, long amount) {
        return Send.newBuilder()
                .setTo(bytes(to))
                .setAmount(TestChain.amount(amount))
                .build();
    }

    private static AddKey add(int key, int weight, int roles) {
        Key fresh = TestChain.key(key);
        return AddKey.newBuilder()
                .setScheme(fresh.getScheme())
                .setPublicKey(fresh.getPublicKey())
                .setWeight(weight)
                .setRoles(roles)
                .build();
    }

    /** The account's next transaction, signed by its key of a number. */
    private Tx by(int account, int keyId, Message... messages) {
        return chain.decode(
                chain.draft(account, chain.executor.sequence(TestChain.account(account), chain.state), messages)
                        .withoutKey()
                        .with(body -> body.setKeyId(keyId)));
    }

    private String signed(Tx tx) {
        try {
            chain.executor.signatureChecks(tx, chain.state);
            return "OK";
        } catch (RejectedException e) {
            return e.rejection().name();
        }
    }

    private AccountResult account(int account) {
        return chain.ask(
                "accounts/account",
                AccountQuery.newBuilder().setAddress(bytes(account)).build(),
                AccountResult.getDefaultInstance());
    }

    @Test
    void aKeyWithRolesSignsForItsLanesAndNeverForWhoControlsTheAccount() {
        assertThat(chain.outcome(4, add(41, 1, PAY), add(42, 1, SOCIAL))).isEqualTo("OK");
        assertThat(account(4).getKeysList()).extracting(key -> key.getRoles()).containsExactly(0, PAY, SOCIAL);
        assertThat(signed(by(4, 1, send(5, 1)))).isEqualTo("OK");
        assertThat(chain.last(by(4, 1, send(5, 1))).succeeded()).isTrue();
        assertThat(signed(by(4, 2, send(5, 1)))).isEqualTo("BELOW_THRESHOLD");
        assertThat(signed(by(4, 1, add(43, 1, 0)))).isEqualTo("BELOW_THRESHOLD");
        assertThat(signed(by(4, 1, send(5, 1), add(43, 1, 0)))).isEqualTo("BELOW_THRESHOLD");
        assertThat(signed(by(4, 0, add(43, 1, 0)))).isEqualTo("OK");
        assertThatThrownBy(() -> chain.executor.execute(chain.next(), List.of(by(4, 2, send(5, 1))), chain.state))
                .isInstanceOfSatisfying(
                        RejectedException.class,
                        e -> assertThat(e.rejection().name()).isEqualTo("BELOW_THRESHOLD"));
    }

    @Test
    void keysWithRolesDoNotKeepAnAccountControllable() {
        assertThat(chain.outcome(4, add(41, 5, PAY))).isEqualTo("OK");
        assertThat(chain.outcome(4, RemoveKey.newBuilder().setKeyId(0).build())).isEqualTo("WEIGHT");
        assertThat(chain.outcome(4, SetThreshold.newBuilder().setThreshold(2).build()))
                .isEqualTo("WEIGHT");
        assertThat(chain.outcome(4, add(42, 1, 16))).isEqualTo("BAD_ROLES");
        Key fresh = TestChain.key(43);
        RotateKey rotate = RotateKey.newBuilder()
                .setKeyId(1)
                .setScheme(fresh.getScheme())
                .setPublicKey(fresh.getPublicKey())
                .build();
        assertThat(chain.outcome(4, rotate)).isEqualTo("OK");
        assertThat(account(4).getKeys(1).getRoles()).isEqualTo(PAY);
        assertThat(chain.outcome(4, RemoveKey.newBuilder().setKeyId(1).build())).isEqualTo("OK");
        chain.executor.audit(chain.state);
    }

    private static CreateAccount create(int account) {
        Key key = TestChain.key(account);
        return CreateAccount.newBuilder()
                .setScheme(key.getScheme())
                .setPublicKey(key.getPublicKey())
                .build();
    }

    private long holds(int account) {
        return chain.ask(
                        "bank/holds",
                        HoldsQuery.newBuilder().setAccount(bytes(account)).build(),
                        HoldsResult.getDefaultInstance())
                .getHoldsCount();
    }

    @Test
    void anAccountThatAnotherCreatedNeedsNoKeyAndGivesTheDepositBackAtItsEnd() {
        Tx early = chain.decode(chain.draft(STRANGER, 0, send(4, 1)));
        long fee = chain.run(5, send(4, 1)).fee().toBigInteger().longValueExact();
        long left = free(5).toBigInteger().longValueExact();
        long next = chain.simulate(chain.tx(5, create(STRANGER)))
                .fee()
                .toBigInteger()
                .longValueExact();
        assertThat(chain.outcome(5, send(4, left - fee - next - 1_000))).isEqualTo("OK");
        assertThat(chain.outcome(5, create(STRANGER))).isEqualTo("DEPOSIT");
        assertThat(chain.outcome(4, send(5, left / 2))).isEqualTo("OK");
        assertThat(chain.outcome(4, create(STRANGER))).isEqualTo("OK");
        assertThat(holds(4)).isEqualTo(1);
        assertThat(account(STRANGER).getKnown()).isTrue();
        assertThat(account(STRANGER).getSequence()).isZero();
        assertThat(chain.outcome(5, create(STRANGER))).isEqualTo("ACCOUNT_EXISTS");
        assertThat(chain.outcome(4, create(5))).isEqualTo("ACCOUNT_EXISTS");
        assertThat(chain.outcome(4, create(STRANGER).toBuilder().setScheme(9).build()))
                .isEqualTo("BAD_KEY");
        chain.executor.audit(chain.state);
        assertThat(chain.outcome(4, send(STRANGER, FUNDS / 10))).isEqualTo("OK");
        assertThat(signed(early)).isEqualTo("OK");
        assertThat(chain.last(by(STRANGER, 0, send(4, 1))).succeeded()).isTrue();
        assertThat(chain.outcome(STRANGER, close(4))).isEqualTo("OK");
        assertThat(holds(4)).isZero();
        chain.executor.audit(chain.state);
    }

    private static CloseAccount close(int to) {
        return CloseAccount.newBuilder().setTo(bytes(to)).build();
    }

    private Amount free(int account) {
        return chain.bank().free(new Overlay(chain.state), TestChain.account(account), "");
    }

    @Test
    void aClosedAccountIsOverForGood() {
        assertThat(chain.outcome(4, add(41, 1, 0))).isEqualTo("OK");
        Amount both = free(4).plus(free(5));
        Receipt closed = chain.run(4, close(5));
        assertThat(closed.succeeded()).isTrue();
        assertThat(free(5)).isEqualTo(both.minus(closed.fee()));
        assertThat(free(4)).isEqualTo(Amount.ZERO);
        assertThat(account(4).getClosed()).isTrue();
        assertThat(account(4).getKeysCount()).isZero();
        assertThat(chain.outcome(5, send(4, 1))).isEqualTo("INBOUND_REFUSED");
        assertThat(chain.outcome(5, create(4))).isEqualTo("ACCOUNT_EXISTS");
        assertThat(chain.outcome(5, close(4))).isEqualTo("NOT_EMPTY");
        Tx again = chain.decode(chain.draft(4, chain.executor.sequence(TestChain.account(4), chain.state), send(5, 1)));
        assertThat(signed(again)).isEqualTo("CLOSED");
        chain.executor.audit(chain.state);
    }

    @Test
    void anAccountThatHasSomethingIsNotClosed() {
        assertThat(chain.outcome(4, close(4))).isEqualTo("NOT_EMPTY");
        assertThat(chain.outcome(4, CreateTickets.newBuilder().setCount(1).build()))
                .isEqualTo("OK");
        assertThat(chain.outcome(4, close(5))).isEqualTo("NOT_EMPTY");
        CreateSub sub = CreateSub.newBuilder().setLabelHash(bytes(1)).build();
        assertThat(chain.outcome(5, sub)).isEqualTo("OK");
        assertThat(chain.outcome(5, close(6))).isEqualTo("NOT_EMPTY");
        CreateAsset asset = CreateAsset.newBuilder()
                .setSymbol("XYZ")
                .setSupply(TestChain.amount(1))
                .build();
        assertThat(chain.outcome(6, asset)).isEqualTo("OK");
        assertThat(chain.outcome(6, close(5))).isEqualTo("NOT_EMPTY");
        Delegate stake = Delegate.newBuilder()
                .setValidator(bytes(0))
                .setAmount(TestChain.amount(1_000))
                .build();
        assertThat(chain.outcome(7, stake)).isEqualTo("OK");
        assertThat(chain.outcome(7, close(5))).isEqualTo("NOT_EMPTY");
    }

    private static Gate rich(long least) {
        return Gate.newBuilder()
                .addAnyOf(GateClause.newBuilder()
                        .addAllOf(Condition.newBuilder()
                                .setBalance(AtLeast.newBuilder().setAmount(TestChain.amount(least)))))
                .build();
    }

    @Test
    void whoVerifiesSendersTakesUnknownAssetsFromThemAlone() {
        AssetCreated gold = (AssetCreated) chain.run(
                        4,
                        CreateAsset.newBuilder()
                                .setSymbol("GOLD")
                                .setSupply(TestChain.amount(100))
                                .build())
                .events()
                .getLast()
                .body();
        Send gift = send(6, 1).toBuilder().setAsset(gold.getAsset()).build();
        assertThat(chain.outcome(4, gift)).isEqualTo("INBOUND_REFUSED");
        SetInboundPolicy verified = SetInboundPolicy.newBuilder()
                .setPolicy(InboundPolicy.INBOUND_VERIFIED)
                .build();
        assertThat(chain.outcome(6, verified)).isEqualTo("BAD_POLICY");
        assertThat(chain.outcome(
                        6, SetInboundPolicy.newBuilder().setVerified(rich(1)).build()))
                .isEqualTo("BAD_POLICY");
        assertThat(chain.outcome(
                        6,
                        verified.toBuilder()
                                .setVerified(Gate.getDefaultInstance())
                                .build()))
                .isEqualTo("BAD_GATE");
        long more = free(4).toBigInteger().longValueExact() * 2;
        assertThat(chain.outcome(6, verified.toBuilder().setVerified(rich(more)).build()))
                .isEqualTo("OK");
        assertThat(chain.outcome(4, gift)).isEqualTo("INBOUND_REFUSED");
        assertThat(chain.outcome(6, verified.toBuilder().setVerified(rich(1)).build()))
                .isEqualTo("OK");
        assertThat(chain.outcome(4, gift)).isEqualTo("OK");
    }
}
