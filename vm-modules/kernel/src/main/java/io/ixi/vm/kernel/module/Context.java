package io.ixi.vm.kernel.module;

import com.google.protobuf.Message;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.Gas;
import io.ixi.vm.kernel.ObjectId;
import io.ixi.vm.kernel.exec.BlockContext;
import io.ixi.vm.kernel.exec.Event;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.exec.Rejection;
import io.ixi.vm.kernel.proto.Gate;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.proto.TypedMessage;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.tx.Tx;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a handler sees of the world: the state, its block, who signed, and where events go. One per block. */
public final class Context {
    /** Deepest nesting of messages that run messages. */
    private static final int MAX_NESTING = 2;

    /** Most messages that one message of a transaction runs. */
    private static final int MAX_NESTED = 15;

    /** Ids made at the end of a block never meet those of transactions, whose nonces have another top. */
    private static final long END_NONCE = 1L << 62;

    private static final int END_BITS = 16;
    private static final Address NOBODY = new Address(Hash.ZERO);

    private final Registry registry;
    private final Roles roles;
    private final Overlay state;
    private final BlockContext block;
    private final Hash seed;
    private final long blockGas;
    private final List<Event> events = new ArrayList<>();
    private final List<Debt> debts = new ArrayList<>();
    private final List<Promise> promises = new ArrayList<>();
    private @Nullable Address account;
    private @Nullable Address signer;
    private long nonce;
    private int messageIndex;
    private int nesting;
    private int nested;
    private long serial;
    private Gas used = Gas.ZERO;
    private Amount fees = Amount.ZERO;
    /** Null: nobody wants to know, as in every block. */
    private @Nullable List<GateAsked> gatesAsked;

    /** Most gates that are remembered. */
    public static final int MAX_GATES = 64;

    /** A gate that was asked about an account. */
    public record GateAsked(Gate gate, Address account, boolean passed) {}

    /** Money of one account that is held for another. */
    public record Promise(Address from, Address to) {}

    /** New debt that an account took on in the running transaction. */
    public record Debt(Address account, String asset, Amount amount) {}

    /** A block of modules that offer each other nothing. */
    public Context(Registry registry, Overlay state, BlockContext block) {
        this(registry, Roles.NONE, state, block, Hash.ZERO, 0);
    }

    /**
     * @param seed root of the parent's state: nobody knew it when the block's transactions were signed
     * @param blockGas most gas of a block
     */
    public Context(Registry registry, Roles roles, Overlay state, BlockContext block, Hash seed, long blockGas) {
        this.registry = registry;
        this.roles = roles;
        this.state = state;
        this.block = block;
        this.seed = seed;
        this.blockGas = blockGas;
    }

    public Registry registry() {
        return registry;
    }

    public Roles roles() {
        return roles;
    }

    public Overlay state() {
        return state;
    }

    public BlockContext block() {
        return block;
    }

    public long blockGas() {
        return blockGas;
    }

    /** Root of the parent's state: nobody knew it when the block's transactions were signed. Zero in the genesis. */
    public Hash seed() {
        return seed;
    }

    /** From now on remembers what gates said, for whoever only wants to see what would happen. */
    public void rememberGates() {
        gatesAsked = new ArrayList<>();
    }

    public List<GateAsked> gatesAsked() {
        return gatesAsked == null ? List.of() : List.copyOf(gatesAsked);
    }

    void gateAsked(Gate gate, Address asked, boolean passed) {
        if (gatesAsked != null && gatesAsked.size() < MAX_GATES) {
            gatesAsked.add(new GateAsked(gate, asked, passed));
        }
    }

    /**
     * In whose name the running message speaks. Not for genesis and the end of a block: nobody signs those.
     */
    public Address signer() {
        if (signer == null) {
            throw new IllegalStateException("no message runs");
        }
        return signer;
    }

    /** The account whose transaction runs, whoever its messages speak for. */
    public Address account() {
        if (account == null) {
            throw new IllegalStateException("no transaction runs");
        }
        return account;
    }

    /**
     * Says that something happened; the message is an event of the module's descriptor. Dropped if the transaction
     * fails.
     */
    public void emit(Message event) {
        events.add(new Event(registry.eventType(event.getDescriptorForType()), event));
    }

