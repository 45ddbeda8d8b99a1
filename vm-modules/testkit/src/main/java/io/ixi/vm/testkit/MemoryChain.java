package io.ixi.vm.testkit;

import com.google.protobuf.Message;
import io.ixi.vm.economy.accounts.AccountsModule;
import io.ixi.vm.economy.bank.BankModule;
import io.ixi.vm.economy.bank.proto.GenesisAsset;
import io.ixi.vm.economy.bank.proto.GenesisBalance;
import io.ixi.vm.economy.bank.proto.GenesisState;
import io.ixi.vm.economy.bank.proto.Send;
import io.ixi.vm.economy.fee.FeeModule;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.module.Module;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.proto.Genesis;
import io.ixi.vm.kernel.proto.ModuleGenesis;
import io.ixi.vm.kernel.sched.SchedModule;
import io.ixi.vm.kernel.sched.Scheduler;
import io.ixi.vm.testbed.ModuleChain;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A chain of some modules with accounts, bank, fee and sched, in memory. Accounts own {@link #FUNDS} of "ixi" and of
 * "EUR".
 */
public class MemoryChain extends ModuleChain {
    /** What each account begins with, of each asset. */
    public static final long FUNDS = 1_000_000_000_000L;

    /** The second asset. */
    public static final String EUR = "EUR";

    public final Economy economy;
    private final int accounts;

    /** What modules get from those that every chain has. */
    public record Economy(AccountsModule accounts, Money money, Scheduler scheduler) {}

    private record Parts(Economy economy, List<Module> all) {
        static Parts of(Function<Economy, List<Module>> modules) {
            SchedModule sched = new SchedModule();
            AccountsModule accounts = new AccountsModule(sched.scheduler(), BankModule.money());
            BankModule bank = new BankModule(accounts);
            Economy economy = new Economy(accounts, bank.bank(), sched.scheduler());
            List<Module> all =
                    new ArrayList<>(List.of(accounts, bank, new FeeModule(bank.bank(), Address.ofModule(21)), sched));
            all.addAll(modules.apply(economy));
            return new Parts(economy, all);
        }
    }

    /**
     * @param accounts number of accounts with funds
     * @param modules makes the modules under test
     */
    public MemoryChain(int accounts, Function<Economy, List<Module>> modules, ModuleGenesis... genesis) {
        this(accounts, Parts.of(modules), genesis);
    }

    private MemoryChain(int accounts, Parts parts, ModuleGenesis... genesis) {
        super(parts.all(), genesis(accounts, genesis));
        this.economy = parts.economy();
        this.accounts = accounts;
    }

    private static Genesis genesis(int accounts, ModuleGenesis... modules) {
        GenesisState.Builder bank = GenesisState.newBuilder()
                .addAssets(GenesisAsset.newBuilder().setAsset("ixi").setDecimals(9))
                .addAssets(GenesisAsset.newBuilder().setAsset(EUR).setDecimals(2));
        for (int i = 0; i < accounts; i++) {
            bank.addBalances(GenesisBalance.newBuilder().setAccount(address(i)).setAmount(amount(FUNDS)));
            bank.addBalances(GenesisBalance.newBuilder()
                    .setAccount(address(i))
                    .setAsset(EUR)
                    .setAmount(amount(FUNDS)));
        }
        return genesis("trial")
                .addModules(ModuleGenesis.newBuilder()
                        .setModule("bank")
                        .setState(bank.build().toByteString()))
                .addAllModules(List.of(modules))
                .build();
    }

    public static Send send(String asset, int to, long amount) {
        return Send.newBuilder()
                .setTo(address(to))
                .setAsset(asset)
                .setAmount(amount(amount))
                .build();
    }

    public int accounts() {
        return accounts;
    }

    /** What an account can spend. */
    public long free(int account, String asset) {
        return free(account(account), asset);
    }

    public long free(Address account, String asset) {
        return economy.money().free(state(), account, asset).toBigInteger().longValueExact();
    }

    /** Leaves an account with so much of "ixi" after its fees. */
    public void drain(int account, long left) {
        int to = account == 0 ? 1 : 0;
        long fee = run(account, send("", to, 1)).fee().toBigInteger().longValueExact();
        run(account, send("", to, free(account, "") - fee - left));
    }

    /** Leaves an account with what it needs to pay the fee of this message, and hardly more. */
    public void drainFor(int account, Message message) {
        drain(
                account,
                simulate(decode(draft(account, message))).fee().toBigInteger().longValueExact() + 1_000);
    }
}
