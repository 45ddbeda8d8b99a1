package io.ixi.vm.kernel.exec;

import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.Prices;
import io.ixi.vm.kernel.module.BrokenInvariantException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Fees;
import io.ixi.vm.kernel.module.Handler;
import io.ixi.vm.kernel.module.Migration;
import io.ixi.vm.kernel.module.Module;
import io.ixi.vm.kernel.module.Query;
import io.ixi.vm.kernel.module.Registry;
import io.ixi.vm.kernel.module.Roles;
import io.ixi.vm.kernel.module.Signers;
import io.ixi.vm.kernel.module.Validators;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.proto.Options;
import io.ixi.vm.kernel.proto.TypedMessage;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.tree.Tree;
import io.ixi.vm.kernel.tree.TreeUpdate;
import io.ixi.vm.kernel.tx.Call;
import io.ixi.vm.kernel.tx.Decoder;
import io.ixi.vm.kernel.tx.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The modules of a chain, found by what they answer to. Immutable. */
final class Rules {
    /** The newest rules that this version knows without any module's migration. */
    private static final int PROTOCOL = 1;

    private final List<Module> modules;
    private final Registry registry;
    private final Signers signers;
    private final Fees fees;
    private final Roles roles;
    private final Decoder decoder;
    private final int supported;
    private final NavigableMap<Integer, Handler<?>> handlers = new TreeMap<>();
    private final NavigableMap<String, Query<?, ?>> queries = new TreeMap<>();

    Rules(List<Module> modules) {
        this.modules = List.copyOf(modules);
        this.registry = Registry.of(modules);
        this.signers = only(Signers.class);
        this.fees = only(Fees.class);
        this.decoder = new Decoder(registry);
        this.roles = new Roles(modules, this::dispatch);
        this.supported = modules.stream()
                .flatMap(module -> module.migrations().stream())
                .mapToInt(Migration::protocol)
                .reduce(PROTOCOL, Math::max);
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

    Roles roles() {
        return roles;
    }

    Decoder decoder() {
        return decoder;
    }

    /** Those whose sets a chain may have: at most one. */
    Optional<Validators> validators() {
        return modules.stream()
                .filter(Validators.class::isInstance)
                .map(Validators.class::cast)
                .findFirst();
    }

    private void dispatch(Context context, Address signer, TypedMessage message, Roles.Check check)
            throws RejectedException {
        Call call = decoder.message(message, signer);
        check.require(call.spec(), call.body());
        int module = call.spec().moduleId();
        if (Versions.isMigrating(context.state(), module)) {
            throw RejectedException.of(KernelError.MIGRATING);
        }
        long now = context.block().parentTimeMs();
        if (!call.spec().exit() && Breaker.isPaused(context.state(), module, now)) {
            throw RejectedException.of(KernelError.PAUSED);
        }
        handler(call.spec().type()).run(context, call.body());
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
    Amount admit(Tx tx, Overlay state, Prices prices, long height, long timeMs) throws RejectedException {
        if (height > tx.validUntilHeight()) {
            throw RejectedException.of(KernelError.EXPIRED_TX, "height " + height);
        }
        if (tx.validUntilHeight() - height > Tx.MAX_VALIDITY) {
            throw RejectedException.of(KernelError.EXPIRY_TOO_FAR, "height " + height);
        }
        Amount fee = fees.quote(state, tx, prices);
        if (fee.compareTo(tx.maxFee()) > 0) {
            throw RejectedException.of(KernelError.FEE_TOO_LOW, "the fee is " + fee);
        }
        if (tx.ticket() != 0) {
            signers.ticket(state, tx);
        } else {
            long next = signers.sequence(state, tx.account());
            if (tx.sequence() < next) {
                throw RejectedException.of(KernelError.BAD_SEQ, "next is " + next);
            }
        }
        fees.covers(roles, state, tx, fee, timeMs);
        return fee;
    }

    /** Ends a block: the modules' last word, totals, tree and roots. */
    Executed seal(Context context, State parent, List<Tx> transactions, List<Receipt> receipts) {
        Overlay state = context.state();
        BlockContext block = context.block();
        context.events();
        if (block.height() > 0) {
            modules.forEach(module -> module.endBlock(context));
            Versions.endBlock(state, block.height(), supported, modules);
        }
        KernelState.latest(state, block);
        modules.forEach(module -> check(module, state, block));
        List<Receipt> all = new ArrayList<>(receipts);
        List<Event> own = context.events();
        if (!own.isEmpty() && block.height() > 0) {
            all.add(new Receipt(Hash.ZERO, 0, 0, 0, Amount.ZERO, own));
        }
        TreeUpdate update = Tree.apply(parent, block.height(), parent.root(), state.writes());
        return new Executed(
                block.height(),
                List.copyOf(transactions),
                all,
                state.writes(),
                update.newNodes(),
                update.staleNodes(),
                update.root(),
                Receipts.root(all));
    }

    /** A module that is not essential is paused when it contradicts itself, and the chain goes on. */
    private static void check(Module module, Overlay state, BlockContext block) {
        try {
            module.check(state);
        } catch (BrokenInvariantException e) {
            int id = module.descriptor().getOptions().getExtension(Options.moduleId);
            if (module.essential() || block.height() == 0) {
                throw e;
            }
            if (!Breaker.isPaused(state, id, block.timeMs())) {
                Breaker.pause(state, block, id, block.timeMs() + Breaker.MAX_MS, String.valueOf(e.getMessage()));
            }
        }
    }
}
