package io.ixi.node.genesis;

import io.ixi.vm.agents.AgentsModule;
import io.ixi.vm.connect.chat.ChatModule;
import io.ixi.vm.connect.market.MarketModule;
import io.ixi.vm.connect.social.SocialModule;
import io.ixi.vm.creators.CreatorsModule;
import io.ixi.vm.economy.accounts.AccountsModule;
import io.ixi.vm.economy.bank.BankModule;
import io.ixi.vm.economy.fee.FeeModule;
import io.ixi.vm.economy.governance.GovernanceModule;
import io.ixi.vm.economy.governance.Voters;
import io.ixi.vm.economy.staking.StakingModule;
import io.ixi.vm.education.EducationModule;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.Executor;
import io.ixi.vm.kernel.module.Module;
import io.ixi.vm.kernel.sched.SchedModule;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.repositorium.storage.StorageModule;
import io.ixi.vm.shielded.ShieldedModule;
import io.ixi.vm.ssi.SsiModule;
import io.ixi.vm.ssi.pass.PassModule;
import io.ixi.vm.trade.exchange.ExchangeModule;
import io.ixi.zkp.statement.ProofCheck;
import io.ixi.zkp.statement.Statement;
import java.util.List;

/** The modules of an IXI chain. This is the one list of them. */
public final class Modules {
    private Modules() {}

    /** The rules of the chain; immutable and safe for any number of threads. */
    public static Executor executor() {
        return new Executor(all());
    }

    private static List<Module> all() {
        SchedModule sched = new SchedModule();
        AccountsModule accounts = new AccountsModule(sched.scheduler(), BankModule.money());
        BankModule bank = new BankModule(accounts);
        FeeModule fee = new FeeModule(bank.bank(), GovernanceModule.ACCOUNT);
        StakingModule staking =
                new StakingModule(bank.bank(), sched.scheduler(), fee::payOut, GovernanceModule.ACCOUNT);
        GovernanceModule governance = new GovernanceModule(bank.bank(), sched.scheduler(), new StakeVoters(staking));
        AgentsModule agents = new AgentsModule(bank.bank());
        SsiModule ssi = new SsiModule(bank.bank(), accounts::keys);
        EducationModule education = new EducationModule(bank.bank(), new SsiCredentials(ssi));
        MarketModule market = new MarketModule(bank.bank(), GovernanceModule.ACCOUNT);
        CreatorsModule creators = new CreatorsModule(bank.bank(), sched.scheduler(), GovernanceModule.ACCOUNT);
        SocialModule social = new SocialModule(bank.bank(), GovernanceModule.ACCOUNT);
        ChatModule chat = new ChatModule(bank.bank());
        ExchangeModule exchange = new ExchangeModule(bank.bank(), GovernanceModule.ACCOUNT);
        StorageModule storage = new StorageModule(bank.bank(), GovernanceModule.ACCOUNT);
        ProofCheck proofs = new RememberedProofs(Statement::isShownBy);
        PassModule pass = new PassModule(bank.bank(), new SsiIssuers(ssi), proofs);
        ShieldedModule shielded = new ShieldedModule(bank.bank(), proofs);
        return List.of(
                accounts,
                bank,
                fee,
                sched,
                staking,
                governance,
                agents,
                ssi,
                education,
                social,
                chat,
                market,
                creators,
                storage,
                exchange,
                pass,
                shielded);
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
}
