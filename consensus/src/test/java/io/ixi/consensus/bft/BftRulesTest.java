package io.ixi.consensus.bft;

import static io.ixi.consensus.bft.Bench.finish;
import static io.ixi.consensus.bft.Bench.notarize;
import static io.ixi.consensus.bft.Bench.nullify;
import static io.ixi.consensus.bft.Bench.other;
import static io.ixi.consensus.bft.Bench.proposal;
import static io.ixi.consensus.bft.Bench.vote;
import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** R1 to R7, through the core's door, n = 4 unless said otherwise. */
class BftRulesTest {
    private static Effect sign(Subject subject) {
        return new Effect.Sign(subject);
    }

    @Test
    void r1EntersTheNextViewFromAnyDistance() {
        Bench bench = Bench.follower(4, 3);
        assertThat(bench.core.view()).isEqualTo(1);
        bench.certificate(nullify(40));
        assertThat(bench.core.view()).isEqualTo(41);
        bench.certificate(finish(1_000, 7));
        assertThat(bench.core.view()).isEqualTo(1_001);
        bench.certificate(nullify(41));
        assertThat(bench.core.view()).isEqualTo(1_001);
    }

    @Test
    void r1EveryValidatorLeadsOncePerRoundOfViews() {
        Leaders leaders = new Leaders(Bench.set(7));
        assertThat(IntStream.range(50, 57).map(leaders::of).distinct().count()).isEqualTo(7);
        assertThat(leaders.of(3)).isEqualTo(leaders.of(10));
    }

    @Test
    void r2LeaderBuildsOnTheHighestCertifiedViewOverNullifiedOnes() {
        Bench bench = Bench.leaderOf(4, 4);
        bench.on(new Input.Work(true));
        bench.certified(proposal(1, 0), true);
        bench.certificate(nullify(3));
        assertThat(bench.all).contains(new Effect.Entered(4, bench.me));
        assertThat(bench.all).noneMatch(Effect.Build.class::isInstance);
        assertThat(bench.all).anyMatch(e -> e instanceof Effect.WantCertificate(int _, long view) && view == 2);
        List<Effect> effects = bench.certificate(nullify(2));
        assertThat(effects).contains(new Effect.Build(4, 1, proposal(1, 0).payload()));
        Hash payload = new Hash(9, 9, 9, 9);
        effects = bench.on(new Input.Built(4, 1, payload));
        var mine = new Subject.Notarize(new Proposal(0, 4, 1, payload));
        assertThat(effects).contains(sign(mine), new Effect.Broadcast(vote(mine, bench.me)));
    }

    @Test
    void r3FollowerVerifiesWithTheParentsPayloadAndNotarizes() {
        Bench bench = Bench.follower(4, 2);
        List<Effect> effects = bench.votes(notarize(1, 0), bench.core.leader(1));
        assertThat(effects).contains(new Effect.Verify(proposal(1, 0), bench.core.leader(1), Bench.GENESIS));
        effects = bench.on(new Input.Verified(1, proposal(1, 0).payload(), true));
        assertThat(effects).contains(sign(notarize(1, 0)));
    }

    @Test
    void r3AsksTheLeaderForExactlyTheMissingCertificateAndWaits() {
        Bench bench = Bench.follower(4, 3);
        bench.certificate(nullify(2));
        int leader = bench.core.leader(3);
        List<Effect> effects = bench.votes(notarize(3, 0), leader);
        assertThat(effects).contains(new Effect.WantCertificate(leader, 1)).noneMatch(Effect.Sign.class::isInstance);
        assertThat(bench.votes(notarize(3, 0), leader)).noneMatch(Effect.WantCertificate.class::isInstance);
        effects = bench.certificate(nullify(1));
        assertThat(effects).contains(new Effect.Verify(proposal(3, 0), leader, Bench.GENESIS));
    }

    @Test
    void r3ParentBelowTheFloorIsWrongForEver() {
        Bench bench = Bench.follower(4, 3);
        bench.certificate(finish(1, 0));
        bench.certificate(nullify(2));
        assertThat(bench.votes(notarize(3, 0), bench.core.leader(3))).contains(sign(nullify(3)));
    }

