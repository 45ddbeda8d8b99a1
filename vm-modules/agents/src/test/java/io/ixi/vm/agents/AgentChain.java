package io.ixi.vm.agents;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.agents.proto.Budget;
import io.ixi.vm.agents.proto.Limits;
import io.ixi.vm.agents.proto.Rule;
import io.ixi.vm.economy.accounts.AccountsModule;
import io.ixi.vm.economy.bank.BankModule;
import io.ixi.vm.economy.bank.proto.GenesisAsset;
import io.ixi.vm.economy.bank.proto.GenesisBalance;
import io.ixi.vm.economy.bank.proto.GenesisState;
import io.ixi.vm.economy.bank.proto.Send;
import io.ixi.vm.economy.fee.FeeModule;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.exec.BlockContext;
import io.ixi.vm.kernel.exec.Executed;
import io.ixi.vm.kernel.exec.Executor;
import io.ixi.vm.kernel.exec.Receipt;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.proto.Genesis;
import io.ixi.vm.kernel.proto.Key;
import io.ixi.vm.kernel.proto.ModuleGenesis;
import io.ixi.vm.kernel.sched.SchedModule;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.tx.Domain;
import io.ixi.vm.kernel.tx.Draft;
import io.ixi.vm.kernel.tx.Tx;
import java.nio.ByteBuffer;
import java.util.List;

/** A chain with agents and a shop, in memory. Keys are made up and signatures zeros: the executor checks neither. */
final class AgentChain {
    static final long START_MS = 1_700_000_000_000L;
    static final long FUNDS = 1_000_000_000_000L;
    static final int OWNER = 0;
    static final int AGENT = 1;
    static final int SELLER = 2;
    static final int STRANGER = 3;
    static final int SEND_TYPE = 513;

    private static final int ACCOUNTS = 6;

    final Money money;
    final Executor executor;
    final Hash chain;
    final SortedState state = new SortedState();
    private long timeMs = START_MS;

    AgentChain() {
        SchedModule sched = new SchedModule();
        AccountsModule accounts = new AccountsModule(sched.scheduler(), BankModule.money());
        BankModule bank = new BankModule(accounts);
        FeeModule fee = new FeeModule(bank.bank(), Address.ofModule(21));
        money = bank.bank();
        executor =
                new Executor(List.of(accounts, bank, fee, sched, new AgentsModule(bank.bank()), new Shop(bank.bank())));
        Genesis genesis = genesis();
        chain = Domain.chain(genesis);
        state.commit(executor.genesis(genesis));
    }

    private static Genesis genesis() {
        GenesisState.Builder bank = GenesisState.newBuilder()
                .addAssets(GenesisAsset.newBuilder().setAsset("ixi").setDecimals(9))
                .addAssets(GenesisAsset.newBuilder().setAsset("EUR").setDecimals(2));
        for (int i = 0; i < ACCOUNTS; i++) {
            bank.addBalances(GenesisBalance.newBuilder().setAccount(of(i)).setAmount(amount(FUNDS)));
            bank.addBalances(GenesisBalance.newBuilder()
                    .setAccount(of(i))
                    .setAsset("EUR")
                    .setAmount(amount(FUNDS)));
        }
        Genesis.Builder genesis = Genesis.newBuilder()
                .setChainName("agents")
                .setTimeMs(START_MS)
                .setProtocol(1)
                .addModules(ModuleGenesis.newBuilder()
                        .setModule("bank")
                        .setState(bank.build().toByteString()));
        genesis.getLimitsBuilder()
                .setBlockBytes(50_000_000)
                .setBlockGas(10_000_000)
                .setBlockTransactions(20_000);
        return genesis.build();
    }

    private static Key key(int account) {
        byte[] publicKey = new byte[Scheme.ML_DSA_44.publicKeyBytes()];
        ByteBuffer.wrap(publicKey).putInt(account + 1);
        return Draft.key(Scheme.ML_DSA_44, Bytes.wrap(publicKey));
    }

    static Address account(int account) {
        return Address.of(1, Bytes.wrap(key(account).getPublicKey().toByteArray()));
    }

