package io.ixi.vm.education;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.education.proto.Achievement;
import io.ixi.vm.kernel.module.BrokenInvariantException;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Credentials lead to achievements, and endorsements are counted. */
final class EducationInvariants {
    private EducationInvariants() {}

    /** For each achievement that the block wrote. */
    static void check(EducationState block) {
        block.touchedAchievements((id, achievement) -> achievement(block, id, achievement));
    }

    private static void achievement(EducationState state, Bytes id, Achievement achievement) {
        Bytes found = state.ofType(EducationState.id(achievement.getType()));
        require(found != null && found.equals(id), id + ": its type leads to another achievement");
    }

    static void audit(EducationState state) {
        long[] achievements = new long[1];
        state.scanAchievements((id, achievement) -> {
            achievement(state, id, achievement);
            achievements[0]++;
        });
        require(achievements[0] == state.totals().getAchievements(), "achievements are miscounted");
        NavigableMap<Hash, Long> counts = new TreeMap<>();
        state.scanEndorsements((target, endorsement) -> counts.merge(target, 1L, Long::sum));
        long all = 0;
        for (var entry : counts.entrySet()) {
            require(state.endorsements(entry.getKey()) == entry.getValue(), entry.getKey() + " is miscounted");
            all += entry.getValue();
        }
        require(all == state.totals().getEndorsements(), "endorsements are miscounted");
    }

    private static void require(boolean holds, String fault) {
        if (!holds) {
            throw new BrokenInvariantException("education: " + fault);
        }
    }
}
