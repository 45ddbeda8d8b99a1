package io.ixi.vm.shielded;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.shielded.proto.Action;
import io.ixi.vm.shielded.proto.Deposit;
import io.ixi.vm.shielded.proto.Deposited;
import io.ixi.vm.shielded.proto.NoteAdded;
import io.ixi.vm.shielded.proto.Pay;
import io.ixi.vm.shielded.proto.Pool;
import io.ixi.vm.shielded.proto.Sealed;
import io.ixi.vm.shielded.proto.ShieldedError;
import io.ixi.vm.shielded.proto.Totals;
import io.ixi.vm.shielded.proto.Withdraw;
import io.ixi.vm.shielded.proto.Withdrawn;
import io.ixi.zkp.hash.Quad;
import io.ixi.zkp.statement.Note;
import io.ixi.zkp.statement.ProofCheck;
import io.ixi.zkp.statement.Transfer;

/** Money into, within and out of the pool. Cheap checks first, the proof last, then money and notes. */
final class PoolHandlers {
    private static final Address NOBODY = new Address(Hash.ZERO);

    private final Money money;
    private final ProofCheck proofs;

    PoolHandlers(Money money, ProofCheck proofs) {
        this.money = money;
        this.proofs = proofs;
    }

    /** The public amounts of an action. */
    private record Flow(String asset, long deposit, long withdrawal, long fee, Address to) {}

    static Quad word(ByteString bytes) throws RejectedException {
        return Quad.read(bytes.toByteArray()).orElseThrow(() -> RejectedException.of(ShieldedError.BAD_WORD));
    }

    private static long value(ByteString bytes, boolean mayBeZero) throws RejectedException {
        Amount amount = Amount.of(bytes);
        boolean fits = amount.high() == 0 && amount.low() >= 0 && amount.low() < Transfer.LIMIT;
        if (!fits || (amount.isZero() && !mayBeZero)) {
            throw RejectedException.of(ShieldedError.BAD_VALUE);
        }
        return amount.low();
    }

    /** The pool of an asset of which nothing ever came in. */
    static Pool opened(ShieldedState state) {
        return Pool.newBuilder()
                .setNumber(state.totals().getAssets() + 1)
                .setDeposited(Amount.ZERO.toByteString())
                .setWithdrawn(Amount.ZERO.toByteString())
                .build();
    }

    void deposit(Context context, Deposit message) throws RejectedException {
        long amount = value(message.getAmount(), false);
        String asset = ShieldedState.named(message.getAsset());
        ShieldedState state = new ShieldedState(context.state());
        if (!money.exists(context.state(), asset)) {
            throw RejectedException.of(KernelError.NOT_FOUND, "asset");
        }
        Pool pool = state.pool(asset);
        if (pool == null) {
            pool = opened(state);
            state.put(state.totals().toBuilder().setAssets(pool.getNumber()).build());
        }
        Amount after = ShieldedState.balance(pool).plus(Amount.of(amount));
        if (after.compareTo(Amount.of(state.parameters().getPoolCap())) > 0) {
            throw RejectedException.of(ShieldedError.POOL_FULL);
        }
        act(context, state, new Flow(asset, amount, 0, 0, NOBODY), pool, message.getAction());
        money.move(context.state(), context.signer(), ShieldedModule.POOL, asset, Amount.of(amount));
        state.put(
                asset,
                pool.toBuilder()
                        .setDeposited(Amount.of(pool.getDeposited())
                                .plus(Amount.of(amount))
                                .toByteString())
                        .build());
        context.emit(Deposited.newBuilder()
                .setFrom(context.signer().toByteString())
                .setAsset(asset)
                .setAmount(message.getAmount())
                .build());
    }

    void pay(Context context, Pay message) throws RejectedException {
        Flow flow = new Flow(ShieldedState.named(message.getAsset()), 0, 0, value(message.getFee(), true), NOBODY);
        leave(context, flow, message.getAction());
    }