    /**
     * The id of an object that the running message creates; see {@link ObjectId}. A message that another one runs has
     * the index of that one plus 16 for each that ran before and itself. At the end of a block ids follow from the
     * height and a counter.
     */
    public Bytes newId(String domain) {
        if (account == null) {
            Address creator = signer == null ? NOBODY : signer;
            return ObjectId.of(domain, creator, END_NONCE | block.height() << END_BITS | serial++, 0);
        }
        return ObjectId.of(domain, signer(), nonce, messageIndex + (nesting == 0 ? 0 : nested * Tx.MAX_MESSAGES));
    }

    /**
     * An address that belongs to an object and follows from what nobody knew before the block, so that nobody can have
     * sent to it: from SHA-256 over a tag, the module, the parent's state root and the object's id.
     */
    public Address newAddress(int module, Bytes object) {
        byte[] tag = {'I', 'X', 'I', '-', 'o', 'b', 'j', 'e', 'c', 't', (byte) module};
        return Address.ofObject(Hash.sha256(tag, seed.toBytes(), object.unsafeArray()));
    }

    /** Throws GATE_FAIL unless the account passes. */
    public void require(Gate gate, Address who) throws RejectedException {
        if (!Gates.passes(this, gate, who)) {
            throw RejectedException.of(KernelError.GATE_FAIL);
        }
    }

    /** Says that an account owes more now: mandates limit it. */
    public void owe(Address debtor, String asset, Amount amount) {
        debts.add(new Debt(debtor, asset, amount));
    }

    /** Says for whom money of an account is held: mandates limit who may receive. */
    public void promise(Address from, Address to) {
        promises.add(new Promise(from, to));
    }

    /** For whom the running transaction had money held. */
    public List<Promise> promises() {
        return List.copyOf(promises);
    }

    /** What the running transaction's accounts owe more. */
    public List<Debt> debts() {
        return List.copyOf(debts);
    }

    /** Runs another message inside the running one, in somebody's name. Its gas is the caller's to charge. */
    public void run(Address inTheNameOf, TypedMessage message) throws RejectedException {
        run(inTheNameOf, message, (spec, body) -> {});
    }

    /** The same if the check lets it through. */
    public void run(Address inTheNameOf, TypedMessage message, Roles.Check check) throws RejectedException {
        if (nesting == MAX_NESTING || (account != null && nested == MAX_NESTED)) {
            throw RejectedException.of(KernelError.LIMIT, "messages within messages");
        }
        nested++;
        Address before = signer;
        nesting++;
        try {
            signer = inTheNameOf;
            roles.dispatch().run(this, inTheNameOf, message, check);
        } finally {
            signer = before;
            nesting--;
        }
    }

    /** Something that may fail by itself. */
    @FunctionalInterface
    public interface Attempt {
        void run() throws RejectedException;
    }

    /** Runs it; if it throws, nothing of it stays, events included, and the reason is returned. */
    public @Nullable Rejection attempt(Attempt action) {
        int mark = state.mark();
        int said = events.size();
        int owed = debts.size();
        int promised = promises.size();
        try {
            action.run();
            return null;
        } catch (RejectedException e) {
            undo(mark, said, owed, promised);
            return e.rejection();
        } catch (ArithmeticException e) {
            undo(mark, said, owed, promised);
            return Rejection.of(KernelError.OVERFLOW);
        }
    }

    private void undo(int mark, int said, int owed, int promised) {
        state.rollback(mark);
        events.subList(said, events.size()).clear();
        debts.subList(owed, debts.size()).clear();
        promises.subList(promised, promises.size()).clear();
    }

    /** Gas of the block's transactions so far. */
    public Gas used() {
        return used;
    }

    /** Fees that the block's transactions paid so far, in base units of the native asset. */
    public Amount fees() {
        return fees;
    }

    /** The executor's: a transaction begins. */
    public void begin(Tx tx) {
        account = tx.account();
        signer = tx.account();
        nonce = tx.nonce();
        messageIndex = 0;
        nested = 0;
        events.clear();
        debts.clear();
        promises.clear();
    }

    /** The executor's: the next message of the transaction runs. */
    public void message(int index, Address inTheNameOf) {
        messageIndex = index;
        nested = 0;
        signer = inTheNameOf;
    }

    /** The executor's: the transaction ends. Returns its events. {@code fee} is what it paid in the native asset. */
    public List<Event> end(Gas gas, Amount fee) {
        used = used.plus(gas);
        fees = fees.plus(fee);
        signer = null;
        account = null;
        return events();
    }

    /** The executor's: what was said since the last call. */
    public List<Event> events() {
        List<Event> result = List.copyOf(events);
        events.clear();
        return result;
    }
}
