package io.ixi.vm.economy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.economy.accounts.proto.AccountQuery;
import io.ixi.vm.economy.accounts.proto.AccountResult;
import io.ixi.vm.economy.accounts.proto.RotateKey;
import io.ixi.vm.economy.bank.proto.Burn;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.proto.Key;
import io.ixi.vm.kernel.tx.Draft;
import io.ixi.vm.kernel.tx.Tx;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One test for each "fails if" row of the accounts' README and each row of its table of keys. */
class AccountsTest {
    private static final Burn BURN =
            Burn.newBuilder().setAmount(TestChain.amount(1)).build();

    private final TestChain chain = new TestChain(2, Amount.of(1_000_000_000_000L));

    private static RotateKey.Builder rotate() {
        return RotateKey.newBuilder().setScheme(2).setPublicKey(ByteString.copyFrom(new byte[1952]));
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

    @Test
    void shouldRejectRotateKeyWhenKeyIsUnknown() {
        assertThat(chain.outcome(0, rotate().setKeyId(1).build())).isEqualTo("UNKNOWN_KEY");
        assertThat(chain.outcome(0, rotate().setKeyId(-1).build())).isEqualTo("UNKNOWN_KEY");
    }

    @Test
    void shouldRejectRotateKeyWhenKeyDoesNotFitItsScheme() {
        assertThat(chain.outcome(0, rotate().setScheme(1).build())).isEqualTo("BAD_KEY");
        assertThat(chain.outcome(0, rotate().setScheme(0).build())).isEqualTo("BAD_KEY");
        assertThat(chain.outcome(0, rotate().setScheme(9).build())).isEqualTo("BAD_KEY");
    }

    @Test
    void shouldRejectRotateKeyWhenAccountHasTheKey() {
        Key own = TestChain.key(0);
        assertThat(chain.outcome(
                        0,
                        RotateKey.newBuilder()
                                .setScheme(own.getScheme())
                                .setPublicKey(own.getPublicKey())
                                .build()))
                .isEqualTo("SAME_KEY");
    }

    @Test
    void shouldKeepAddressAndBalanceWhenKeyRotates() throws RejectedException {
        assertThat(chain.outcome(0, rotate().build())).isEqualTo("OK");
        assertThat(account(0).getKeys(0).getScheme()).isEqualTo(2);
        assertThat(account(0).getSequence()).isEqualTo(1);
        refused("KEY_MISMATCH", chain.tx(0, BURN));

        Draft byNewKey = chain.draft(0, 1, BURN).withoutKey();
        Tx tx = chain.executor.decode(byNewKey.signed(Scheme.ML_DSA_65, Bytes.wrap(new byte[3309])), chain.id);
        assertThat(chain.executor
                        .signatureChecks(tx, chain.state)
                        .getFirst()
                        .scheme()
                        .number())
                .isEqualTo(2);
        assertThat(chain.block(tx).receipts().getFirst().succeeded()).isTrue();
        chain.executor.audit(chain.state);
    }

    @Test
    void shouldWaitForTheNextBlockWhenKeysChangedInThisOne() {
        chain.run(0, BURN);
        Tx change = chain.decode(chain.draft(0, 1, rotate().build()));
        refused("KEYS_CHANGED", change, chain.decode(chain.draft(0, 2, BURN).withoutKey()));
        refused("KEYS_CHANGED", change, chain.decode(chain.draft(0, 2, BURN)));
    }

    @Test
    void shouldWantTheKeyWhileTheStateBeforeTheBlockDoesNotKnowIt() {
        Tx first = chain.tx(0, BURN);
        Tx bare = chain.decode(chain.draft(0, 1, BURN).withoutKey());
        refused("KEY_REQUIRED", chain.decode(chain.draft(0, 0, BURN).withoutKey()));
        refused("KEY_REQUIRED", first, bare);
        chain.block(first, chain.decode(chain.draft(0, 1, BURN)));
        chain.block(chain.decode(chain.draft(0, 2, BURN).withoutKey()));
        assertThat(account(0).getSequence()).isEqualTo(3);
    }

    @Test
    void shouldRefuseAnothersKey() {
        Draft draft = chain.draft(0, 0, BURN);
        Tx foreign = chain.decode(new Draft(
                chain.id, draft.body().toBuilder().setKey(TestChain.key(1)).build()));
        refused("KEY_MISMATCH", foreign);
        assertThatThrownBy(() -> chain.executor.signatureChecks(foreign, chain.state))
                .hasMessageContaining("KEY_MISMATCH");
    }

    @Test
    void shouldKnowNothingOfAnAddressThatNeverSent() {
        assertThat(account(1).getKnown()).isFalse();
        assertThat(account(1).getSequence()).isZero();
        assertThat(account(1).getKeysCount()).isZero();
    }

    /** Or it would wait in pools until it expires. */
    @Test
    void whoSpeaksForAnotherWithoutItsSignatureIsNotAdmitted() {
        Tx alone = chain.tx(0, BURN);
        Tx forAnother = chain.decode(chain.draft(0, 0, BURN)
                .with(body -> body.setMessages(0, Draft.typed(BURN, TestChain.account(1)))));
        assertThatCode(() -> chain.executor.admit(alone, chain.state, 1)).doesNotThrowAnyException();
        assertThatThrownBy(() -> chain.executor.admit(forAnother, chain.state, 1))
                .isInstanceOfSatisfying(
                        RejectedException.class,
                        e -> assertThat(chain.name(e.rejection().code())).isEqualTo("NOT_SIGNED"));
    }
}
