package io.ixi.vm.testbed;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
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
import io.ixi.vm.kernel.exec.State;
import io.ixi.vm.kernel.module.Module;
import io.ixi.vm.kernel.proto.Genesis;
import io.ixi.vm.kernel.proto.Key;
import io.ixi.vm.kernel.proto.Limits;
import io.ixi.vm.kernel.proto.Signature;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.tx.Domain;
import io.ixi.vm.kernel.tx.Draft;
import io.ixi.vm.kernel.tx.Tx;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/**
 * A chain of any modules in memory; only its latest state is kept. Accounts are numbers. Keys are made up and
 * signatures zeros: the executor checks neither.
 */
public class ModuleChain {
    /** Time of the genesis. */
    public static final long START_MS = 1_700_000_000_000L;

    /** What every transaction may cost. */
    public static final Amount MAX_FEE = Amount.of(1_000_000_000_000L);

    private static final long BLOCK_MS = 100;
    private static final BlockLimits LIMITS = new BlockLimits(50_000_000, 10_000_000, 20_000);
    private static final Signature SIGNATURE = Signature.newBuilder()
            .setScheme(Scheme.ML_DSA_44.number())
            .setSignature(ByteString.copyFrom(new byte[Scheme.ML_DSA_44.signatureBytes()]))
            .build();

    /** What became of messages on any chain so far, as "Message OUTCOME". */
    static final Set<String> TRIED = new ConcurrentSkipListSet<>();

    /** Measures transactions before they run; null: nobody does. */
    static volatile @Nullable GasTable meter;

    /** Takes the root of each block of any chain; null: nobody does. */
    static volatile @Nullable MessageDigest roots;

    public final Executor executor;
    public final Hash id;

    /** The latest state, always: it changes with each block. */
    public final State state;

    /** Index of the validator that proposes the next block. */
    public int proposer;

    private final SortedState latest = new SortedState();
    private long timeMs;

    protected ModuleChain(List<? extends Module> modules, Genesis genesis) {
        executor = new Executor(List.copyOf(modules));
        id = Domain.chain(genesis);
        state = latest;
        timeMs = genesis.getTimeMs();
        latest.commit(executor.genesis(genesis));
    }

    /** A genesis that lacks its modules' states. */
    protected static Genesis.Builder genesis(String name) {
        return Genesis.newBuilder()
                .setChainName(name)
                .setTimeMs(START_MS)
                .setProtocol(1)
                .setLimits(Limits.newBuilder()
                        .setBlockBytes((int) LIMITS.bytes())
                        .setBlockGas(LIMITS.gas())
                        .setBlockTransactions(LIMITS.transactions()));
    }

    public static Key key(int account) {
        byte[] publicKey = new byte[Scheme.ML_DSA_44.publicKeyBytes()];
        ByteBuffer.wrap(publicKey).putInt(account + 1);
        return Draft.key(Scheme.ML_DSA_44, Bytes.wrap(publicKey));
    }

    /** Address of an account by its number. */
    public static Address account(int number) {
        return Address.of(
                Scheme.ML_DSA_44.number(), Bytes.wrap(key(number).getPublicKey().toByteArray()));
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
        return ByteString.copyFrom(
                Hash.sha256(text.getBytes(StandardCharsets.UTF_8)).toBytes());
    }

    /** The latest state, to read or to write on for nothing. */
    public Overlay state() {
        return new Overlay(latest);
    }

    public Hash root() {
        return latest.root();
    }

    public long height() {
        return latest.height();
    }

