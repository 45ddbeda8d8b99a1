package io.ixi.vm.kernel.module;

import com.google.protobuf.Message;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.Gas;
import io.ixi.vm.kernel.ObjectId;
import io.ixi.vm.kernel.exec.BlockContext;
import io.ixi.vm.kernel.exec.Event;
import io.ixi.vm.kernel.state.Overlay;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a handler sees of the world: the state, its block, who signed, and where events go. One per block. */
public final class Context {
    private final Registry registry;
    private final Overlay state;
    private final BlockContext block;
    private final List<Event> events = new ArrayList<>();
    private @Nullable Address signer;
    private long sequence;
    private int messageIndex;
    private Gas used = Gas.ZERO;
    private Amount fees = Amount.ZERO;

    public Context(Registry registry, Overlay state, BlockContext block) {
        this.registry = registry;
        this.state = state;
        this.block = block;
    }

    public Overlay state() {
        return state;
    }

    public BlockContext block() {
        return block;
    }

    /** The account whose transaction runs. Not for genesis and the end of a block: nobody signs those. */
    public Address signer() {
        if (signer == null) {
            throw new IllegalStateException("no transaction runs");
        }
        return signer;
    }

    /**
     * Says that something happened; the message is an event of the module's descriptor. Dropped if the transaction
     * fails.
     */
    public void emit(Message event) {
        events.add(new Event(registry.eventType(event.getDescriptorForType()), event));
    }

    /** The id of an object that the running message creates; see {@link ObjectId}. */
    public Bytes newId(String domain) {
        return ObjectId.of(domain, signer(), sequence, messageIndex);
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
    public void begin(Address account, long accountSequence) {
        signer = account;
        sequence = accountSequence;
        messageIndex = 0;
        events.clear();
    }

    /** The executor's: the next message of the transaction runs. */
    public void message(int index) {
        messageIndex = index;
    }

    /** The executor's: the transaction ends. Returns its events. */
    public List<Event> end(Gas gas, Amount fee) {
        used = used.plus(gas);
        fees = fees.plus(fee);
        signer = null;
        List<Event> result = List.copyOf(events);
        events.clear();
        return result;
    }
}
