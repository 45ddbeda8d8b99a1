package io.ixi.vm.connect.social;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.connect.social.ModerationState.LabelKey;
import io.ixi.vm.connect.social.proto.DropLabel;
import io.ixi.vm.connect.social.proto.Label;
import io.ixi.vm.connect.social.proto.LabelChanged;
import io.ixi.vm.connect.social.proto.ModerationTotals;
import io.ixi.vm.connect.social.proto.Moderator;
import io.ixi.vm.connect.social.proto.ModeratorChanged;
import io.ixi.vm.connect.social.proto.ModeratorRole;
import io.ixi.vm.connect.social.proto.PutLabel;
import io.ixi.vm.connect.social.proto.RegisterModerator;
import io.ixi.vm.connect.social.proto.RetireModerator;
import io.ixi.vm.connect.social.proto.SocialError;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.proto.KernelError;

/** Who may say something about others, with a bond that answers for it. */
final class ModerationHandlers {
    private static final int MAX_JURORS = 10_000;
    private static final int MAX_CODE = 255;
    private static final int MAX_LABELS = 8;
    private static final int LABEL_BYTES = 120;
    private static final long YEAR_MS = 366L * 86_400_000;

    private final Money money;
    private final Deposits deposits;

    ModerationHandlers(Money money, Deposits deposits) {
        this.money = money;
        this.deposits = deposits;
    }

    /** The reference of a moderator's bond. */
    static Hash bond(Address account) {
        return Hash.sha256(new byte[] {'m', 'o', 'd'}, account.hash().toBytes());
    }

    void register(Context context, RegisterModerator message) throws RejectedException {
        SocialState base = new SocialState(context.state());
        ModerationState state = new ModerationState(context.state());
        Address account = context.signer();
        if (state.moderator(account) != null || message.getRole() == ModeratorRole.UNRECOGNIZED) {
            throw RejectedException.of(SocialError.MODERATOR_BUSY);
        }
        boolean juror = message.getRole() == ModeratorRole.MODERATOR_JUROR;
        ModerationTotals totals = state.totals();
        if (juror && totals.getJurors() >= MAX_JURORS) {
            throw RejectedException.of(SocialError.MODERATOR_BUSY, "the pool is full");
        }
        Amount bond = Amount.of(base.parameters().getModeratorBond());
        money.hold(context, account, "", bond, SocialModule.ID, bond(account));
        Moderator.Builder moderator = Moderator.newBuilder()
                .setRole(message.getRole())
                .setPolicyHash(message.getPolicyHash())
                .setBond(bond.toByteString());
        if (juror) {
            moderator.setSeat(totals.getJurors());
            state.putSeat(totals.getJurors(), account);
            state.put(totals.toBuilder().setJurors(totals.getJurors() + 1).build());
        }
        state.put(account, moderator.build());
        emit(context, account, false);
    }

    private static void emit(Context context, Address account, boolean retired) {
        context.emit(ModeratorChanged.newBuilder()
                .setAccount(account.toByteString())
                .setRetired(retired)
                .build());
    }

    void retire(Context context, RetireModerator message) throws RejectedException {
        ModerationState state = new ModerationState(context.state());
        Address account = context.signer();
        Moderator moderator = state.moderator(account);
        if (moderator == null) {
            throw RejectedException.of(KernelError.NOT_FOUND, "moderator");
        }
        if (moderator.getOpen() != 0 || moderator.getLabels() != 0) {
            throw RejectedException.of(SocialError.MODERATOR_BUSY);
        }
        if (moderator.getRole() == ModeratorRole.MODERATOR_JUROR) {
            leaveSeat(state, moderator);
        }
        state.delete(account);
        Amount bond = Amount.of(moderator.getBond());
        if (!bond.isZero()) {
            money.release(context, account, "", bond, SocialModule.ID, bond(account));
        }
        emit(context, account, true);
    }

    /** The last juror takes the seat, so that seats have no gaps. */
    private static void leaveSeat(ModerationState state, Moderator leaving) {
        ModerationTotals totals = state.totals();
        long last = totals.getJurors() - 1L;
        Address moved = state.seat(last);
        state.put(
                moved, state.known(moved).toBuilder().setSeat(leaving.getSeat()).build());
        state.putSeat(leaving.getSeat(), moved);
        state.deleteSeat(last);
        state.put(totals.toBuilder().setJurors((int) last).build());
    }

    void put(Context context, PutLabel message) throws RejectedException {
        ModerationState state = new ModerationState(context.state());
        Address labeler = context.signer();
        Moderator moderator = state.moderator(labeler);
        if (moderator == null || moderator.getRole() == ModeratorRole.MODERATOR_JUROR) {
            throw RejectedException.of(SocialError.NOT_LABELER);
        }
        Amount needed = Amount.of(new SocialState(context.state()).parameters().getModeratorBond());
        if (Amount.of(moderator.getBond()).compareTo(needed.scaledDown(1, 2)) < 0) {
            throw RejectedException.of(SocialError.NOT_LABELER, "too little is left of its bond");
        }
        long now = context.block().parentTimeMs();
        Address about = Address.of(message.getAbout());
        LabelKey key = new LabelKey(about, labeler, Hash.of(message.getTarget().toByteArray()), message.getCode());
        boolean valid = Integer.compareUnsigned(message.getCode(), MAX_CODE) <= 0
                && message.getUntilMs() > now
                && message.getUntilMs() - now <= YEAR_MS
                && !about.equals(labeler)
                && state.label(key) == null
                && state.labels(about, labeler) < MAX_LABELS;
        if (!valid) {
            throw RejectedException.of(SocialError.BAD_LABEL);
        }
        deposits.lock(context, labeler, key.id(), LABEL_BYTES);
        state.put(
                key,
                Label.newBuilder().setAtMs(now).setUntilMs(message.getUntilMs()).build());
        state.put(
                labeler,
                moderator.toBuilder().setLabels(moderator.getLabels() + 1).build());
        emit(context, key, false);
    }

    private static void emit(Context context, LabelKey key, boolean dropped) {
        context.emit(LabelChanged.newBuilder()
                .setAbout(key.about().toByteString())
                .setLabeler(key.labeler().toByteString())
                .setTarget(ByteString.copyFrom(key.target().toBytes()))
                .setCode(key.code())
                .setDropped(dropped)
                .build());
    }

    void drop(Context context, DropLabel message) throws RejectedException {
        ModerationState state = new ModerationState(context.state());
        LabelKey key = new LabelKey(
                Address.of(message.getAbout()),
                Address.of(message.getLabeler()),
                Hash.of(message.getTarget().toByteArray()),
                message.getCode());
        Label label = state.label(key);
        if (label == null) {
            throw RejectedException.of(KernelError.NOT_FOUND, "label");
        }
        boolean over = label.getUntilMs() <= context.block().parentTimeMs();
        if (!context.signer().equals(key.labeler()) && !over) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
        if (!label.getAppeal().isEmpty()) {
            throw RejectedException.of(KernelError.BAD_STATE, "its appeal is open");
        }
        remove(context, state, key, context.signer());
    }

    /** The label goes, and its deposit back. */
    void remove(Context context, ModerationState state, LabelKey key, Address remover) throws RejectedException {
        deposits.unlock(context, key.id(), remover);
        state.delete(key);
        Moderator labeler = state.known(key.labeler());
        state.put(
                key.labeler(),
                labeler.toBuilder().setLabels(labeler.getLabels() - 1).build());
        emit(context, key, true);
    }

    /** Bytes as an id that a case has. */
    static Bytes id(ByteString bytes) {
        return Bytes.wrap(bytes.toByteArray());
    }
}