    /** SHA-256 over the keys and values of one module's state: what other modules keep does not change it. */
    public Hash digest(int module) {
        MessageDigest digest = Hash.sha256();
        latest.scan(new byte[] {(byte) module}, new byte[] {(byte) (module + 1)}, (key, value) -> {
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

    /** The parent block's time for the next block: the clock of deadlines. */
    public long now() {
        return timeMs;
    }

    /** The id of the object that the account's next transaction makes with its first message. */
    public ByteString nextId(String domain, int account) {
        long sequence = executor.sequence(account(account), latest);
        return ByteString.copyFrom(
                ObjectId.of(domain, account(account), sequence, 0).unsafeArray());
    }

    /** The account's next transaction. */
    public Draft draft(int account, Message... messages) {
        return draft(account, executor.sequence(account(account), latest), messages);
    }

    public Draft draft(int account, long sequence, Message... messages) {
        return draft(id, account, sequence, messages);
    }

    public Draft draft(Hash chain, int account, long sequence, Message... messages) {
        return Draft.of(chain, key(account), account(account), sequence, height() + 100, MAX_FEE, List.of(messages));
    }

    /** The draft's wire form. */
    public static Bytes signed(Draft draft) {
        return draft.signed(Collections.nCopies(1 + draft.body().getCoSignersCount(), SIGNATURE));
    }

    public Tx decode(Draft draft) {
        try {
            return executor.decode(signed(draft), id);
        } catch (RejectedException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    /** The account's next transaction. */
    public Tx tx(int account, Message... messages) {
        return decode(draft(account, messages));
    }

    /** The next block would have this context. */
    public BlockContext next() {
        return new BlockContext(id, height() + 1, timeMs + BLOCK_MS, timeMs, proposer);
    }

    /** A block of exactly these. */
    public Executed block(Tx... transactions) {
        return block(List.of(transactions));
    }

    public Executed block(List<Tx> transactions) {
        GasTable table = meter;
        if (table != null && transactions.size() == 1) {
            table.measure(this, transactions.getFirst());
        }
        try {
            return accept(executor.execute(next(), transactions, latest));
        } catch (RejectedException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    /** A block of those that can be in one. */
    public Executed select(List<Tx> candidates) {
        return accept(
                executor.build(next(), candidates.iterator(), latest, LIMITS).executed());
    }

    private Executed accept(Executed executed) {
        timeMs += BLOCK_MS;
        latest.commit(executed);
        MessageDigest digest = roots;
        if (digest != null) {
            digest.update(executed.stateRoot().toBytes());
        }
        for (int i = 0; i < executed.transactions().size(); i++) {
            Receipt receipt = executed.receipts().get(i);
            if (!receipt.succeeded()) {
                tried(
                        executed.transactions()
                                .get(i)
                                .calls()
                                .get(receipt.messageIndex())
                                .spec()
                                .name(),
                        name(receipt));
            }
        }
        return executed;
    }

    /**
     * Notes that a row of the README's tables "fails if" was met, under this heading: for what no receipt tells, such as
     * messages that run inside others.
     */
    public static void tried(String heading, String outcome) {
        TRIED.add(heading + " " + outcome);
    }

    /** Lets time pass, and one block. */
    public Executed pass(long ms) {
        timeMs += ms;
        return block();
    }

    /** Simulates the account's next transaction on the latest state. */
    public Receipt simulate(Tx tx) {
        try {
            return executor.simulate(tx, next(), latest);
        } catch (RejectedException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    /** The account's next transaction in a block of its own. */
    public Receipt run(int account, Message... messages) {
        return block(tx(account, messages)).receipts().getFirst();
    }

    /** Its outcome: "OK" or the error's name. */
    public String outcome(int account, Message... messages) {
        return name(run(account, messages));
    }

    public String name(Receipt receipt) {
        return name(receipt.code());
    }

    /** Name of an error's code. */
    public String name(int code) {
        return code == 0 ? "OK" : executor.registry().error(code).orElseThrow().name();
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

    @SuppressWarnings("unchecked")
    public <R extends Message> R ask(String path, Message params, R result) {
        try {
            return (R) executor.query(executor.registry().query(path).orElseThrow(), params, latest);
        } catch (RejectedException e) {
            throw new AssertionError(path + ": " + e.getMessage(), e);
        }
    }

    /** Why a query is refused. */
    public String refusal(String path, Message params) {
        try {
            executor.query(executor.registry().query(path).orElseThrow(), params, latest);
            return "OK";
        } catch (RejectedException e) {
            return e.rejection().name();
        }
    }

    /** Recomputes every invariant. */
    public void audit() {
        executor.audit(latest);
    }

    /** Every key and value: to look for what must not be there. */
    public List<Bytes> everything() {
        List<Bytes> all = new ArrayList<>();
        latest.scan(new byte[0], null, (key, value) -> {
            all.add(Bytes.wrap(key));
            all.add(Bytes.wrap(value));
            return true;
        });
        return all;
    }
}
