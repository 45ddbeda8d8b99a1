package io.ixi.vm.connect.social;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.connect.social.ModerationState.LabelKey;
import io.ixi.vm.connect.social.proto.Appeal;
import io.ixi.vm.connect.social.proto.AppealCase;
import io.ixi.vm.connect.social.proto.CaseDecided;
import io.ixi.vm.connect.social.proto.CaseOpened;
import io.ixi.vm.connect.social.proto.JurorVote;
import io.ixi.vm.connect.social.proto.JuryVote;
import io.ixi.vm.connect.social.proto.Label;
import io.ixi.vm.connect.social.proto.Moderator;
import io.ixi.vm.connect.social.proto.Parameters;
import io.ixi.vm.connect.social.proto.PokeCase;
import io.ixi.vm.connect.social.proto.SocialError;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.proto.KernelError;
import java.util.ArrayList;
import java.util.List;

/** Whom a label is about may call three jurors. Whoever is wrong pays them. */
final class AppealHandlers {
    /** Jurors of a case. */
    static final int SEATS = 3;

    /** Seats looked at for each juror: enough for all who are out of the question and one more. */
    private static final int TRIES = 8;

    private static final long SECOND_MS = 1_000;
    private static final int PPM = 1_000_000;

    private final Money money;
    private final Address treasury;
    private final ModerationHandlers labels;

    AppealHandlers(Money money, Address treasury, ModerationHandlers labels) {
        this.money = money;
        this.treasury = treasury;
        this.labels = labels;
    }

    private static Hash ref(Bytes id) {
        return Hash.sha256(new byte[] {'a', 'p', 'p'}, id.unsafeArray());
    }

    static LabelKey key(AppealCase about) {
        return new LabelKey(
                Address.of(about.getAbout()),
                Address.of(about.getLabeler()),
                Hash.of(about.getTarget().toByteArray()),
                about.getCode());
    }

    void appeal(Context context, Appeal message) throws RejectedException {
        ModerationState state = new ModerationState(context.state());
        Address about = context.signer();
        LabelKey key = new LabelKey(
                about,
                Address.of(message.getLabeler()),
                Hash.of(message.getTarget().toByteArray()),
                message.getCode());
        Label label = state.label(key);
        if (label == null) {
            throw RejectedException.of(KernelError.NOT_FOUND, "label");
        }
        long now = context.block().parentTimeMs();
        if (!label.getAppeal().isEmpty() || label.getUntilMs() <= now) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        Bytes id = context.newId("case");
        List<Address> jury = choose(context, state, id, key);
        if (jury.isEmpty()) {
            throw RejectedException.of(SocialError.NO_JURY);
        }
        Parameters parameters = new SocialState(context.state()).parameters();
        Amount bond = Amount.of(parameters.getAppealBond());
        money.hold(context, about, "", bond, SocialModule.ID, ref(id));
        AppealCase.Builder opened = AppealCase.newBuilder()
                .setAbout(about.toByteString())
                .setLabeler(message.getLabeler())
                .setTarget(message.getTarget())
                .setCode(message.getCode())
                .setStatementHash(message.getStatementHash())
                .setBond(bond.toByteString())
                .setUntilMs(now + parameters.getJuryS() * SECOND_MS);
        for (Address juror : jury) {
            opened.addVotes(JurorVote.newBuilder().setJuror(juror.toByteString()));
            open(state, juror, 1);
        }
        open(state, key.labeler(), 1);
        state.put(key, label.toBuilder().setAppeal(bytes(id)).build());
        state.put(id, opened.build());
        context.emit(CaseOpened.newBuilder()
                .setCaseId(bytes(id))
                .setLabeler(message.getLabeler())
                .setFirst(jury.get(0).toByteString())
                .setSecond(jury.get(1).toByteString())
                .setThird(jury.get(2).toByteString())
                .build());
    }

    private static ByteString bytes(Bytes id) {
        return ByteString.copyFrom(id.unsafeArray());
    }

    /** Three jurors who are neither side, drawn by what nobody knew before; none if there are not. */
    private static List<Address> choose(Context context, ModerationState state, Bytes id, LabelKey key) {
        int pool = state.totals().getJurors();
        List<Address> out = new ArrayList<>(List.of(key.about(), key.labeler()));
        Hash seed = context.newAddress(SocialModule.ID, id).hash();
        List<Address> chosen = new ArrayList<>();
        for (long start : new long[] {seed.w1(), seed.w2(), seed.w3()}) {
            for (int i = 0; i < Math.min(pool, TRIES); i++) {
                Address candidate = state.seat((Long.remainderUnsigned(start, pool) + i) % pool);
                if (!out.contains(candidate)) {
                    out.add(candidate);
                    chosen.add(candidate);
                    break;
                }
            }
        }
        return chosen.size() == SEATS ? chosen : List.of();
    }

    private static void open(ModerationState state, Address account, int change) {
        Moderator moderator = state.known(account);
        state.put(
                account,
                moderator.toBuilder().setOpen(moderator.getOpen() + change).build());
    }

    private static AppealCase known(ModerationState state, Bytes id) throws RejectedException {
        AppealCase known = state.appealCase(id);
        if (known == null) {
            throw RejectedException.of(KernelError.NOT_FOUND, "case");
        }
        return known;
    }

