package io.ixi.consensus.bft;

import static io.ixi.consensus.bft.Bench.finish;
import static io.ixi.consensus.bft.Bench.notarize;
import static io.ixi.consensus.bft.Bench.nullify;
import static io.ixi.consensus.bft.Bench.other;
import static io.ixi.consensus.bft.Bench.vote;
import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.consensus.types.Subject;
import org.junit.jupiter.api.Test;

class BallotTest {
    private final Ballot ballot = new Ballot();

    @Test
    void nullifyExcludesFinalizeAndNotarize() {
        assertThat(ballot.intend(nullify(2))).isTrue();
        assertThat(ballot.intend(finish(2, 1))).isFalse();
        assertThat(ballot.intend(notarize(2, 1))).isFalse();
    }

    @Test
    void finalizeExcludesNullify() {
        assertThat(ballot.intend(notarize(2, 1))).isTrue();
        assertThat(ballot.intend(finish(2, 1))).isTrue();
        assertThat(ballot.intend(nullify(2))).isFalse();
    }

    @Test
    void oneNotarizeAndNoFinalizeAgainstIt() {
        assertThat(ballot.intend(notarize(2, 1))).isTrue();
        assertThat(ballot.intend(new Subject.Notarize(other(2, 1)))).isFalse();
        assertThat(ballot.intend(new Subject.Finalize(other(2, 1)))).isFalse();
    }

    @Test
    void nothingIsDecidedOrSaidTwice() {
        assertThat(ballot.intend(nullify(2))).isTrue();
        assertThat(ballot.intend(nullify(2))).isFalse();
        assertThat(ballot.signed(vote(nullify(2), 0))).isTrue();
        assertThat(ballot.signed(vote(nullify(2), 0))).isFalse();
        assertThat(ballot.votes()).hasSize(1);
    }

    @Test
    void notarizeOvertakenByNullifyInTheSignerIsDropped() {
        assertThat(ballot.intend(notarize(2, 1))).isTrue();
        assertThat(ballot.intend(nullify(2))).isTrue();
        assertThat(ballot.signed(vote(nullify(2), 0))).isTrue();
        assertThat(ballot.signed(vote(notarize(2, 1), 0))).isFalse();
    }

    @Test
    void boundVoteCountsAsCast() {
        assertThat(ballot.bind(vote(finish(2, 1), 0))).isTrue();
        assertThat(ballot.intend(nullify(2))).isFalse();
        assertThat(ballot.bind(vote(nullify(2), 0))).isFalse();
    }
}
