package io.ixi.vm.kernel.exec;

import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.Prices;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Fees;
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
    private final List<Tx> transactions = new ArrayList<>();
    private final List<Receipt> receipts = new ArrayList<>();
    private long bytes;
    private long gas;

    BlockRun(Rules rules, BlockContext block, State parent, BlockLimits limits) {
        this.rules = rules;
        this.block = block;
        this.parent = parent;
        this.state = new Overlay(parent);
        this.context = new Context(rules.registry(), state, block);
        this.prices = rules.fees().prices(state);
        this.limits = limits.within(KernelState.limits(parent));
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

    /**
     * Executes the transaction as the block's next. Its fee stays paid and its sequence number used even if it fails.
     *
     * @throws RejectedException the block cannot hold it; nothing changed
     */
    Receipt add(Tx tx) throws RejectedException {
        if (!hasRoom(tx)) {
            throw RejectedException.of(KernelError.BLOCK_FULL);
        }
        Amount fee = rules.admit(tx, state, prices, block.height());
        Signers signers = rules.signers();
        long next = signers.sequence(state, tx.account());
        if (tx.sequence() > next) {
            throw RejectedException.of(KernelError.SEQ_GAP, "next is " + next);
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
        return run(tx, rules.admit(tx, state, prices, block.height()));
    }

    private Receipt run(Tx tx, Amount fee) {
        Address account = tx.account();
        Fees fees = rules.fees();
        context.begin(account, tx.sequence());
        fees.charge(context, account, fee);
        rules.signers().advance(context, tx);
        int mark = state.mark();
        int code = 0;
        int index = 0;
        try {
            for (Call call : tx.calls()) {
                context.message(index);
                rules.handler(call.spec().type()).run(context, call.body());
                index++;
            }
            index = 0;
        } catch (RejectedException e) {
            state.rollback(mark);
            code = e.rejection().code();
        }
        List<Event> events = context.end(tx.units(), fee);
        state.commit();
        return new Receipt(tx.id(), code, index, tx.gas(), fee, code == 0 ? events : List.of());
    }

    Executed finish() {
        return rules.seal(context, parent, transactions, receipts);
    }
}
