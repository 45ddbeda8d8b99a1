package io.ixi.vm.economy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
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
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.exec.BlockContext;
import io.ixi.vm.kernel.exec.BlockLimits;
import io.ixi.vm.kernel.exec.EmptyState;
import io.ixi.vm.kernel.exec.Executed;
import io.ixi.vm.kernel.exec.Executor;
import io.ixi.vm.kernel.exec.Receipt;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.exec.State;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Module;
import io.ixi.vm.kernel.module.QuerySpec;
import io.ixi.vm.kernel.module.Roles;
import io.ixi.vm.kernel.proto.Genesis;
import io.ixi.vm.kernel.proto.Key;
import io.ixi.vm.kernel.proto.Limits;
import io.ixi.vm.kernel.proto.ModuleGenesis;
import io.ixi.vm.kernel.proto.Signature;
import io.ixi.vm.kernel.sched.SchedModule;
import io.ixi.vm.kernel.sched.Scheduler;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.tx.Domain;
import io.ixi.vm.kernel.tx.Draft;
import io.ixi.vm.kernel.tx.Tx;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A chain of the economy's modules in memory. Keys are made up and signatures zeros: the executor checks neither. */
public final class TestChain {
    public static final long GENESIS_TIME_MS = 1_700_000_000_000L;
    private static final Signature SIGNATURE = Signature.newBuilder()
            .setScheme(Scheme.ML_DSA_44.number())
            .setSignature(ByteString.copyFrom(new byte[Scheme.ML_DSA_44.signatureBytes()]))
            .build();
    public static final Amount MAX_FEE = Amount.of(1_000_000_000_000L);

    private final List<Module> modules;
    private final Executed first;
    public final Executor executor;
    public final Hash chain;
    public State state;
    private final Parts parts = new Parts();
    /** Index of the validator that proposes the next block. */
    public int proposer;

    private long timeMs = GENESIS_TIME_MS;

    /** {@code accounts} accounts, each with {@code funds} of the native asset. */
    public TestChain(int accounts, Amount funds) {
        this(accounts, funds, List.of());
    }

    public TestChain(int accounts, Amount funds, List<Module> more) {
        this(genesis(accounts, funds), more);
    }

    public TestChain(Genesis genesis, List<Module> more) {
        modules = modules(more);
        executor = new Executor(modules);
        chain = Domain.chain(genesis);
        first = executor.genesis(genesis);
        state = executor.over(EmptyState.INSTANCE, first);
    }

    private List<Module> modules(List<Module> more) {
        List<Module> all = new ArrayList<>(parts.all());
        all.addAll(more);
        return all;
    }

    /** The economy's modules as a chain composes them. */
    public static List<Module> economy() {
        return new Parts().all();
    }

    public Bank bank() {
        return parts.bank.bank();
    }

    public Scheduler scheduler() {
        return parts.sched.scheduler();
    }

    /** The modules and who knows whom. */
    private static final class Parts {
        final SchedModule sched = new SchedModule();
        final AccountsModule accounts = new AccountsModule(sched.scheduler(), BankModule.money());
        final BankModule bank = new BankModule(accounts);
        final FeeModule fee = new FeeModule(bank.bank(), GovernanceModule.ACCOUNT);
        final StakingModule staking =
                new StakingModule(bank.bank(), sched.scheduler(), fee::payOut, GovernanceModule.ACCOUNT);
        final GovernanceModule governance =
                new GovernanceModule(bank.bank(), sched.scheduler(), new StakeVoters(staking));

        List<Module> all() {
            return List.of(accounts, bank, fee, sched, staking, governance);
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
            bank.addBalances(GenesisBalance.newBuilder()
                    .setAccount(account(i).toByteString())
                    .setAmount(funds.toByteString()));
        }
        return Genesis.newBuilder()
                .setChainName("ixi-test")
                .setTimeMs(GENESIS_TIME_MS)
                .setProtocol(1)
                .setLimits(Limits.newBuilder()
                        .setBlockBytes(50_000_000)
                        .setBlockGas(10_000_000)
                        .setBlockTransactions(20_000))
                .addModules(ModuleGenesis.newBuilder()
                        .setModule("bank")
                        .setState(bank.build().toByteString()))
                .build();
    }