    @Test
    void r3InvalidBlockIsNullifiedAtOnce() {
        Bench bench = Bench.follower(4, 2);
        bench.votes(notarize(1, 0), bench.core.leader(1));
        assertThat(bench.on(new Input.Verified(1, proposal(1, 0).payload(), false)))
                .contains(sign(nullify(1)), new Effect.GaveUp(1, bench.core.leader(1), Reason.INVALID));
    }

    @Test
    void r4NotarizationIsJournaledThenCertifiedThenFinalized() {
        Bench bench = Bench.follower(4, 2);
        bench.proposed(proposal(1, 0));
        List<Effect> effects = bench.votes(notarize(1, 0), bench.others(3));
        int persist = indexOf(effects, e -> e instanceof Effect.Persist(Entry.Certified _));
        int certify = indexOf(effects, Effect.Certify.class::isInstance);
        int announce = indexOf(effects, Effect.Announce.class::isInstance);
        assertThat(persist).isNotNegative().isLessThan(certify).isLessThan(announce);
        assertThat(bench.core.view()).isEqualTo(1);
        effects = bench.on(new Input.Certified(1, proposal(1, 0).payload(), true));
        assertThat(effects).contains(sign(finish(1, 0)), new Effect.Entered(2, bench.core.leader(2)));
    }

    @Test
    void r4NullifiedViewIsCertifiedButNotFinalized() {
        Bench bench = Bench.follower(4, 2);
        bench.on(new Input.TimedOut(Timer.ADVANCE, 1));
        bench.certificate(nullify(1));
        List<Effect> effects = bench.certified(proposal(1, 0), true);
        assertThat(effects).anyMatch(Effect.Certify.class::isInstance).doesNotContain(sign(finish(1, 0)));
        assertThat(bench.core.view()).isEqualTo(2);
    }

    @Test
    void r4NullificationByOthersDoesNotStopTheOwnFinalize() {
        Bench bench = Bench.follower(4, 2);
        bench.certificate(nullify(1));
        assertThat(bench.certified(proposal(1, 0), true)).contains(sign(finish(1, 0)));
    }

    @Test
    void r4FailedBlockIsNullifiedAndNeverBuiltOn() {
        Bench bench = Bench.follower(4, 2);
        assertThat(bench.certified(proposal(1, 0), false)).contains(sign(nullify(1)));
        assertThat(bench.core.view()).isEqualTo(1);
        bench.certificate(nullify(1));
        assertThat(bench.votes(notarize(2, 1), bench.core.leader(2))).contains(sign(nullify(2)));
    }

    @Test
    void r4NoFinalizeAfterTheLeaderSignedTwoProposals() {
        Bench bench = Bench.follower(4, 2);
        int leader = bench.core.leader(1);
        bench.votes(notarize(1, 0), leader);
        assertThat(bench.votes(new Subject.Notarize(other(1, 0)), leader))
                .anyMatch(Effect.Equivocation.class::isInstance);
        List<Effect> effects = bench.certified(proposal(1, 0), true);
        assertThat(effects).noneMatch(Effect.Sign.class::isInstance);
        assertThat(bench.core.view()).isEqualTo(2);
    }

    @Test
    void r4AVotersEquivocationDoesNotStopFinalize() {
        Bench bench = Bench.follower(4, 2);
        int voter = IntStream.of(bench.others(3))
                .filter(i -> i != bench.core.leader(1))
                .findFirst()
                .orElseThrow();
        bench.votes(notarize(1, 0), voter);
        bench.votes(new Subject.Notarize(other(1, 0)), voter);
        assertThat(bench.certified(proposal(1, 0), true)).contains(sign(finish(1, 0)));
    }

    @Test
    void r4ProposalSeenOnlyInItsNotarizationIsAdopted() {
        Bench bench = Bench.follower(4, 2);
        bench.votes(new Subject.Notarize(other(1, 0)), bench.core.leader(1));
        assertThat(bench.certificate(notarize(1, 0)))
                .anyMatch(e -> e instanceof Effect.Certify(var p, var _) && p.equals(proposal(1, 0)));
    }

