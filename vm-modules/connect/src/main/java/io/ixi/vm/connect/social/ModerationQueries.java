package io.ixi.vm.connect.social;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.connect.social.ModerationState.LabelKey;
import io.ixi.vm.connect.social.proto.AppealCase;
import io.ixi.vm.connect.social.proto.CaseQuery;
import io.ixi.vm.connect.social.proto.JurorVote;
import io.ixi.vm.connect.social.proto.LabelInfo;
import io.ixi.vm.connect.social.proto.LabelsQuery;
import io.ixi.vm.connect.social.proto.LabelsResult;
import io.ixi.vm.connect.social.proto.Moderator;
import io.ixi.vm.connect.social.proto.ModeratorQuery;
import io.ixi.vm.connect.social.proto.ModeratorRole;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.BrokenInvariantException;
import io.ixi.vm.kernel.module.Query;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.state.Overlay;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Questions about moderation, and whether its counters are what they count. */
final class ModerationQueries {
    private ModerationQueries() {}

    static List<Query<?, ?>> all() {
        return List.of(
                Query.of(
                        LabelsQuery.getDefaultInstance(), LabelsResult.getDefaultInstance(), ModerationQueries::labels),
                Query.of(
                        ModeratorQuery.getDefaultInstance(),
                        Moderator.getDefaultInstance(),
                        ModerationQueries::moderator),
                Query.of(
                        CaseQuery.getDefaultInstance(),
                        AppealCase.getDefaultInstance(),
                        ModerationQueries::appealCase));
    }

    private static LabelsResult labels(Overlay overlay, LabelsQuery params) throws RejectedException {
        int limit = SocialModule.limit(params.getLimit());
        LabelsResult.Builder page = LabelsResult.newBuilder();
        Address about = Address.of(params.getAbout());
        Bytes after = Bytes.wrap(params.getCursor().toByteArray());
        Bytes[] last = {Bytes.EMPTY};
        new ModerationState(overlay).scanLabels(about, after, (key, label) -> {
            if (page.getLabelsCount() == limit) {
                page.setNext(ByteString.copyFrom(last[0].unsafeArray()));
                return false;
            }
            byte[] id = key.id().toArray();
            last[0] = Bytes.wrap(Arrays.copyOfRange(id, Hash.BYTES, id.length));
            page.addLabels(LabelInfo.newBuilder()
                    .setLabeler(key.labeler().toByteString())
                    .setTarget(ByteString.copyFrom(key.target().toBytes()))
                    .setCode(key.code())
                    .setLabel(label));
            return true;
        });
        return page.build();
    }

    private static Moderator moderator(Overlay overlay, ModeratorQuery params) throws RejectedException {
        Moderator moderator = new ModerationState(overlay).moderator(Address.of(params.getAccount()));
        if (moderator == null) {
            throw RejectedException.of(KernelError.NOT_FOUND);
        }
        return moderator;
    }

    private static AppealCase appealCase(Overlay overlay, CaseQuery params) throws RejectedException {
        AppealCase opened = new ModerationState(overlay).appealCase(ModerationHandlers.id(params.getCaseId()));
        if (opened == null) {
            throw RejectedException.of(KernelError.NOT_FOUND);
        }
        return opened;
    }

    /** Labels and open cases of each moderator, and seats without gaps. */
    static void audit(Overlay overlay) {
        ModerationState state = new ModerationState(overlay);
        NavigableMap<Address, long[]> counts = new TreeMap<>();
        long[] appeals = new long[2];
        state.scanLabels((key, label) -> {
            counts.computeIfAbsent(key.labeler(), none -> new long[2])[0]++;
            appeals[0] += label.getAppeal().isEmpty() ? 0 : 1;
        });
        state.scanCases((id, opened) -> {
            counts.computeIfAbsent(Address.of(opened.getLabeler()), none -> new long[2])[1]++;
            for (JurorVote vote : opened.getVotesList()) {
                counts.computeIfAbsent(Address.of(vote.getJuror()), none -> new long[2])[1] += vote.getCast() ? 0 : 1;
            }
            LabelKey key = AppealHandlers.key(opened);
            require(state.label(key) != null, "a case about no label");
            appeals[1]++;
        });
        long[] jurors = new long[1];
        state.scanModerators((account, moderator) -> {
            long[] own = counts.getOrDefault(account, new long[2]);
            counts.remove(account);
            require(
                    moderator.getLabels() == own[0] && moderator.getOpen() == own[1],
                    account + ": labels or cases are miscounted");
            if (moderator.getRole() == ModeratorRole.MODERATOR_JUROR) {
                jurors[0]++;
                require(state.seat(moderator.getSeat()).equals(account), account + ": the seat is another's");
            }
        });
        require(counts.isEmpty(), "labels or cases of nobody");
        require(jurors[0] == state.totals().getJurors(), "jurors are miscounted");
        require(appeals[0] == appeals[1], "a label says that it is appealed, and is not");
    }

    private static void require(boolean holds, String fault) {
        if (!holds) {
            throw new BrokenInvariantException("social: " + fault);
        }
    }
}
