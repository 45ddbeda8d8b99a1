package io.ixi.vm.economy;

import io.ixi.vm.economy.accounts.AccountsModule;
import io.ixi.vm.economy.bank.Bank;
import io.ixi.vm.economy.bank.BankModule;
import io.ixi.vm.economy.bank.proto.GenesisAsset;
import io.ixi.vm.economy.bank.proto.GenesisBalance;
import io.ixi.vm.economy.bank.proto.GenesisState;
import io.ixi.vm.economy.fee.FeeModule;
import io.ixi.vm.economy.governance.GovernanceModule;
import io.ixi.vm.economy.governance.Voters;
import io.ixi.vm.economy.staking.StakingModule;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.Receipt;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Module;
import io.ixi.vm.kernel.module.Roles;
import io.ixi.vm.kernel.proto.Genesis;
import io.ixi.vm.kernel.proto.ModuleGenesis;
import io.ixi.vm.kernel.sched.SchedModule;
import io.ixi.vm.kernel.sched.Scheduler;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.tx.Tx;
import io.ixi.vm.testbed.ModuleChain;
import java.util.ArrayList;
import java.util.List;

/** A chain of the economy's modules in memory. */
public final class TestChain extends ModuleChain {
    private final Parts parts;

    /** {@code accounts} accounts, each with {@code funds} of the native asset. */
    public TestChain(int accounts, Amount funds) {
        this(accounts, funds, List.of());
    }

    public TestChain(int accounts, Amount funds, List<Module> more) {
        this(genesis(accounts, funds), more);
    }

    public TestChain(Genesis genesis, List<Module> more) {
        this(genesis, Parts.with(more));
    }

    private TestChain(Genesis genesis, Parts parts) {
        super(parts.all, genesis);
        this.parts = parts;
    }

    /** The economy's modules as a chain composes them. */
    public static List<Module> economy() {
        return Parts.with(List.of()).all;
    }

    public Bank bank() {
        return parts.bank.bank();
    }

    public Scheduler scheduler() {
        return parts.scheduler;
    }

    /** The modules and who knows whom. */
    private record Parts(BankModule bank, Scheduler scheduler, List<Module> all) {
        static Parts with(List<Module> more) {
            SchedModule sched = new SchedModule();
            AccountsModule accounts = new AccountsModule(sched.scheduler(), BankModule.money());
            BankModule bank = new BankModule(accounts);
            FeeModule fee = new FeeModule(bank.bank(), GovernanceModule.ACCOUNT);
            StakingModule staking =
                    new StakingModule(bank.bank(), sched.scheduler(), fee::payOut, GovernanceModule.ACCOUNT);
            GovernanceModule governance =
                    new GovernanceModule(bank.bank(), sched.scheduler(), new StakeVoters(staking));
            List<Module> all = new ArrayList<>(List.of(accounts, bank, fee, sched, staking, governance));
            all.addAll(more);
            return new Parts(bank, sched.scheduler(), all);
        }
    }

    /** Votes weigh what is staked. */
    private record StakeVoters(StakingModule staking) implements Voters {
        @Override
        public Amount stake(Overlay state, Address account) {
            return staking.stake(state, account);
        }

        @Override
        public Amount all(Overlay state) {
            return staking.bonded(state);
        }
    }

    public static Genesis genesis(int accounts, Amount funds) {
        var bank = GenesisState.newBuilder()
                .addAssets(GenesisAsset.newBuilder().setAsset("ixi").setDecimals(9))
                .addAssets(GenesisAsset.newBuilder().setAsset("EUR").setDecimals(2));
        for (int i = 0; i < accounts; i++) {
            bank.addBalances(GenesisBalance.newBuilder().setAccount(address(i)).setAmount(funds.toByteString()));
        }
        return genesis("ixi-test")
                .addModules(ModuleGenesis.newBuilder()
                        .setModule("bank")
                        .setState(bank.build().toByteString()))
                .build();
    }

    /** A context on the latest state, for calls that no message makes. */
    public Context context(Overlay overlay) {
        return new Context(
                executor.registry(),
                new Roles(parts.all, (c, who, m, check) -> {}),
                overlay,
                next(),
                root(),
                10_000_000);
    }

    /** Runs a chain of decoded transactions as one block and gives the receipt of the last. */
    public Receipt last(Tx... transactions) {
        return block(transactions).receipts().get(transactions.length - 1);
    }
}
