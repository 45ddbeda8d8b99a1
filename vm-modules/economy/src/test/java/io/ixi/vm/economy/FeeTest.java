package io.ixi.vm.economy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ixi.vm.economy.bank.proto.Burn;
import io.ixi.vm.economy.bank.proto.MultiSend;
import io.ixi.vm.economy.bank.proto.Output;
import io.ixi.vm.economy.fee.FeeModule;
import io.ixi.vm.economy.fee.proto.BaseFeeQuery;
import io.ixi.vm.economy.fee.proto.BaseFeeResult;
import io.ixi.vm.economy.fee.proto.EstimateQuery;
import io.ixi.vm.economy.fee.proto.EstimateResult;
import io.ixi.vm.economy.fee.proto.GenesisState;
import io.ixi.vm.economy.fee.proto.Parameters;
import io.ixi.vm.economy.fee.proto.Totals;
import io.ixi.vm.economy.fee.proto.TotalsQuery;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.proto.Genesis;
import io.ixi.vm.kernel.proto.ModuleGenesis;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.tx.Tx;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeeTest {
    private final TestChain chain = new TestChain(200, Amount.of(1_000_000_000_000_000L));

    private BaseFeeResult baseFee() {
        return chain.ask("fee/baseFee", BaseFeeQuery.getDefaultInstance(), BaseFeeResult.getDefaultInstance());
    }

    private List<Tx> transactions(int count) {
        MultiSend.Builder many = MultiSend.newBuilder();
        for (int i = 0; i < 64; i++) {
            many.addOutputs(Output.newBuilder()
                    .setTo(TestChain.account(i).toByteString())
                    .setAmount(TestChain.amount(1)));
        }
        List<Tx> transactions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            transactions.add(chain.tx(i, many.build()));
        }
        return transactions;
    }

    @Test
    void shouldRaiseTheBaseFeeUnderLoadAndLowerItToTheFloor() {
        assertThat(baseFee().getPay()).isEqualTo(1_000);
        for (int i = 0; i < 3; i++) {
            chain.block(transactions(150));
        }
        long high = baseFee().getPay();
        assertThat(high).isGreaterThan(1_000);
        assertThat(baseFee().getTrade()).isEqualTo(1_000);
        for (int i = 0; i < 400; i++) {
            chain.block();
        }
        assertThat(baseFee().getPay()).isEqualTo(1_000);
    }

    @Test
    void shouldBurnHalfAndCollectTheRest() {
        BigInteger charged = BigInteger.ZERO;
        for (int i = 0; i < 5; i++) {
            charged = charged.add(chain.run(
                            i, Burn.newBuilder().setAmount(TestChain.amount(1)).build())
                    .fee()
                    .toBigInteger());
        }
        Totals totals = chain.ask("fee/totals", TotalsQuery.getDefaultInstance(), Totals.getDefaultInstance());
        assertThat(Amount.of(totals.getCharged()).toBigInteger()).isEqualTo(charged);
        assertThat(Amount.of(totals.getBurned()).toBigInteger()).isEqualTo(charged.shiftRight(1));
        assertThat(chain.bank().free(new Overlay(chain.state), FeeModule.ACCOUNT, ""))
                .isEqualTo(Amount.of(totals.getCollected()));
        chain.executor.audit(chain.state);
    }

    @Test
    void shouldEstimateWhatABlockWouldCharge() {
        EstimateResult estimate = chain.ask(
                "fee/estimate", EstimateQuery.newBuilder().setGas(260).build(), EstimateResult.getDefaultInstance());
        assertThat(Amount.of(estimate.getFee())).isEqualTo(Amount.of(260_000));
        assertThat(Amount.of(estimate.getMaxFee())).isEqualTo(Amount.of(1_040_000));
    }

    @Test
    void shouldRefuseAGenesisWhenAParameterIsOutOfRange() {
        bad(FeeModule.DEFAULTS.toBuilder().setFloor(0), "floor");
        bad(FeeModule.DEFAULTS.toBuilder().setBurnPpm(1_000_001), "burn_ppm");
        bad(FeeModule.DEFAULTS.toBuilder().setTargetPay(0), "target_pay");
        bad(FeeModule.DEFAULTS.toBuilder().setTargetData(-1), "target_data");
    }

    private void bad(Parameters.Builder parameters, String name) {
        Genesis genesis = TestChain.genesis(1, Amount.of(1)).toBuilder()
                .addModules(ModuleGenesis.newBuilder()
                        .setModule("fee")
                        .setState(GenesisState.newBuilder()
                                .setParameters(parameters)
                                .build()
                                .toByteString()))
                .build();
        assertThatThrownBy(() -> chain.executor.genesis(genesis))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("BAD_PARAMETER")
                .hasMessageContaining(name);
    }

    @Test
    void shouldRefuseAGenesisOfUnknownModules() {
        Genesis genesis = TestChain.genesis(1, Amount.of(1)).toBuilder()
                .addModules(ModuleGenesis.newBuilder().setModule("nothing"))
                .build();
        assertThatThrownBy(() -> chain.executor.genesis(genesis)).hasMessageContaining("nothing");
    }
}
