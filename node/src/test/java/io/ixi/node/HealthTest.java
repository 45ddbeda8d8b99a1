package io.ixi.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Validator;
import io.ixi.consensus.types.ValidatorSet;
import io.ixi.node.replica.ReplicaStatus;
import io.ixi.rpc.Backend.Readiness;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HealthTest {
    /** Stake 70, 10, 10, 10: a quorum is 67 and needs the first. */
    private static final ValidatorSet UNEQUAL = new ValidatorSet(
            0, Hash.ZERO, List.of(validator(0, 70), validator(1, 10), validator(2, 10), validator(3, 10)));

    private static Validator validator(int number, long power) {
        return new Validator(Bytes.wrap(new byte[] {(byte) number}), power);
    }

    private static ReplicaStatus status(
            int index, long behind, boolean syncing, @Nullable String silent, Integer... peers) {
        return new ReplicaStatus(
                UNEQUAL, index, 9, 0, 100, Hash.ZERO, syncing, 100 + behind, List.of(peers), silent, 0, 0);
    }

    @Test
    void countsStakeAndNotHeads() {
        assertThat(Health.of(status(1, 0, false, null, 2, 3)).ready())
                .as("three of four, but 30 of 100")
                .isFalse();
        assertThat(Health.of(status(1, 0, false, null, 0)).ready())
                .as("two of four, but 80 of 100")
                .isTrue();
        assertThat(Health.of(status(0, 0, false, null)).ready())
                .as("70 of 100 alone")
                .isTrue();
        assertThat(Health.of(status(-1, 0, false, null, 0)).ready())
                .as("an observer has no stake of its own")
                .isTrue();
        assertThat(Health.of(status(-1, 0, false, null, 1, 2, 3)).ready()).isFalse();
    }

    @Test
    void aNodeThatIsBehindSyncingOrSilentIsNotReadyAndSaysWhich() {
        assertThat(Health.of(status(1, 16, false, null, 0)).ready()).isTrue();
        assertThat(failing(Health.of(status(1, 17, false, null, 0)))).containsExactly("synced");
        assertThat(failing(Health.of(status(1, 0, true, null, 0)))).containsExactly("synced");
        assertThat(failing(Health.of(status(1, 0, false, "lost its journal", 0))))
                .containsExactly("votes");
        assertThat(failing(Health.of(status(1, 0, false, null, 2)))).containsExactly("peers");
        assertThat(Health.of(status(1, 0, false, null, 2)).checks())
                .anySatisfy(check -> assertThat(check.detail()).contains("20 of 100 stake"));
    }

    private static List<String> failing(Readiness readiness) {
        return readiness.checks().stream()
                .filter(check -> !check.ok())
                .map(Readiness.Check::name)
                .toList();
    }
}
