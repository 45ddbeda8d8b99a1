package io.ixi.vm.economy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ixi.vm.economy.accounts.proto.AccountQuery;
import io.ixi.vm.economy.accounts.proto.AccountResult;
import io.ixi.vm.economy.bank.proto.BalanceQuery;
import io.ixi.vm.economy.bank.proto.BalanceResult;
import io.ixi.vm.economy.bank.proto.Send;
import io.ixi.vm.economy.fee.proto.Totals;
import io.ixi.vm.economy.fee.proto.TotalsQuery;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.BlockLimits;
import io.ixi.vm.kernel.exec.Built;
import io.ixi.vm.kernel.exec.Executed;
import io.ixi.vm.kernel.exec.Receipt;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.tree.Tree;
import io.ixi.vm.kernel.tx.Tx;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The three modules under one executor. */
class EconomyTest {
    private static final long FUNDS = 1_000_000_000_000L;

    private final TestChain chain = new TestChain(4, Amount.of(FUNDS));

    private static Send send(int to, long amount) {
        return Send.newBuilder()
                .setTo(TestChain.account(to).toByteString())
                .setAmount(TestChain.amount(amount))
                .build();
    }

    private long free(int account) {
        BalanceResult balance = chain.ask(
                "bank/balance",
                BalanceQuery.newBuilder()
                        .setAccount(TestChain.account(account).toByteString())
                        .build(),
                BalanceResult.getDefaultInstance());
        return Amount.of(balance.getFree()).toBigInteger().longValueExact();
    }

    @Test
    void shouldMoveMoneyAndChargeTheFee() {
        Receipt receipt = chain.run(0, send(1, 5_000));

        assertThat(receipt.succeeded()).isTrue();
        assertThat(receipt.events()).hasSize(1);
        long fee = receipt.fee().toBigInteger().longValueExact();
        assertThat(fee).isEqualTo(receipt.gas() * 1_000);
        assertThat(free(0)).isEqualTo(FUNDS - 5_000 - fee);
        assertThat(free(1)).isEqualTo(FUNDS + 5_000);
        Totals totals = chain.ask("fee/totals", TotalsQuery.getDefaultInstance(), Totals.getDefaultInstance());
        assertThat(Amount.of(totals.getCharged())).isEqualTo(receipt.fee());
        chain.executor.audit(chain.state);
    }

    @Test
    void shouldKeepFeeAndSequenceOfAFailedTransaction() {
        Receipt receipt = chain.run(0, send(1, 5_000), send(1, FUNDS));

        assertThat(receipt.code()).isEqualTo(2001);
        assertThat(receipt.messageIndex()).isEqualTo(1);
        assertThat(receipt.events()).isEmpty();
        assertThat(free(1)).isEqualTo(FUNDS);
        assertThat(free(0)).isEqualTo(FUNDS - receipt.fee().toBigInteger().longValueExact());
        AccountResult account = chain.ask(
                "accounts/account",
                AccountQuery.newBuilder()
                        .setAddress(TestChain.account(0).toByteString())
                        .build(),
                AccountResult.getDefaultInstance());
        assertThat(account.getSequence()).isEqualTo(1);
        assertThat(account.getKnown()).isTrue();
        chain.executor.audit(chain.state);
    }

    @Test
    void shouldBuildWhatItExecutes() throws RejectedException {
        Tx good = chain.tx(0, send(1, 1));
        Tx gap = chain.decode(chain.draft(1, 5, send(0, 1)));
        Tx second = chain.decode(chain.draft(0, 1, send(2, 1)));
        Built built = chain.executor.build(
                chain.next(),
                List.of(good, gap, second).iterator(),
                chain.state,
                new BlockLimits(1 << 20, 1 << 20, 10));

        assertThat(built.executed().transactions()).containsExactly(good, second);
        assertThat(built.skipped())
                .extracting(skipped -> skipped.rejection().name())
                .containsExactly("SEQ_GAP");
        Executed executed = chain.executor.execute(chain.next(), List.of(good, second), chain.state);
        assertThat(executed.stateRoot()).isEqualTo(built.executed().stateRoot());
        assertThat(executed.receiptsRoot()).isEqualTo(built.executed().receiptsRoot());
        assertThatThrownBy(() -> chain.executor.execute(chain.next(), List.of(good, gap), chain.state))
                .isInstanceOf(RejectedException.class)
                .hasMessageContaining("SEQ_GAP");
    }

    @Test
    void shouldProveWhatABlockWrote() {
        for (int i = 0; i < 20; i++) {
            chain.run(i % 4, send((i + 1) % 4, 1 + i));
        }
        Executed last = chain.block(chain.tx(2, send(3, 77)));
        last.writes().forEach((key, value) -> {
            var proof = Tree.prove(chain.state, chain.state.height(), key);
            assertThat(Tree.verify(chain.state.root(), key, value.orElse(null), proof))
                    .isTrue();
        });
    }
}
