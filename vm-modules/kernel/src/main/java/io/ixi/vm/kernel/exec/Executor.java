package io.ixi.vm.kernel.exec;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Prices;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.module.BrokenInvariantException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Module;
import io.ixi.vm.kernel.module.QuerySpec;
import io.ixi.vm.kernel.module.Registry;
import io.ixi.vm.kernel.module.Shape;
import io.ixi.vm.kernel.module.Validators;
import io.ixi.vm.kernel.proto.Genesis;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.proto.Key;
import io.ixi.vm.kernel.proto.ModuleGenesis;
import io.ixi.vm.kernel.proto.Options;
import io.ixi.vm.kernel.proto.Signature;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.tx.Decoder;
import io.ixi.vm.kernel.tx.Domain;
import io.ixi.vm.kernel.tx.SignatureCheck;
import io.ixi.vm.kernel.tx.Tx;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Runs blocks: a pure function of the parent's state and the block. Immutable; any number of threads may use it on
 * different or the same states.
 *
 * <p>A block holds a transaction only if every rule that needs no message holds: not expired, next sequence number,
 * right key, fee within max_fee and covered, room. Then the fee is taken and the sequence number used, whatever the
 * messages do; the messages take effect all or not at all.
 *
 * <p>A transaction's signature is checked against the keys in the state before its block, so a block's signatures can
 * be checked in any order and before it is executed: {@link #signatureChecks} with the parent's state.
 */
public final class Executor {
    private final Rules rules;
    private final Decoder decoder;

    /** @throws IllegalArgumentException if the modules do not fit together or break a rule of their descriptors */
    public Executor(List<Module> modules) {
        this.rules = new Rules(modules);
        this.decoder = rules.decoder();
    }

    public Registry registry() {
        return rules.registry();
    }

    /** Canonical decoding and every check that needs neither state nor signature. */
    public Tx decode(Bytes transaction, Hash chain) throws RejectedException {
        return decoder.decode(transaction, chain);
    }

    /**
     * The state before the first block, at height 0 on top of {@link EmptyState}.
     *
     * @throws IllegalArgumentException naming what is wrong with the genesis
     */
    public Executed genesis(Genesis genesis) {
        Overlay state = new Overlay(EmptyState.INSTANCE);
        BlockContext block = new BlockContext(Domain.chain(genesis), 0, genesis.getTimeMs(), genesis.getTimeMs(), 0);
        Context context = new Context(
                rules.registry(),
                rules.roles(),
                state,
                block,
                block.chain(),
                BlockLimits.of(genesis.getLimits()).gas());
        KernelState.genesis(state, genesis);
        List<ModuleGenesis> left = new ArrayList<>(genesis.getModulesList());
        for (Module module : rules.modules()) {
            GenesisStates.apply(module, left, context);
        }
        if (!left.isEmpty()) {
            throw new IllegalArgumentException("genesis names a module that does not exist or twice: "
                    + left.getFirst().getModule());
        }
        return rules.seal(context, EmptyState.INSTANCE, List.of(), List.of());
    }

    /** The state after a block that is not stored yet. Any number may lie on top of each other. */
    public State over(State parent, Executed executed) {
        return new Layer(parent, executed);
    }

    /**
     * What must verify before a block on this state may hold the transaction.
     *
     * @throws RejectedException BAD_SIG if a signature is missing or of another scheme than its key, KEY_REQUIRED,
     *     KEY_MISMATCH, BELOW_THRESHOLD
     */
    public List<SignatureCheck> signatureChecks(Tx tx, StateReader state) throws RejectedException {
        List<Key> keys = rules.signers().signingKeys(new Overlay(state), tx);
        if (tx.signatures().size() != keys.size()) {
            throw RejectedException.of(KernelError.BAD_SIG);
        }
        List<SignatureCheck> checks = new ArrayList<>(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            checks.add(check(keys.get(i), tx.signatures().get(i), tx.signingHash()));
        }
        return checks;
    }

    private static SignatureCheck check(Key key, Signature signature, Hash message) throws RejectedException {
        Scheme scheme = Scheme.ofNumber(key.getScheme())
                .filter(known -> known.number() == signature.getScheme())
                .orElseThrow(() -> RejectedException.of(KernelError.BAD_SIG));
        return new SignatureCheck(
                scheme,
                Bytes.wrap(key.getPublicKey().toByteArray()),
                Bytes.wrap(message.toBytes()),
                Bytes.wrap(signature.getSignature().toByteArray()));
    }

    /**
     * The mempool's check: could a block at this height hold the transaction once earlier ones of its account are in?
     *
     * @throws RejectedException EXPIRED_TX, EXPIRY_TOO_FAR, FEE_TOO_LOW, BAD_SEQ, INSUFFICIENT_FEE_BALANCE,
     *     GAS_OVER_BLOCK, NOT_SIGNED
     */
    public void admit(Tx tx, StateReader state, long height) throws RejectedException {
        Overlay overlay = new Overlay(state);
        BlockLimits limits = KernelState.limits(state);
        if (tx.gas() > limits.gas() || tx.size() > limits.bytes()) {
            throw RejectedException.of(KernelError.GAS_OVER_BLOCK);
        }
        rules.admit(tx, overlay, rules.fees().prices(overlay), height, KernelState.timeMs(state));
        rules.signers().requireSpeakers(overlay, tx);
    }

    /** The sequence number of the account's next transaction; 0 for an account that never sent one. */
    public long sequence(Address account, StateReader state) {
        return rules.signers().sequence(new Overlay(state), account);
    }

    /**
     * The place of the next transaction of a queue, see {@link Tx#queue}: the account's next sequence number, or for a
     * ticket 0 while it can be used and 1 afterwards.
     */
    public long next(Tx tx, StateReader state) {
        if (tx.ticket() == 0) {
            return sequence(tx.account(), state);
        }
        try {
            rules.signers().ticket(new Overlay(state), tx);
            return 0;
        } catch (RejectedException e) {
            return 1;
        }
    }

    /** Who validates in the epoch of the block after {@code state}. Empty: no module of the chain says so. */
    public Optional<Validators.Epoch> validators(StateReader state) {
        return rules.validators().map(module -> module.current(new Overlay(state)));
    }

    /** Who validates in the epoch after that one. */
    public Optional<Validators.Epoch> nextValidators(StateReader state) {
        return rules.validators().map(module -> module.next(new Overlay(state)));
    }

    /** Voting keys of all who ever became validators, at most {@link Validators#MAX_KEYS}. */
    public List<Bytes> votingKeys(StateReader state) {
        return rules.validators().map(module -> module.keys(new Overlay(state))).orElse(List.of());
    }

    /** The message that punishes this key for two votes; empty: there is nothing to punish any more. */
    public Optional<Message> accusation(StateReader state, Bytes publicKey, byte[] first, byte[] second) {
        return rules.validators().flatMap(module -> module.accusation(new Overlay(state), publicKey, first, second));
    }

    /** Version of the rules for the block after {@code state}. */
    public int protocol(StateReader state) {
        return Versions.protocol(state);
    }

    /** Modules that a circuit breaker holds in the block after {@code state}. */
    public List<Breaker.Paused> paused(StateReader state) {
        return Breaker.paused(state, KernelState.timeMs(state));
    }

    /** What gas costs in the block after {@code state}. */
    public Prices prices(StateReader state) {
        return rules.fees().prices(new Overlay(state));
    }

    /**
     * Puts a block together, executing as it selects. Takes candidates in their order until the block is full, the
     * iterator ends or many in a row find no room. Each lane is sure of its share of the gas; those beyond it wait
     * until all candidates were seen, and share what is left.
     *
     * @param limits tightens the chain's own limits, never widens them
     */
    public Built build(BlockContext context, Iterator<Tx> candidates, State parent, BlockLimits limits) {
        return new Selection(new BlockRun(rules, context, parent, limits)).build(candidates);
    }

    /** Executes a block. Rejected: it holds a transaction that it must not, so it is invalid at every node. */
    public Executed execute(BlockContext context, List<Tx> transactions, State parent) throws RejectedException {
        BlockRun run = new BlockRun(rules, context, parent, KernelState.limits(parent));
        for (Tx tx : transactions) {
            run.add(tx);
        }
        return run.finish();
    }

    /** What the transaction would do as the only one of a block; its signature and gaps before it do not matter. */
    public Receipt simulate(Tx tx, BlockContext context, State state) throws RejectedException {
        return new BlockRun(rules, context, state, KernelState.limits(state)).simulate(tx);
    }

    /** The same, with the state that it would leave and the gates that it asked. */
    public Trial trial(Tx tx, BlockContext context, State state) throws RejectedException {
        return new BlockRun(rules, context, state, KernelState.limits(state)).trial(tx);
    }

    /** Answers a query. Reads nothing but {@code state}. */
    public Message query(QuerySpec query, Message params, StateReader state) throws RejectedException {
        var handler = rules.query(query.path());
        byte[] bytes = params.toByteArray();
        Shape.Fault fault = Shape.of(query.descriptor()).check(bytes);
        if (fault != null) {
            throw RejectedException.of(fault.error(), fault.field());
        }
        try {
            Message own = handler.params().getParserForType().parseFrom(bytes);
            return handler.ask(rules.registry(), new Overlay(state), own);
        } catch (InvalidProtocolBufferException e) {
            throw RejectedException.of(KernelError.MALFORMED, query.path());
        }
    }

    /**
     * Recomputes every module's invariants from the whole state. Slow.
     *
     * @throws io.ixi.vm.kernel.module.BrokenInvariantException naming the first that does not hold
     */
    public void audit(StateReader state) {
        Overlay overlay = new Overlay(state);
        rules.modules().forEach(module -> module.audit(overlay));
    }

    /** The same for each module: its name and the first invariant that does not hold, or an empty text. */
    public NavigableMap<String, String> audits(StateReader state) {
        NavigableMap<String, String> faults = new TreeMap<>();
        for (Module module : rules.modules()) {
            String name = module.descriptor().getOptions().getExtension(Options.moduleName);
            try {
                module.audit(new Overlay(state));
                faults.put(name, "");
            } catch (BrokenInvariantException e) {
                faults.put(name, String.valueOf(e.getMessage()));
            }
        }
        return faults;
    }
}