    public static Key key(int account) {
        byte[] publicKey = new byte[Scheme.ML_DSA_44.publicKeyBytes()];
        ByteBuffer.wrap(publicKey).putInt(account + 1);
        return Draft.key(Scheme.ML_DSA_44, Bytes.wrap(publicKey));
    }

    public static Address account(int account) {
        return Address.of(
                Scheme.ML_DSA_44.number(),
                Bytes.wrap(key(account).getPublicKey().toByteArray()));
    }

    public Draft draft(int account, long sequence, Message... messages) {
        return draft(chain, account, sequence, messages);
    }

    public Draft draft(Hash chain, int account, long sequence, Message... messages) {
        return Draft.of(
                chain, key(account), account(account), sequence, state.height() + 100, MAX_FEE, List.of(messages));
    }

    /** The account's next transaction. */
    public Tx tx(int account, Message... messages) {
        return decode(draft(account, executor.sequence(account(account), state), messages));
    }

    public Tx decode(Draft draft) {
        try {
            return executor.decode(sign(draft), chain);
        } catch (RejectedException e) {
            throw new AssertionError(e);
        }
    }

    public static Bytes sign(Draft draft) {
        return draft.signed(Collections.nCopies(1 + draft.body().getCoSignersCount(), SIGNATURE));
    }

    /** Lets time pass before the next block. */
    public Executed pass(long ms) {
        timeMs += ms;
        return block();
    }

    /** Executes a block 100 ms after the last one and makes it the state. */
    public Executed block(Tx... transactions) {
        return block(List.of(transactions));
    }

    public Executed block(List<Tx> transactions) {
        try {
            Executed executed = executor.execute(next(), transactions, state);
            timeMs += 100;
            accept(executed);
            return executed;
        } catch (RejectedException e) {
            throw new AssertionError(e);
        }
    }

    /** From now on keeps the latest state only: for many blocks. Before the first block. */
    public void flat() {
        SortedState flat = new SortedState();
        flat.commit(first);
        state = flat;
    }

    private void accept(Executed executed) {
        if (state instanceof SortedState flat) {
            flat.commit(executed);
        } else {
            state = executor.over(state, executed);
        }
    }

    /** Executes what of these a block can hold, and makes it the state. */
    public Executed select(List<Tx> candidates) {
        Executed executed = executor.build(
                        next(), candidates.iterator(), state, new BlockLimits(50_000_000, 10_000_000, 20_000))
                .executed();
        timeMs += 100;
        accept(executed);
        return executed;
    }

    /** The account's next transaction as a block of its own. */
    public Receipt run(int account, Message... messages) {
        return block(tx(account, messages)).receipts().getFirst();
    }

    /** Name of the error with which the transaction fails, or "OK". */
    public String outcome(int account, Message... messages) {
        int code = run(account, messages).code();
        return code == 0 ? "OK" : executor.registry().error(code).orElseThrow().name();
    }

    public BlockContext next() {
        return new BlockContext(chain, state.height() + 1, timeMs + 100, timeMs, proposer);
    }

    /** A context on the latest state, for calls that no message makes. */
    public Context context(Overlay overlay) {
        return new Context(
                executor.registry(),
                new Roles(modules, (c, who, m, check) -> {}),
                overlay,
                next(),
                state.root(),
                10_000_000);
    }

    /** Runs a chain of decoded transactions as one block and gives the receipt of the last. */
    public Receipt last(Tx... transactions) {
        return block(transactions).receipts().get(transactions.length - 1);
    }

    /** Name of an error's code. */
    public String name(int code) {
        return code == 0 ? "OK" : executor.registry().error(code).orElseThrow().name();
    }

    @SuppressWarnings("unchecked")
    public <R extends Message> R ask(String path, Message params, R result) {
        QuerySpec spec = executor.registry().query(path).orElseThrow();
        try {
            return (R) executor.query(spec, params, state);
        } catch (RejectedException e) {
            throw new AssertionError(path + ": " + e.getMessage(), e);
        }
    }

    public static ByteString amount(long value) {
        return Amount.of(value).toByteString();
    }
}
