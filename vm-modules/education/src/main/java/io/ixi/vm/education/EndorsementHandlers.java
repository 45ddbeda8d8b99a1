package io.ixi.vm.education;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.education.proto.Achievement;
import io.ixi.vm.education.proto.EducationError;
import io.ixi.vm.education.proto.Endorse;
import io.ixi.vm.education.proto.Endorsed;
import io.ixi.vm.education.proto.Endorsement;
import io.ixi.vm.education.proto.TargetKind;
import io.ixi.vm.education.proto.WithdrawEndorsement;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.proto.KernelError;

/** Who vouches for what. */
final class EndorsementHandlers {
    private final Deposits deposits;
    private final Credentials credentials;

    EndorsementHandlers(Deposits deposits, Credentials credentials) {
        this.deposits = deposits;
        this.credentials = credentials;
    }

    static boolean over(Endorsement endorsement, long timeMs) {
        return endorsement.getUntilMs() != 0 && timeMs >= endorsement.getUntilMs();
    }

    /** Whose the target is. Throws BAD_TARGET, or OWN_WORK if it is the signer's. */
    private Address about(Context context, EducationState state, Endorse message) throws RejectedException {
        Bytes target = EducationState.id(message.getTarget());
        Address signer = context.signer();
        boolean own;
        Address about;
        switch (message.getKind()) {
            case TARGET_ACHIEVEMENT -> {
                Achievement achievement = state.achievement(target);
                if (achievement == null) {
                    throw RejectedException.of(EducationError.BAD_TARGET);
                }
                about = Address.of(achievement.getCreator());
                own = about.equals(signer);
            }
            case TARGET_ISSUER -> {
                if (target.size() != Hash.BYTES) {
                    throw RejectedException.of(EducationError.BAD_TARGET);
                }
                about = Address.of(message.getTarget());
                own = about.equals(signer);
            }
            case TARGET_AWARD -> {
                Credentials.Held held = credentials.find(
                        context.state(), target, context.block().parentTimeMs());
                if (held == null || state.ofType(held.type()) == null) {
                    throw RejectedException.of(EducationError.BAD_TARGET);
                }
                about = held.subject();
                own = about.equals(signer) || held.issuer().equals(signer);
            }
            default -> throw RejectedException.of(EducationError.BAD_TARGET);
        }
        if (own) {
            throw RejectedException.of(EducationError.OWN_WORK);
        }
        return about;
    }

    private static Bytes deposit(Hash target, Address endorser) {
        return Bytes.wrap(
                Hash.sha256(target.toBytes(), endorser.hash().toBytes()).toBytes());
    }

    void endorse(Context context, Endorse message) throws RejectedException {
        EducationState state = new EducationState(context.state());
        long now = context.block().parentTimeMs();
        Address about = about(context, state, message);
        Endorsement endorsement = Endorsement.newBuilder()
                .setContentHash(message.getContentHash())
                .setFromMs(now)
                .setUntilMs(message.getUntilMs())
                .setAbout(about.toByteString())
                .build();
        if (message.getUntilMs() < 0 || over(endorsement, now)) {
            throw RejectedException.of(EducationError.BAD_END);
        }
        Hash target = EducationState.target(message.getKind(), EducationState.id(message.getTarget()));
        Address endorser = context.signer();
        if (state.endorsement(target, endorser) == null) {
            deposits.lock(context, endorser, deposit(target, endorser), endorsement.getSerializedSize());
        }
        state.put(target, endorser, endorsement);
        emit(context, message.getKind(), message.getTarget(), endorser, endorsement, false);
    }

    private static void emit(
            Context context,
            TargetKind kind,
            ByteString target,
            Address endorser,
            Endorsement endorsement,
            boolean withdrawn) {
        context.emit(Endorsed.newBuilder()
                .setKind(kind)
                .setTarget(target)
                .setEndorser(endorser.toByteString())
                .setAbout(endorsement.getAbout())
                .setWithdrawn(withdrawn)
                .build());
    }

    void withdraw(Context context, WithdrawEndorsement message) throws RejectedException {
        EducationState state = new EducationState(context.state());
        Hash target = EducationState.target(message.getKind(), EducationState.id(message.getTarget()));
        Address endorser = Address.of(message.getEndorser());
        Endorsement endorsement = state.endorsement(target, endorser);
        if (endorsement == null) {
            throw RejectedException.of(KernelError.NOT_FOUND, "endorsement");
        }
        boolean own = context.signer().equals(endorser);
        if (!own && !over(endorsement, context.block().parentTimeMs())) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
        deposits.unlock(context, deposit(target, endorser), context.signer());
        state.delete(target, endorser);
        emit(context, message.getKind(), message.getTarget(), endorser, endorsement, true);
    }
}
