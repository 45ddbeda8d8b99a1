package io.ixi.vm.economy.staking;

import io.ixi.vm.economy.staking.proto.Epoch;
import io.ixi.vm.economy.staking.proto.GenesisState;
import io.ixi.vm.economy.staking.proto.GenesisValidator;
import io.ixi.vm.economy.staking.proto.Parameters;
import io.ixi.vm.economy.staking.proto.StakingError;
import io.ixi.vm.economy.staking.proto.Totals;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.module.ParamSpec;

/** Writes the first validators: they are the current set and the next one. */
final class StakingGenesis {
    private final Money money;
    private final Stakes stakes;

    StakingGenesis(Money money, Stakes stakes) {
        this.money = money;
        this.stakes = stakes;
    }

    void run(Context context, GenesisState genesis) throws RejectedException {
        StakingState state = new StakingState(context.state());
        Parameters parameters = genesis.hasParameters() ? genesis.getParameters() : StakingModule.DEFAULTS;
        state.put(parameters);
        for (ParamSpec spec : context.registry().parameters()) {
            boolean own = spec.module().equals("staking");
            long value = own ? spec.get(context.state()) : 0;
            if (own && (value < spec.min() || value > spec.max())) {
                throw RejectedException.of(StakingError.BAD_GENESIS, spec.name());
            }
        }
        state.put(Totals.newBuilder().setCap(genesis.getIssuanceCap()).build());
        int count = genesis.getValidatorsCount();
        for (GenesisValidator entry : genesis.getValidatorsList()) {
            Address operator = Address.of(entry.getOperator());
            if (Operators.scheme(entry.getPublicKey()).isEmpty()
                    || entry.getBond().isEmpty()) {
                throw RejectedException.of(StakingError.BAD_GENESIS, operator.text());
            }
            Operators.requireCommission(entry.getCommissionPpm());
            Operators.register(context, operator, entry.getPublicKey(), entry.getCommissionPpm());
            Amount bond = Amount.of(entry.getBond());
            money.move(context.state(), operator, Pool.ACCOUNT, "", bond);
            stakes.add(context, operator, operator, bond, 0);
        }
        for (int i = 0; i < count; i++) {
            Address operator = Address.of(genesis.getValidators(i).getOperator());
            state.put(0, i, EpochTurn.member(state, operator));
            state.put(1, i, EpochTurn.member(state, operator));
        }
        state.put(Epoch.newBuilder()
                .setFirstHeight(1)
                .setStartedMs(context.block().timeMs())
                .setCurrent(count)
                .setUpcoming(count)
                .setLastHeight(parameters.getEpochBlocks())
                .build());
    }
}
