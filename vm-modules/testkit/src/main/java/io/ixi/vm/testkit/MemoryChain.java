package io.ixi.vm.testkit;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.economy.accounts.AccountsModule;
import io.ixi.vm.economy.bank.BankModule;
import io.ixi.vm.economy.bank.proto.GenesisAsset;
import io.ixi.vm.economy.bank.proto.GenesisBalance;
import io.ixi.vm.economy.bank.proto.GenesisState;
import io.ixi.vm.economy.bank.proto.Send;
import io.ixi.vm.economy.fee.FeeModule;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.ObjectId;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.exec.BlockContext;
import io.ixi.vm.kernel.exec.BlockLimits;
import io.ixi.vm.kernel.exec.Executed;
import io.ixi.vm.kernel.exec.Executor;
import io.ixi.vm.kernel.exec.Receipt;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Module;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.proto.Genesis;
import io.ixi.vm.kernel.proto.Key;
import io.ixi.vm.kernel.proto.ModuleGenesis;
import io.ixi.vm.kernel.sched.SchedModule;
import io.ixi.vm.kernel.sched.Scheduler;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.tx.Domain;
import io.ixi.vm.kernel.tx.Draft;
import io.ixi.vm.kernel.tx.Tx;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Function;

/**
 * A chain of some modules with accounts, bank, fee and sched, in memory. Accounts are numbers and own {@link #FUNDS} of
 * "ixi" and of "EUR". Keys are made up and signatures zeros: the executor checks neither.
 */
public final class MemoryChain {
    /** Time of the genesis. */
    public static final long START_MS = 1_700_000_000_000L;

    /** What each account begins with, of each asset. */
    public static final long FUNDS = 1_000_000_000_000L;

    /** The second asset. */
    public static final String EUR = "EUR";

    private static final long BLOCK_MS = 100;
    private static final BlockLimits LIMITS = new BlockLimits(50_000_000, 10_000_000, 20_000);

    /** What {@link #outcome} of any chain gave so far, as "Message OUTCOME". */
    static final Set<String> TRIED = new ConcurrentSkipListSet<>();

    public final Economy economy;
    public final Executor executor;
    public final Hash id;
    private final SortedState state = new SortedState();
    private final int accounts;
    private long timeMs = START_MS;

    /** What modules get from those that every chain has. */
    public record Economy(AccountsModule accounts, Money money, Scheduler scheduler) {}

    /**
     * @param accounts number of accounts with funds
     * @param modules makes the modules under test
     */
    public MemoryChain(int accounts, Function<Economy, List<Module>> modules, ModuleGenesis... genesis) {
        SchedModule sched = new SchedModule();
        AccountsModule keys = new AccountsModule(sched.scheduler(), BankModule.money());
        BankModule bank = new BankModule(keys);
        this.economy = new Economy(keys, bank.bank(), sched.scheduler());
        List<Module> all =
                new ArrayList<>(List.of(keys, bank, new FeeModule(bank.bank(), Address.ofModule(21)), sched));
        all.addAll(modules.apply(economy));
        this.accounts = accounts;
        this.executor = new Executor(all);
        Genesis first = genesis(accounts, genesis);
        this.id = Domain.chain(first);
        state.commit(executor.genesis(first));
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
        Genesis.Builder genesis = Genesis.newBuilder()
                .setChainName("trial")
                .setTimeMs(START_MS)
                .setProtocol(1)
                .addModules(ModuleGenesis.newBuilder()
                        .setModule("bank")
                        .setState(bank.build().toByteString()))
                .addAllModules(List.of(modules));
        genesis.getLimitsBuilder()
                .setBlockBytes((int) LIMITS.bytes())
                .setBlockGas(LIMITS.gas())
                .setBlockTransactions(LIMITS.transactions());
        return genesis.build();
    }

    private static Key key(int account) {
        byte[] publicKey = new byte[Scheme.ML_DSA_44.publicKeyBytes()];
        ByteBuffer.wrap(publicKey).putInt(account + 1);
        return Draft.key(Scheme.ML_DSA_44, Bytes.wrap(publicKey));
    }

    /** Address of an account by its number. */
    public static Address account(int number) {
        return Address.of(1, Bytes.wrap(key(number).getPublicKey().toByteArray()));
    }

    /** The same as bytes of a field. */
    public static ByteString address(int number) {
        return account(number).toByteString();
    }

    public static ByteString amount(long value) {
        return Amount.of(value).toByteString();
    }

