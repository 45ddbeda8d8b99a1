package io.ixi.node.genesis;

import io.ixi.vm.economy.accounts.AccountsModule;
import io.ixi.vm.economy.bank.Bank;
import io.ixi.vm.economy.bank.BankModule;
import io.ixi.vm.economy.fee.FeeModule;
import io.ixi.vm.economy.fee.Purse;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.Executor;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Module;
import io.ixi.vm.kernel.state.Overlay;
import java.util.List;

/** The modules of an IXI chain. This is the one list of them. */
public final class Modules {
    private Modules() {}

    /** The rules of the chain; immutable and safe for any number of threads. */
    public static Executor executor() {
        return new Executor(all());
    }

    private static List<Module> all() {
        BankModule bank = new BankModule();
        return List.of(new AccountsModule(), bank, new FeeModule(new NativePurse(bank.bank())));
    }

    /** Fees are paid in the native asset. */
    private record NativePurse(Bank bank) implements Purse {
        @Override
        public Amount free(Overlay state, Address account) {
            return bank.free(state, account, "");
        }

        @Override
        public void move(Overlay state, Address from, Address to, Amount amount) throws RejectedException {
            bank.move(state, from, to, "", amount);
        }

        @Override
        public void burn(Overlay state, Address from, Amount amount) throws RejectedException {
            bank.burn(state, from, "", amount);
        }
    }
}