    @Test
    void r5LateFinalizeVotesStillCountAndFinalizedComesOnce() {
        Bench bench = Bench.follower(4, 3);
        bench.certificate(nullify(5));
        List<Effect> effects = bench.votes(finish(2, 0), bench.others(3));
        assertThat(effects).filteredOn(Effect.Finalized.class::isInstance).hasSize(1);
        assertThat(bench.core.lastFinalized()).isEqualTo(2);
        assertThat(bench.core.floorPayload()).isEqualTo(proposal(2, 0).payload());
        assertThat(bench.core.view()).isEqualTo(6);
        assertThat(bench.certificate(finish(1, 0))).noneMatch(Effect.Finalized.class::isInstance);
        assertThat(bench.core.lastFinalized()).isEqualTo(2);
    }

    @Test
    void r5QuorumIsFourOfFiveAndFiveOfSix() {
        for (int n : new int[] {5, 6}) {
            Bench bench = Bench.follower(n, 2);
            int[] others = bench.others(n - 1);
            for (int i = 0; i < n - 2; i++) {
                assertThat(bench.core.lastFinalized()).isZero();
                bench.votes(finish(1, 0), others[i]);
            }
            assertThat(bench.core.lastFinalized()).isZero();
            bench.votes(finish(1, 0), others[n - 2]);
            assertThat(bench.core.lastFinalized()).isEqualTo(1);
        }
    }

    @Test
    void r6TimersGiveUpTheCurrentViewOnce() {
        Bench bench = Bench.follower(4, 2);
        assertThat(bench.on(new Input.TimedOut(Timer.LEADER, 9))).isEmpty();
        assertThat(bench.on(new Input.TimedOut(Timer.LEADER, 1))).contains(sign(nullify(1)));
        assertThat(bench.on(new Input.TimedOut(Timer.ADVANCE, 1))).doesNotContain(sign(nullify(1)));
    }

    @Test
    void r6ProposalInTimeStopsTheLeaderTimer() {
        Bench bench = Bench.follower(4, 2);
        bench.votes(notarize(1, 0), bench.core.leader(1));
        assertThat(bench.on(new Input.TimedOut(Timer.LEADER, 1))).doesNotContain(sign(nullify(1)));
        assertThat(bench.on(new Input.TimedOut(Timer.ADVANCE, 1))).contains(sign(nullify(1)));
    }

    @Test
    void r6LeadersOwnNullifyIsFollowedAtOnceAlsoIfItCameEarly() {
        Bench bench = Bench.follower(4, 2);
        bench.votes(nullify(2), bench.core.leader(2));
        assertThat(bench.votes(nullify(1), bench.core.leader(1))).contains(sign(nullify(1)));
        assertThat(bench.certificate(nullify(1))).contains(sign(nullify(2)));
    }

    @Test
    void r7VoteIsJournaledBeforeItIsSaid() {
        Bench bench = Bench.follower(4, 2);
        List<Effect> effects = bench.proposed(proposal(1, 0));
        var mine = vote(notarize(1, 0), bench.me);
        assertThat(effects).containsSubsequence(new Effect.Persist(new Entry.Cast(mine)), new Effect.Broadcast(mine));
    }

    @Test
    void r7ForgottenOwnVoteFromTheWireBinds() {
        Bench bench = Bench.follower(4, 2);
        var forgotten = vote(nullify(1), bench.me);
        assertThat(bench.on(new Input.VoteReceived(forgotten))).contains(new Effect.Persist(new Entry.Cast(forgotten)));
        assertThat(bench.certified(proposal(1, 0), true)).noneMatch(Effect.Sign.class::isInstance);
    }

    private static int indexOf(List<Effect> effects, Predicate<Effect> which) {
        return IntStream.range(0, effects.size())
                .filter(i -> which.test(effects.get(i)))
                .findFirst()
                .orElse(-1);
    }
}