    /** SHA-256 of a text, for fields that commit to something. */
    public static ByteString hash(String text) {
        return ByteString.copyFrom(Hash.sha256(text.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .toBytes());
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

    /** The latest state. */
    public Overlay state() {
        return new Overlay(state);
    }

    public Hash root() {
        return state.root();
    }

    /** SHA-256 over the keys and values of one module's state: what other modules keep does not change it. */
    public Hash digest(int module) {
        MessageDigest digest = Hash.sha256();
        state.scan(new byte[] {(byte) module}, new byte[] {(byte) (module + 1)}, (key, value) -> {
            digest.update(ByteBuffer.allocate(2 * Integer.BYTES)
                    .putInt(key.length)
                    .putInt(value.length)
                    .array());
            digest.update(key);
            digest.update(value);
            return true;
        });
        return Hash.of(digest.digest());
    }

    public long height() {
        return state.height();
    }

    /** The parent block's time for the next block: the clock of deadlines. */
    public long now() {
        return timeMs;
    }

    /** The id of the object that the account's next transaction makes with its first message. */
    public ByteString nextId(String domain, int account) {
        long sequence = executor.sequence(account(account), state);
        return ByteString.copyFrom(
                ObjectId.of(domain, account(account), sequence, 0).unsafeArray());
    }

    public Draft draft(int account, Message... messages) {
        long sequence = executor.sequence(account(account), state);
        return Draft.of(
                id,
                key(account),
                account(account),
                sequence,
                state.height() + 100,
                Amount.of(FUNDS),
                List.of(messages));
    }

    /** The draft's wire form. */
    public static Bytes signed(Draft draft) {
        return draft.signed(Scheme.ML_DSA_44, Bytes.wrap(new byte[Scheme.ML_DSA_44.signatureBytes()]));
    }

    public Tx decode(Draft draft) {
        try {
            return executor.decode(signed(draft), id);
        } catch (RejectedException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    /** The next block would have this context. */
    public BlockContext next() {
        return new BlockContext(id, state.height() + 1, timeMs + BLOCK_MS, timeMs, 0);
    }

    /** A block of exactly these. */
    public Executed block(Tx... transactions) {
        try {
            return accept(executor.execute(next(), List.of(transactions), state));
        } catch (RejectedException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    /** A block of those that can be in one. */
    public Executed select(List<Tx> candidates) {
        return accept(
                executor.build(next(), candidates.iterator(), state, LIMITS).executed());
    }

    private Executed accept(Executed executed) {
        timeMs += BLOCK_MS;
        state.commit(executed);
        return executed;
    }

    /** Simulates the account's next transaction on the latest state. */
    public Receipt simulate(Tx tx) {
        try {
            return executor.simulate(tx, next(), state);
        } catch (RejectedException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    /** Lets time pass, and one block. */
    public void pass(long ms) {
        timeMs += ms;
        block();
    }

    /** The account's next transaction in a block of its own. */
    public Receipt run(int account, Message... messages) {
        return block(decode(draft(account, messages))).receipts().getFirst();
    }

    /** Its outcome: "OK" or the error's name. */
    public String outcome(int account, Message... messages) {
        Receipt receipt = run(account, messages);
        String name = name(receipt);
        Message last = messages[receipt.succeeded() ? messages.length - 1 : receipt.messageIndex()];
        TRIED.add(last.getDescriptorForType().getName() + " " + name);
        return name;
    }

    public String name(Receipt receipt) {
        return receipt.succeeded()
                ? "OK"
                : executor.registry().error(receipt.code()).orElseThrow().name();
    }

    /** The first event of this type that a successful transaction of the account gives. */
    public <E extends Message> E event(Class<E> type, int account, Message... messages) {
        Receipt receipt = run(account, messages);
        return receipt.events().stream()
                .map(event -> event.body())
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow(() -> new AssertionError(name(receipt) + " of " + List.of(messages)));
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

    @SuppressWarnings("unchecked")
    public <R extends Message> R ask(String path, Message params, R result) {
        try {
            return (R) executor.query(executor.registry().query(path).orElseThrow(), params, state);
        } catch (RejectedException e) {
            throw new AssertionError(path + ": " + e.getMessage(), e);
        }
    }

    /** Why a query is refused. */
    public String refusal(String path, Message params) {
        try {
            executor.query(executor.registry().query(path).orElseThrow(), params, state);
            return "OK";
        } catch (RejectedException e) {
            return e.rejection().name();
        }
    }

    /** Recomputes every invariant. */
    public void audit() {
        executor.audit(state);
    }

    /** Every key and value: to look for what must not be there. */
    public List<Bytes> everything() {
        List<Bytes> all = new ArrayList<>();
        state.scan(new byte[0], null, (key, value) -> {
            all.add(Bytes.wrap(key));
            all.add(Bytes.wrap(value));
            return true;
        });
        return all;
    }
}