    void vote(Context context, JuryVote message) throws RejectedException {
        ModerationState state = new ModerationState(context.state());
        Bytes id = ModerationHandlers.id(message.getCaseId());
        AppealCase opened = known(state, id);
        ByteString signer = context.signer().toByteString();
        int at = -1;
        for (int i = 0; i < SEATS; i++) {
            JurorVote vote = opened.getVotes(i);
            at = !vote.getCast() && vote.getJuror().equals(signer) ? i : at;
        }
        if (at < 0) {
            throw RejectedException.of(SocialError.NOT_JUROR);
        }
        AppealCase voted = opened.toBuilder()
                .setVotes(at, opened.getVotes(at).toBuilder().setCast(true).setOverturn(message.getOverturn()))
                .build();
        open(state, context.signer(), -1);
        state.put(id, voted);
        int overturn = count(voted, true);
        int uphold = count(voted, false);
        if (Math.max(overturn, uphold) > SEATS / 2) {
            decide(context, state, id, voted, overturn > uphold);
        }
    }

    private static int count(AppealCase voted, boolean overturn) {
        return (int) voted.getVotesList().stream()
                .filter(vote -> vote.getCast() && vote.getOverturn() == overturn)
                .count();
    }

    /** The time is over: silent jurors pay, and in doubt the label goes without costing its labeler anything. */
    void poke(Context context, PokeCase message) throws RejectedException {
        ModerationState state = new ModerationState(context.state());
        Bytes id = ModerationHandlers.id(message.getCaseId());
        AppealCase opened = known(state, id);
        if (context.block().parentTimeMs() < opened.getUntilMs()) {
            throw RejectedException.of(SocialError.CASE_OPEN);
        }
        for (JurorVote vote : opened.getVotesList()) {
            if (!vote.getCast()) {
                slash(context, state, Address.of(vote.getJuror()), List.of());
            }
        }
        int overturn = count(opened, true);
        int uphold = count(opened, false);
        if (overturn == uphold) {
            doubt(context, state, id, opened);
        } else {
            decide(context, state, id, opened, overturn > uphold);
        }
    }

    private void doubt(Context context, ModerationState state, Bytes id, AppealCase opened) throws RejectedException {
        Address about = Address.of(opened.getAbout());
        giveBack(context, id, opened, about);
        close(context, state, id, opened, true, Amount.ZERO);
        labels.remove(context, state, key(opened), Address.of(opened.getLabeler()));
    }

    private void giveBack(Context context, Bytes id, AppealCase opened, Address about) throws RejectedException {
        money.release(context, about, "", Amount.of(opened.getBond()), SocialModule.ID, ref(id));
    }

    private void decide(Context context, ModerationState state, Bytes id, AppealCase decided, boolean overturned)
            throws RejectedException {
        List<Address> voters = decided.getVotesList().stream()
                .filter(JurorVote::getCast)
                .map(vote -> Address.of(vote.getJuror()))
                .toList();
        Address about = Address.of(decided.getAbout());
        Amount lost = Amount.ZERO;
        if (overturned) {
            giveBack(context, id, decided, about);
            lost = slash(context, state, Address.of(decided.getLabeler()), voters);
        } else {
            share(context, about, ref(id), Amount.of(decided.getBond()), voters);
        }
        close(context, state, id, decided, overturned, lost);
        if (overturned) {
            labels.remove(context, state, key(decided), Address.of(decided.getLabeler()));
        } else {
            Label label = state.label(key(decided));
            if (label != null) {
                state.put(key(decided), label.toBuilder().clearAppeal().build());
            }
        }
    }

    /** Whoever has not voted yet need not any more. */
    private static void close(
            Context context, ModerationState state, Bytes id, AppealCase closed, boolean overturned, Amount lost) {
        for (JurorVote vote : closed.getVotesList()) {
            if (!vote.getCast()) {
                open(state, Address.of(vote.getJuror()), -1);
            }
        }
        open(state, Address.of(closed.getLabeler()), -1);
        state.deleteCase(id);
        context.emit(CaseDecided.newBuilder()
                .setCaseId(bytes(id))
                .setAbout(closed.getAbout())
                .setLabeler(closed.getLabeler())
                .setOverturned(overturned)
                .setSlashed(lost.toByteString())
                .build());
    }

    /** Takes part of a moderator's bond: to these in equal parts, the rest to the treasury. */
    private Amount slash(Context context, ModerationState state, Address account, List<Address> to)
            throws RejectedException {
        Moderator moderator = state.known(account);
        Amount bond = Amount.of(moderator.getBond());
        long ppm = new SocialState(context.state()).parameters().getSlashPpm();
        Amount lost = ppm == 0 ? Amount.ZERO : bond.scaledDown(ppm, PPM);
        share(context, account, ModerationHandlers.bond(account), lost, to);
        state.put(
                account,
                moderator.toBuilder().setBond(bond.minus(lost).toByteString()).build());
        return lost;
    }

    private void share(Context context, Address from, Hash ref, Amount amount, List<Address> to)
            throws RejectedException {
        Amount left = amount;
        for (Address account : to) {
            Amount part = amount.scaledDown(1, SEATS);
            if (!part.isZero()) {
                money.capture(context, from, account, "", part, SocialModule.ID, ref);
                left = left.minus(part);
            }
        }
        if (!left.isZero()) {
            money.capture(context, from, treasury, "", left, SocialModule.ID, ref);
        }
    }
}
