package io.ixi.vm.kernel.exec;

import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.Prices;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Fees;
import io.ixi.vm.kernel.module.Mandates;
import io.ixi.vm.kernel.module.Signers;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.tx.Call;
import io.ixi.vm.kernel.tx.Tx;
import java.util.ArrayList;
import java.util.List;

/** One block in the making: transactions go in one by one. Used by one thread, once. */
final class BlockRun {
    private final Rules rules;
    private final BlockContext block;
    private final State parent;
    private final Overlay state;
    private final Context context;
    private final Prices prices;
    private final BlockLimits limits;
    private final Stops stops;
    private final List<Tx> transactions = new ArrayList<>();
    private final List<Receipt> receipts = new ArrayList<>();
    private long bytes;
    private long gas;

    BlockRun(Rules rules, BlockContext block, State parent, BlockLimits limits) {
        this.rules = rules;
        this.block = block;
        this.parent = parent;
        this.state = new Overlay(parent);
        BlockLimits chain = KernelState.limits(parent);
        this.context = new Context(rules.registry(), rules.roles(), state, block, parent.root(), chain.gas());
        this.prices = rules.fees().prices(state);
        this.limits = limits.within(chain);
        this.stops = Stops.of(rules.modules(), parent, block.parentTimeMs());
    }

    /** Whether the transaction still fits. */
    boolean hasRoom(Tx tx) {
        return transactions.size() < limits.transactions()
                && bytes + tx.size() <= limits.bytes()
                && gas + tx.gas() <= limits.gas();
    }

    boolean isFull() {
        return transactions.size() >= limits.transactions();
    }

    /** Whether the lanes that it needs have room within their shares. */
    boolean hasLaneRoom(Tx tx) {
        return Lanes.haveRoom(context.used(), tx.units(), limits.gas());
    }

    /**
     * Executes the transaction as the block's next. Its fee stays paid and its sequence number used even if it fails.
     *
     * @throws RejectedException the block cannot hold it; nothing changed
     */
    Receipt add(Tx tx) throws RejectedException {
        if (!hasRoom(tx)) {
            throw RejectedException.of(KernelError.BLOCK_FULL);
        }
        Amount fee = rules.admit(tx, state, prices, block.height(), block.parentTimeMs());
        Signers signers = rules.signers();
        if (tx.ticket() == 0) {
            long next = signers.sequence(state, tx.account());
            if (tx.sequence() > next) {
                throw RejectedException.of(KernelError.SEQ_GAP, "next is " + next);
            }
        }
        signers.authorize(context, tx);
        Receipt receipt = run(tx, fee);
        transactions.add(tx);
        receipts.add(receipt);
        bytes += tx.size();
        gas += tx.gas();
        return receipt;
    }

    /** Executes the transaction whoever signed it. */
    Receipt simulate(Tx tx) throws RejectedException {
        return run(tx, rules.admit(tx, state, prices, block.height(), block.parentTimeMs()));
    }

    /** The same, remembering what gates said. */
    Trial trial(Tx tx) throws RejectedException {
        context.rememberGates();
        Receipt receipt = simulate(tx);
        return new Trial(receipt, state, context.gatesAsked());
    }

    private Receipt run(Tx tx, Amount fee) {
        Fees fees = rules.fees();
        context.begin(tx);
        fees.charge(context, tx, fee);
        rules.signers().advance(context, tx);
        int mark = state.mark();
        int code = 0;
        int index = 0;
        try {
            if (tx.hasMandate()) {
                mandates().begin(context, tx);
            }
            for (Call call : tx.calls()) {
                stops.check(call.spec());
                context.message(index, call.signer());
                rules.handler(call.spec().type()).run(context, call.body());
                index++;
            }
            index = tx.calls().size() - 1;
            if (tx.hasMandate()) {
                mandates().settle(context, tx, mark);
            }
            index = 0;
        } catch (RejectedException e) {
            code = e.rejection().code();
        } catch (ArithmeticException e) {
            code = KernelError.OVERFLOW_VALUE;
        }
        if (code != 0) {
            state.rollback(mark);
        }
        ended(tx, code);
        boolean paysNative = tx.body().getFeeAsset().isEmpty();
        List<Event> events = context.end(tx.units(), paysNative ? fee : Amount.ZERO);
        state.commit();
        return new Receipt(tx.id(), code, index, tx.gas(), fee, code == 0 ? events : List.of());
    }

    private Mandates mandates() throws RejectedException {
        return rules.roles().mandates().orElseThrow(() -> RejectedException.of(KernelError.NO_MANDATES));
    }

    private void ended(Tx tx, int code) {
        if (tx.hasMandate() && code != 0) {
            rules.roles().mandates().ifPresent(keeper -> keeper.failed(context, tx, code));
        }
        if (tx.sponsored()) {
            rules.fees().ended(context, tx, code == 0);
        }
    }

    Executed finish() {
        return rules.seal(context, parent, transactions, receipts);
    }
}
