package io.ixi.vm.education;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.education.proto.Achievement;
import io.ixi.vm.education.proto.AchievementCreated;
import io.ixi.vm.education.proto.AchievementKind;
import io.ixi.vm.education.proto.Award;
import io.ixi.vm.education.proto.AwardBatch;
import io.ixi.vm.education.proto.Awarded;
import io.ixi.vm.education.proto.BatchAwarded;
import io.ixi.vm.education.proto.CreateAchievement;
import io.ixi.vm.education.proto.EducationError;
import io.ixi.vm.education.proto.Totals;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.module.Gates;
import io.ixi.vm.kernel.proto.KernelError;
import java.util.Optional;

/** Achievements and who is awarded them. */
final class AchievementHandlers {
    private static final int MAX_CREDITS = 1_000_000;
    private static final int MAX_LEVEL = 8;

    private final Deposits deposits;
    private final Credentials credentials;

    AchievementHandlers(Deposits deposits, Credentials credentials) {
        this.deposits = deposits;
        this.credentials = credentials;
    }

    private static void require(Context context, EducationState state, CreateAchievement message)
            throws RejectedException {
        boolean numbers = Integer.compareUnsigned(message.getCredits(), MAX_CREDITS) <= 0
                && Integer.compareUnsigned(message.getLevel(), MAX_LEVEL) <= 0;
        boolean repeated = false;
        for (int i = 0; i < message.getAlignmentsCount(); i++) {
            ByteString alignment = message.getAlignments(i);
            repeated |= message.getAlignmentsList().subList(0, i).contains(alignment);
        }
        if (!numbers || repeated) {
            throw RejectedException.of(EducationError.BAD_ACHIEVEMENT);
        }
        if (!message.getSupersedes().isEmpty()) {
            Achievement before = state.achievement(EducationState.id(message.getSupersedes()));
            if (before == null || !before.getCreator().equals(context.signer().toByteString())) {
                throw RejectedException.of(EducationError.BAD_ACHIEVEMENT);
            }
        }
        if (message.hasPrerequisites()) {
            Gates.require(context, message.getPrerequisites());
        }
    }

    void create(Context context, CreateAchievement message) throws RejectedException {
        EducationState state = new EducationState(context.state());
        require(context, state, message);
        boolean diploma = message.getKind() == AchievementKind.ACHIEVEMENT_DIPLOMA
                || message.getKind() == AchievementKind.ACHIEVEMENT_DEGREE;
        Bytes type = credentials.define(
                context, diploma, message.getContentHash(), message.getUnasked(), message.getMaxTtlS());
        Achievement.Builder achievement = Achievement.newBuilder()
                .setCreator(context.signer().toByteString())
                .setType(EducationState.bytes(type))
                .setKind(message.getKind())
                .setContentHash(message.getContentHash())
                .setCredits(message.getCredits())
                .setLevel(message.getLevel())
                .addAllAlignments(message.getAlignmentsList())
                .setSupersedes(message.getSupersedes());
        if (message.hasImageHash()) {
            achievement.setImageHash(message.getImageHash());
        }
        if (message.hasPrerequisites()) {
            achievement.setPrerequisites(message.getPrerequisites());
        }
        Achievement whole = achievement.build();
        Bytes id = context.newId("achievement");
        deposits.lock(context, context.signer(), id, whole.getSerializedSize());
        state.put(id, whole);
        state.list(id, whole);
        Totals totals = state.totals();
        state.put(
                totals.toBuilder().setAchievements(totals.getAchievements() + 1).build());
        context.emit(AchievementCreated.newBuilder()
                .setAchievement(EducationState.bytes(id))
                .setCreator(whole.getCreator())
                .setType(whole.getType())
                .build());
    }

    private static Achievement known(EducationState state, Bytes id) throws RejectedException {
        Achievement achievement = state.achievement(id);
        if (achievement == null) {
            throw RejectedException.of(KernelError.NOT_FOUND, "achievement");
        }
        return achievement;
    }

    private static void count(EducationState state, Bytes id, Achievement achievement, int awards) {
        state.put(
                id,
                achievement.toBuilder()
                        .setAwarded(achievement.getAwarded() + awards)
                        .build());
    }

    void award(Context context, Award message) throws RejectedException {
        EducationState state = new EducationState(context.state());
        Bytes id = EducationState.id(message.getAchievement());
        Achievement achievement = known(state, id);
        Address learner = Address.of(message.getLearner());
        if (achievement.hasPrerequisites()) {
            context.require(achievement.getPrerequisites(), learner);
        }
        Bytes credential = credentials.award(
                context,
                EducationState.id(achievement.getType()),
                learner,
                message.getClaimsRoot(),
                message.getUntilMs(),
                message.hasEvidenceHash() ? Optional.of(message.getEvidenceHash()) : Optional.empty());
        count(state, id, achievement, 1);
        context.emit(Awarded.newBuilder()
                .setAchievement(message.getAchievement())
                .setCredential(EducationState.bytes(credential))
                .setIssuer(context.signer().toByteString())
                .setLearner(message.getLearner())
                .build());
    }

    void awardBatch(Context context, AwardBatch message) throws RejectedException {
        EducationState state = new EducationState(context.state());
        Bytes id = EducationState.id(message.getAchievement());
        Achievement achievement = known(state, id);
        Bytes batch = credentials.batch(
                context,
                EducationState.id(achievement.getType()),
                message.getRoot(),
                message.getCount(),
                message.getUntilMs());
        count(state, id, achievement, message.getCount());
        context.emit(BatchAwarded.newBuilder()
                .setAchievement(message.getAchievement())
                .setBatch(EducationState.bytes(batch))
                .setIssuer(context.signer().toByteString())
                .setCount(message.getCount())
                .build());
    }
}