    void withdraw(Context context, Withdraw message) throws RejectedException {
        Flow flow = new Flow(
                ShieldedState.named(message.getAsset()),
                0,
                value(message.getAmount(), false),
                value(message.getFee(), true),
                Address.of(message.getTo()));
        if (flow.to.isModule() || flow.to.isObject()) {
            throw RejectedException.of(ShieldedError.BAD_RECEIVER);
        }
        leave(context, flow, message.getAction());
        context.emit(Withdrawn.newBuilder()
                .setTo(message.getTo())
                .setAsset(flow.asset)
                .setAmount(message.getAmount())
                .build());
    }

    /** An action that may take money out. The turnstile: no more leaves than came in, whatever a proof says. */
    private void leave(Context context, Flow flow, Action action) throws RejectedException {
        ShieldedState state = new ShieldedState(context.state());
        Pool pool = state.pool(flow.asset);
        if (pool == null) {
            throw RejectedException.of(KernelError.NOT_FOUND, "pool");
        }
        Amount out = Amount.of(flow.withdrawal + flow.fee);
        if (ShieldedState.balance(pool).compareTo(out) < 0) {
            throw RejectedException.of(ShieldedError.POOL_SHORT);
        }
        act(context, state, flow, pool, action);
        if (out.isZero()) {
            return;
        }
        money.move(context.state(), ShieldedModule.POOL, flow.to, flow.asset, Amount.of(flow.withdrawal));
        money.move(context.state(), ShieldedModule.POOL, context.signer(), flow.asset, Amount.of(flow.fee));
        state.put(
                flow.asset,
                pool.toBuilder()
                        .setWithdrawn(Amount.of(pool.getWithdrawn()).plus(out).toByteString())
                        .build());
    }

    private void act(Context context, ShieldedState state, Flow flow, Pool pool, Action action)
            throws RejectedException {
        Quad anchor = word(action.getAnchor());
        Quad first = word(action.getFirstNullifier());
        Quad second = word(action.getSecondNullifier());
        Quad[] notes = {word(action.getFirstNote()), word(action.getSecondNote())};
        long now = context.block().parentTimeMs();
        if (!NoteTree.serves(state, anchor, now)) {
            throw RejectedException.of(ShieldedError.OLD_ANCHOR);
        }
        if (first.equals(second) || state.spent(first) || state.spent(second)) {
            throw RejectedException.of(ShieldedError.SPENT);
        }
        Transfer statement = new Transfer(
                Effects.chain(context.block().chain()),
                pool.getNumber(),
                anchor,
                first,
                second,
                notes[0],
                notes[1],
                flow.deposit,
                flow.withdrawal,
                flow.fee,
                Effects.of(context.signer(), flow.to, action.getFirstSealed(), action.getSecondSealed()));
        if (!proofs.shows(statement, action.getProof().toByteArray())) {
            throw RejectedException.of(ShieldedError.BAD_PROOF);
        }
        state.spend(first, context.block().height());
        state.spend(second, context.block().height());
        Totals totals = state.totals();
        state.put(totals.toBuilder().setNullifiers(totals.getNullifiers() + 2).build());
        long position = NoteTree.append(state, notes[0], notes[1]);
        ByteString[] encrypted = {action.getFirstSealed(), action.getSecondSealed()};
        for (int i = 0; i < notes.length; i++) {
            add(context, state, position + i, notes[i], Note.serial(first, i), pool.getNumber(), encrypted[i]);
        }
        NoteTree.forget(state, now);
    }

    private static void add(
            Context context,
            ShieldedState state,
            long position,
            Quad commitment,
            Quad serial,
            long asset,
            ByteString encrypted) {
        state.put(
                position,
                io.ixi.vm.shielded.proto.Note.newBuilder()
                        .setCommitment(ShieldedState.bytes(commitment))
                        .setSerial(ShieldedState.bytes(serial))
                        .setAsset(asset)
                        .setHeight(context.block().height())
                        .build(),
                Sealed.newBuilder()
                        .setNote(encrypted)
                        .setFromMs(context.block().parentTimeMs())
                        .build());
        context.emit(NoteAdded.newBuilder()
                .setPosition(position)
                .setCommitment(ShieldedState.bytes(commitment))
                .setSealedHash(
                        ByteString.copyFrom(Hash.sha256(encrypted.toByteArray()).toBytes()))
                .build());
    }
}
