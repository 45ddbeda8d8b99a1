package io.ixi.vm.education;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.education.proto.Achievement;
import io.ixi.vm.education.proto.AchievementInfo;
import io.ixi.vm.education.proto.AchievementQuery;
import io.ixi.vm.education.proto.AchievementsQuery;
import io.ixi.vm.education.proto.AchievementsResult;
import io.ixi.vm.education.proto.AwardInfo;
import io.ixi.vm.education.proto.AwardQuery;
import io.ixi.vm.education.proto.EndorsementInfo;
import io.ixi.vm.education.proto.EndorsementsQuery;
import io.ixi.vm.education.proto.EndorsementsResult;
import io.ixi.vm.education.proto.TargetKind;
import io.ixi.vm.education.proto.TranscriptQuery;
import io.ixi.vm.education.proto.TranscriptResult;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.BlockTime;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.state.Overlay;
import org.jspecify.annotations.Nullable;

/** Read only. */
final class EducationQueries {
    private static final int MAX_PAGE = 100;

    private final Credentials credentials;

    EducationQueries(Credentials credentials) {
        this.credentials = credentials;
    }

    private static int limit(int wanted) throws RejectedException {
        if (Integer.compareUnsigned(wanted, MAX_PAGE) > 0) {
            throw RejectedException.of(KernelError.LIMIT, "limit up to " + MAX_PAGE);
        }
        return wanted == 0 ? MAX_PAGE : wanted;
    }

    private static <T> T found(@Nullable T value) throws RejectedException {
        if (value == null) {
            throw RejectedException.of(KernelError.NOT_FOUND);
        }
        return value;
    }

    private static @Nullable AchievementInfo info(EducationState state, Bytes id) {
        Achievement achievement = state.achievement(id);
        return achievement == null
                ? null
                : AchievementInfo.newBuilder()
                        .setId(EducationState.bytes(id))
                        .setAchievement(achievement)
                        .setEndorsements(state.endorsements(EducationState.target(TargetKind.TARGET_ACHIEVEMENT, id)))
                        .build();
    }

    static AchievementInfo achievement(Overlay overlay, AchievementQuery params) throws RejectedException {
        return found(info(new EducationState(overlay), EducationState.id(params.getAchievement())));
    }

    static AchievementsResult achievements(Overlay overlay, AchievementsQuery params) throws RejectedException {
        EducationState state = new EducationState(overlay);
        int limit = limit(params.getLimit());
        AchievementsResult.Builder page = AchievementsResult.newBuilder();
        state.scanByCreator(Address.of(params.getCreator()), EducationState.id(params.getCursor()), id -> {
            if (page.getAchievementsCount() == limit) {
                page.setNext(page.getAchievements(limit - 1).getId());
                return false;
            }
            AchievementInfo info = info(state, id);
            if (info != null) {
                page.addAchievements(info);
            }
            return true;
        });
        return page.build();
    }

    /** What a credential awards; null if it is no award. */
    private static @Nullable AwardInfo award(EducationState state, Credentials.Held held) {
        Bytes id = state.ofType(held.type());
        AchievementInfo info = id == null ? null : info(state, id);
        return info == null
                ? null
                : AwardInfo.newBuilder()
                        .setCredential(EducationState.bytes(held.id()))
                        .setAchievement(info)
                        .setIssuer(held.issuer().toByteString())
                        .setLearner(held.subject().toByteString())
                        .setFromMs(held.fromMs())
                        .setUntilMs(held.untilMs())
                        .setLive(held.live())
                        .setEndorsements(state.endorsements(EducationState.target(TargetKind.TARGET_AWARD, held.id())))
                        .build();
    }

    AwardInfo award(Overlay overlay, AwardQuery params) throws RejectedException {
        Credentials.Held held =
                found(credentials.find(overlay, EducationState.id(params.getCredential()), BlockTime.of(overlay)));
        return found(award(new EducationState(overlay), held));
    }

    TranscriptResult transcript(Overlay overlay, TranscriptQuery params) throws RejectedException {
        EducationState state = new EducationState(overlay);
        int limit = limit(params.getLimit());
        TranscriptResult.Builder page = TranscriptResult.newBuilder();
        Bytes[] last = {Bytes.EMPTY};
        int[] seen = new int[1];
        credentials.scan(
                overlay,
                Address.of(params.getLearner()),
                EducationState.id(params.getCursor()),
                BlockTime.of(overlay),
                (cursor, held) -> {
                    if (seen[0]++ == limit) {
                        page.setNext(EducationState.bytes(last[0]));
                        return false;
                    }
                    last[0] = cursor;
                    AwardInfo award = award(state, held);
                    if (award != null) {
                        page.addAwards(award);
                        long credits = award.getAchievement().getAchievement().getCredits();
                        page.setCredits(page.getCredits() + (award.getLive() ? credits : 0));
                    }
                    return true;
                });
        return page.build();
    }

    static EndorsementsResult endorsements(Overlay overlay, EndorsementsQuery params) throws RejectedException {
        EducationState state = new EducationState(overlay);
        int limit = limit(params.getLimit());
        if (params.getKind() == TargetKind.UNRECOGNIZED) {
            throw RejectedException.of(KernelError.NOT_FOUND);
        }
        Hash target = EducationState.target(params.getKind(), EducationState.id(params.getTarget()));
        long now = BlockTime.of(overlay);
        EndorsementsResult.Builder page = EndorsementsResult.newBuilder();
        state.scanEndorsements(target, EducationState.id(params.getCursor()), (endorser, endorsement) -> {
            if (page.getEndorsementsCount() == limit) {
                page.setNext(page.getEndorsements(limit - 1).getEndorser());
                return false;
            }
            page.addEndorsements(EndorsementInfo.newBuilder()
                    .setEndorser(endorser.toByteString())
                    .setEndorsement(endorsement)
                    .setLive(!EndorsementHandlers.over(endorsement, now)));
            return true;
        });
        return page.build();
    }
}
