package io.ixi.vm.education;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import io.ixi.vm.education.proto.AchievementInfo;
import io.ixi.vm.education.proto.AchievementQuery;
import io.ixi.vm.education.proto.AchievementsQuery;
import io.ixi.vm.education.proto.AchievementsResult;
import io.ixi.vm.education.proto.Award;
import io.ixi.vm.education.proto.AwardBatch;
import io.ixi.vm.education.proto.AwardInfo;
import io.ixi.vm.education.proto.AwardQuery;
import io.ixi.vm.education.proto.CreateAchievement;
import io.ixi.vm.education.proto.EducationProto;
import io.ixi.vm.education.proto.Endorse;
import io.ixi.vm.education.proto.EndorsementsQuery;
import io.ixi.vm.education.proto.EndorsementsResult;
import io.ixi.vm.education.proto.GenesisState;
import io.ixi.vm.education.proto.TranscriptQuery;
import io.ixi.vm.education.proto.TranscriptResult;
import io.ixi.vm.education.proto.WithdrawEndorsement;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.module.Handler;
import io.ixi.vm.kernel.module.Module;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.module.Query;
import io.ixi.vm.kernel.state.Overlay;
import java.util.List;

/** The education module: wiring. */
public final class EducationModule implements Module {
    static final int ID = 22;

    private final AchievementHandlers achievements;
    private final EndorsementHandlers endorsements;
    private final EducationQueries queries;

    public EducationModule(Money money, Credentials credentials) {
        Deposits deposits = new Deposits(money, ID);
        this.achievements = new AchievementHandlers(deposits, credentials);
        this.endorsements = new EndorsementHandlers(deposits, credentials);
        this.queries = new EducationQueries(credentials);
    }

    @Override
    public FileDescriptor descriptor() {
        return EducationProto.getDescriptor();
    }

    @Override
    public List<Handler<?>> handlers() {
        return List.of(
                Handler.of(CreateAchievement.getDefaultInstance(), achievements::create),
                Handler.of(Award.getDefaultInstance(), achievements::award),
                Handler.of(AwardBatch.getDefaultInstance(), achievements::awardBatch),
                Handler.of(Endorse.getDefaultInstance(), endorsements::endorse),
                Handler.of(WithdrawEndorsement.getDefaultInstance(), endorsements::withdraw));
    }

    @Override
    public List<Query<?, ?>> queries() {
        return List.of(
                Query.of(
                        AchievementQuery.getDefaultInstance(),
                        AchievementInfo.getDefaultInstance(),
                        EducationQueries::achievement),
                Query.of(
                        AchievementsQuery.getDefaultInstance(),
                        AchievementsResult.getDefaultInstance(),
                        EducationQueries::achievements),
                Query.of(AwardQuery.getDefaultInstance(), AwardInfo.getDefaultInstance(), queries::award),
                Query.of(
                        TranscriptQuery.getDefaultInstance(),
                        TranscriptResult.getDefaultInstance(),
                        queries::transcript),
                Query.of(
                        EndorsementsQuery.getDefaultInstance(),
                        EndorsementsResult.getDefaultInstance(),
                        EducationQueries::endorsements));
    }

    @Override
    public Handler<? extends Message> genesis() {
        return Handler.of(GenesisState.getDefaultInstance(), (context, genesis) -> {});
    }

    @Override
    public void check(Overlay block) {
        EducationInvariants.check(new EducationState(block));
    }

    @Override
    public void audit(Overlay state) {
        EducationInvariants.audit(new EducationState(state));
    }

    /** Keeps no money but deposits, which are its users'. */
    @Override
    public boolean essential() {
        return false;
    }
}