    static ByteString of(int account) {
        return account(account).toByteString();
    }

    static ByteString amount(long value) {
        return Amount.of(value).toByteString();
    }

    static Send send(String asset, int to, long amount) {
        return Send.newBuilder()
                .setTo(of(to))
                .setAsset(asset)
                .setAmount(amount(amount))
                .build();
    }

    /** Sends of EUR and shop messages, 200 in an hour and 120 at once, 1,000 for ever, to the seller. */
    static Limits.Builder limits() {
        return Limits.newBuilder()
                .addRules(Rule.newBuilder().setType(SEND_TYPE))
                .addRules(Rule.newBuilder().setType(Shop.TYPE))
                .addBudgets(Budget.newBuilder()
                        .setAsset("EUR")
                        .setPerTx(amount(150))
                        .setPerPeriod(amount(200))
                        .setPeriodS(3_600)
                        .setTotal(amount(1_000)))
                .addBudgets(Budget.newBuilder()
                        .setAsset("ixi")
                        .setPerPeriod(amount(200))
                        .setPeriodS(3_600)
                        .setTotal(amount(1_000)))
                .addPayees(of(SELLER))
                .setUntilMs(START_MS + 86_400_000);
    }

    Draft draft(int account, Message... messages) {
        long sequence = executor.sequence(account(account), state);
        return Draft.of(
                chain,
                key(account),
                account(account),
                sequence,
                state.height() + 100,
                Amount.of(FUNDS),
                List.of(messages));
    }

    /** The agent's next transaction under a mandate, every message in the owner's name. */
    Draft mandated(ByteString mandate, Message... messages) {
        return draft(AGENT, messages).with(body -> {
            body.setMandate(mandate);
            for (int i = 0; i < messages.length; i++) {
                body.setMessages(i, Draft.typed(messages[i], account(OWNER)));
            }
            return body;
        });
    }

    Tx decode(Draft draft) {
        try {
            return executor.decode(
                    draft.signed(Scheme.ML_DSA_44, Bytes.wrap(new byte[Scheme.ML_DSA_44.signatureBytes()])), chain);
        } catch (RejectedException e) {
            throw new AssertionError(e);
        }
    }

    Executed block(Tx... transactions) {
        try {
            BlockContext context = new BlockContext(chain, state.height() + 1, timeMs + 100, timeMs, 0);
            Executed executed = executor.execute(context, List.of(transactions), state);
            timeMs += 100;
            state.commit(executed);
            return executed;
        } catch (RejectedException e) {
            throw new AssertionError(e);
        }
    }

    /** Leaves an account with so much of the native asset after its fees. */
    void drain(int account, long left) {
        long fee = run(account, send("", SELLER, 1)).fee().toBigInteger().longValueExact();
        run(account, send("", SELLER, free(account, "") - fee - left));
    }

    /** The parent block's time for the next block. */
    long now() {
        return timeMs;
    }

    void pass(long ms) {
        timeMs += ms;
        block();
    }

    Receipt run(int account, Message... messages) {
        return block(decode(draft(account, messages))).receipts().getFirst();
    }

    String outcome(int account, Message... messages) {
        return name(run(account, messages));
    }

    /** What becomes of the agent's transaction in the owner's name. */
    String acts(ByteString mandate, Message... messages) {
        return name(block(decode(mandated(mandate, messages))).receipts().getFirst());
    }

    String name(Receipt receipt) {
        return receipt.succeeded()
                ? "OK"
                : executor.registry().error(receipt.code()).orElseThrow().name();
    }

    long free(int account, String asset) {
        return money.free(new Overlay(state), account(account), asset)
                .toBigInteger()
                .longValueExact();
    }

    @SuppressWarnings("unchecked")
    <R extends Message> R ask(String path, Message params, R result) {
        try {
            return (R) executor.query(executor.registry().query(path).orElseThrow(), params, state);
        } catch (RejectedException e) {
            throw new AssertionError(path + ": " + e.getMessage(), e);
        }
    }
}
