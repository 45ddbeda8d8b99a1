package io.ixi.vm.kernel.exec;

import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.Prices;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Fees;
import io.ixi.vm.kernel.module.Handler;
import io.ixi.vm.kernel.module.Module;
import io.ixi.vm.kernel.module.Query;
import io.ixi.vm.kernel.module.Registry;
import io.ixi.vm.kernel.module.Signers;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.proto.Options;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.tree.Tree;
import io.ixi.vm.kernel.tree.TreeUpdate;
import io.ixi.vm.kernel.tx.Tx;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The modules of a chain, found by what they answer to. Immutable. */
final class Rules {
    private final List<Module> modules;
    private final Registry registry;
    private final Signers signers;
    private final Fees fees;
    private final NavigableMap<Integer, Handler<?>> handlers = new TreeMap<>();
    private final NavigableMap<String, Query<?, ?>> queries = new TreeMap<>();

    Rules(List<Module> modules) {
        this.modules = List.copyOf(modules);
        this.registry = Registry.of(modules);
        this.signers = only(Signers.class);
        this.fees = only(Fees.class);
        for (Module module : modules) {
            for (Handler<?> handler : module.handlers()) {
                var options = handler.prototype().getDescriptorForType().getOptions();
                handlers.put(options.getExtension(Options.msg).getType(), handler);
            }
            String name = module.descriptor().getOptions().getExtension(Options.moduleName);
            for (Query<?, ?> query : module.queries()) {
                var options = query.params().getDescriptorForType().getOptions();
                queries.put(name + "/" + options.getExtension(Options.query).getPath(), query);
            }
        }
    }

    private <T> T only(Class<T> role) {
        List<T> found =
                modules.stream().filter(role::isInstance).map(role::cast).toList();
        if (found.size() != 1) {
            throw new IllegalArgumentException(
                    "exactly one module must be " + role.getSimpleName() + ", not " + found.size());
        }
        return found.getFirst();
    }

    List<Module> modules() {
        return modules;
    }

    Registry registry() {
        return registry;
    }

    Signers signers() {
        return signers;
    }

    Fees fees() {
        return fees;
    }

    Handler<?> handler(int type) {
        Handler<?> handler = handlers.get(type);
        if (handler == null) {
            throw new IllegalStateException("decoded a message without handler: " + type);
        }
        return handler;
    }

    Query<?, ?> query(String path) throws RejectedException {
        Query<?, ?> query = queries.get(path);
        if (query == null) {
            throw RejectedException.of(KernelError.UNKNOWN_QUERY, path);
        }
        return query;
    }

    /** What must hold of a transaction at a height apart from gaps, signatures and room. Returns its fee. */
    Amount admit(Tx tx, Overlay state, Prices prices, long height) throws RejectedException {
        if (height > tx.validUntilHeight()) {
            throw RejectedException.of(KernelError.EXPIRED_TX, "height " + height);
        }
        if (tx.validUntilHeight() - height > Tx.MAX_VALIDITY) {
            throw RejectedException.of(KernelError.EXPIRY_TOO_FAR, "height " + height);
        }
        Amount fee = prices.fee(tx.units());
        if (fee.compareTo(tx.maxFee()) > 0) {
            throw RejectedException.of(KernelError.FEE_TOO_LOW, "the fee is " + fee);
        }
        long next = signers.sequence(state, tx.account());
        if (tx.sequence() < next) {
            throw RejectedException.of(KernelError.BAD_SEQ, "next is " + next);
        }
        if (!fees.covers(state, tx.account(), fee)) {
            throw RejectedException.of(KernelError.INSUFFICIENT_FEE_BALANCE, "the fee is " + fee);
        }
        return fee;
    }

    /** Ends a block: the modules' last word, totals, tree and roots. */
    Executed seal(Context context, State parent, List<Tx> transactions, List<Receipt> receipts) {
        Overlay state = context.state();
        BlockContext block = context.block();
        if (block.height() > 0) {
            modules.forEach(module -> module.endBlock(context));
        }
        KernelState.latest(state, block);
        modules.forEach(module -> module.check(state));
        TreeUpdate update = Tree.apply(parent, block.height(), parent.root(), state.writes());
        return new Executed(
                block.height(),
                List.copyOf(transactions),
                List.copyOf(receipts),
                state.writes(),
                update.newNodes(),
                update.staleNodes(),
                update.root(),
                Receipts.root(receipts));
    }
}
