package io.ixi.vm.economy.fee;

import io.ixi.vm.economy.fee.proto.FeeError;
import io.ixi.vm.economy.fee.proto.FeeGranted;
import io.ixi.vm.economy.fee.proto.FeeRevoked;
import io.ixi.vm.economy.fee.proto.Grant;
import io.ixi.vm.economy.fee.proto.GrantFee;
import io.ixi.vm.economy.fee.proto.RevokeFee;
import io.ixi.vm.economy.fee.proto.SponsorLoad;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.proto.CoSigner;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.tx.Tx;

/** Promises to pay another account's fees. Somebody who signs the transaction too needs none. */
final class Grants {
    /** Most transactions that one sponsor pays for by grants in one block. */
    static final int MAX_PER_BLOCK = 50;

    /** So many may fail before the rate counts. */
    private static final long FREE_FAILURES = 8;

    private static final long MIN_PERIOD_S = 60;
    private static final long MAX_PERIOD_S = 366 * 86_400L;
    private static final long MS = 1_000;

    private Grants() {}

    static boolean sponsorSigns(Tx tx) {
        Address sponsor = tx.payer();
        if (sponsor.equals(tx.account())) {
            return true;
        }
        for (CoSigner by : tx.body().getCoSignersList()) {
            if (by.hasAccount() && Address.of(by.getAccount()).equals(sponsor)) {
                return true;
            }
        }
        return false;
    }

    static void grant(Context context, GrantFee message) throws RejectedException {
        Address grantee = Address.of(message.getGrantee());
        boolean period = !message.getPerPeriod().isEmpty();
        boolean fits = !grantee.equals(context.signer())
                && !message.getLimit().isEmpty()
                && !message.getPerTx().isEmpty()
                && message.getUntilMs() > context.block().parentTimeMs()
                && (!period || (message.getPeriodS() >= MIN_PERIOD_S && message.getPeriodS() <= MAX_PERIOD_S));
        if (!fits) {
            throw RejectedException.of(FeeError.BAD_GRANT);
        }
        new FeeState(context.state())
                .putGrant(
                        context.signer(),
                        grantee,
                        Grant.newBuilder()
                                .setLeft(message.getLimit())
                                .setPerTx(message.getPerTx())
                                .setPerPeriod(message.getPerPeriod())
                                .setPeriodS(period ? message.getPeriodS() : 0)
                                .setUntilMs(message.getUntilMs())
                                .setPeriodStartMs(context.block().parentTimeMs())
                                .build());
        context.emit(FeeGranted.newBuilder()
                .setSponsor(context.signer().toByteString())
                .setGrantee(message.getGrantee())
                .setLimit(message.getLimit())
                .build());
    }

    static void revoke(Context context, RevokeFee message) throws RejectedException {
        FeeState state = new FeeState(context.state());
        Address grantee = Address.of(message.getGrantee());
        if (state.grant(context.signer(), grantee) == null) {
            throw RejectedException.of(KernelError.NOT_FOUND);
        }
        state.deleteGrant(context.signer(), grantee);
        context.emit(FeeRevoked.newBuilder()
                .setSponsor(context.signer().toByteString())
                .setGrantee(message.getGrantee())
                .build());
    }

    static void requireUsable(FeeState state, Tx tx, Amount fee, long timeMs) throws RejectedException {
        Grant grant = state.grant(tx.payer(), tx.account());
        boolean usable = grant != null
                && tx.body().getFeeAsset().isEmpty()
                && grant.getUntilMs() > timeMs
                && Amount.of(grant.getLeft()).compareTo(fee) >= 0
                && Amount.of(grant.getPerTx()).compareTo(fee) >= 0;
        if (grant == null || !usable || !fitsPeriod(grant, fee, timeMs)) {
            throw RejectedException.of(FeeError.GRANT_EXHAUSTED);
        }
        boolean failsTooOften = grant.getFailures() > FREE_FAILURES && grant.getFailures() * 2 > grant.getUses();
        SponsorLoad load = state.load(tx.payer());
        if (failsTooOften || (load.getTimeMs() == timeMs && load.getCount() >= MAX_PER_BLOCK)) {
            throw RejectedException.of(FeeError.SPONSOR_RATE);
        }
    }

    private static boolean fitsPeriod(Grant grant, Amount fee, long timeMs) {
        if (grant.getPerPeriod().isEmpty()) {
            return true;
        }
        Amount spent = isOver(grant, timeMs) ? Amount.ZERO : Amount.of(grant.getPeriodSpent());
        Amount most = Amount.of(grant.getPerPeriod());
        return spent.compareTo(most) <= 0 && most.minus(spent).compareTo(fee) >= 0;
    }

    private static boolean isOver(Grant grant, long timeMs) {
        return timeMs - grant.getPeriodStartMs() >= grant.getPeriodS() * MS;
    }

    /** The fee was taken under the grant. */
    static void use(Context context, Tx tx, Amount fee) {
        FeeState state = new FeeState(context.state());
        Grant grant = state.grant(tx.payer(), tx.account());
        if (grant == null) {
            throw new IllegalStateException("a grant that was usable is gone");
        }
        long time = context.block().parentTimeMs();
        Grant.Builder next = grant.toBuilder()
                .setLeft(Amount.of(grant.getLeft()).minus(fee).toByteString())
                .setUses(grant.getUses() + 1);
        if (!grant.getPerPeriod().isEmpty()) {
            boolean over = isOver(grant, time);
            Amount spent = over ? Amount.ZERO : Amount.of(grant.getPeriodSpent());
            next.setPeriodSpent(spent.plus(fee).toByteString());
            next.setPeriodStartMs(over ? time : grant.getPeriodStartMs());
        }
        state.putGrant(tx.payer(), tx.account(), next.build());
        SponsorLoad load = state.load(tx.payer());
        int count = load.getTimeMs() == time ? load.getCount() + 1 : 1;
        state.putLoad(
                tx.payer(),
                SponsorLoad.newBuilder().setTimeMs(time).setCount(count).build());
    }

    static void failed(Context context, Tx tx) {
        FeeState state = new FeeState(context.state());
        Grant grant = state.grant(tx.payer(), tx.account());
        if (grant != null) {
            state.putGrant(
                    tx.payer(),
                    tx.account(),
                    grant.toBuilder().setFailures(grant.getFailures() + 1).build());
        }
    }
}
