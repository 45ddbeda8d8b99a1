package io.ixi.testnet.sim;

import com.google.protobuf.ByteString;
import io.ixi.vm.economy.bank.proto.GenesisBalance;
import io.ixi.vm.economy.staking.StakingModule;
import io.ixi.vm.economy.staking.proto.GenesisState;
import io.ixi.vm.economy.staking.proto.GenesisValidator;
import io.ixi.vm.kernel.Amount;
import java.util.ArrayList;
import java.util.List;

/** Stake behind the validators of a run with epochs. */
final class Staking {
    /** Base units of stake for one unit of power. */
    static final long UNIT = 1_000_000;

    /** What an operator has besides its bond. */
    private static final long POCKET = 1_000_000_000_000_000L;

    private Staking() {}

    static GenesisState genesis(Scenario scenario) {
        GenesisState.Builder state = GenesisState.newBuilder()
                .setParameters(StakingModule.DEFAULTS.toBuilder()
                        .setEpochBlocks(scenario.epochBlocks())
                        .setMinBond(UNIT)
                        .setPowerUnit(UNIT));
        for (int i = 0; i < scenario.size(); i++) {
            state.addValidators(GenesisValidator.newBuilder()
                    .setOperator(Clients.operator(i).toByteString())
                    .setPublicKey(ByteString.copyFrom(SimKeys.votingKey(i).unsafeArray()))
                    .setBond(Amount.of(scenario.powers().get(i) * UNIT).toByteString()));
        }
        return state.build();
    }

    static List<GenesisBalance> balances(Scenario scenario) {
        List<GenesisBalance> balances = new ArrayList<>();
        for (int i = 0; i < scenario.holders(); i++) {
            balances.add(GenesisBalance.newBuilder()
                    .setAccount(Clients.operator(i).toByteString())
                    .setAmount(Amount.of(POCKET + scenario.power(i) * UNIT).toByteString())
                    .build());
        }
        return balances;
    }
}
