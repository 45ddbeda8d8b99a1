package io.ixi.consensus.bft;

import static io.ixi.consensus.bft.Bench.certificate;
import static io.ixi.consensus.bft.Bench.finish;
import static io.ixi.consensus.bft.Bench.notarize;
import static io.ixi.consensus.bft.Bench.nullify;
import static io.ixi.consensus.bft.Bench.other;
import static io.ixi.consensus.bft.Bench.proposal;
import static io.ixi.consensus.bft.Bench.vote;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** R8 to R15, through the core's door. */
class BftPeersTest {
    private static List<Effect.WantCertificate> wants(List<Effect> effects) {
        return effects.stream()
                .filter(Effect.WantCertificate.class::isInstance)
                .map(Effect.WantCertificate.class::cast)
                .toList();
    }

    private static List<Certificate> answers(List<Effect> effects) {
        return effects.stream()
                .filter(Effect.SendCertificate.class::isInstance)
                .map(e -> ((Effect.SendCertificate) e).certificate())
                .toList();
    }

    private static int delay(List<Effect> effects, Timer timer) {
        return effects.stream()
                .filter(e -> e instanceof Effect.SetTimer set && set.timer() == timer)
                .mapToInt(e -> ((Effect.SetTimer) e).delayMs())
                .reduce((a, b) -> b)
                .orElse(-1);
    }

    @Test
    void r8RetrySaysEveryUnfinalizedVoteAndTheEntryCertificateAgain() {
        Bench bench = Bench.follower(4, 2);
        bench.proposed(proposal(1, 0));
        bench.certified(proposal(1, 0), true);
        bench.on(new Input.TimedOut(Timer.ADVANCE, 2));
        List<Effect> effects = bench.on(new Input.TimedOut(Timer.RETRY, 2));
        for (Subject subject : List.of(notarize(1, 0), finish(1, 0), nullify(2))) {
            assertThat(effects).contains(new Effect.Broadcast(vote(subject, bench.me)));
        }
        assertThat(answers(effects)).hasSize(3).allMatch(c -> c.subject().equals(notarize(1, 0)));
        assertThat(delay(effects, Timer.RETRY)).isEqualTo(Bench.TIMING.retryMs());
        assertThat(wants(effects)).hasSize(1);
    }

    @Test
    void r8RecoveredVoteCountsInTheOwnTally() {
        Bench bench = Bench.follower(4, 2);
        bench.on(new Input.TimedOut(Timer.LEADER, 1));
        Bench again = bench.again(bench.journal);
        assertThat(again.all).contains(new Effect.Broadcast(vote(nullify(1), bench.me)));
        again.votes(nullify(1), bench.others(2));
        assertThat(again.core.view()).isEqualTo(2);
    }

    @Test
    void r8LargeSetsAreOfferedTheEntryCertificate() {
        Bench bench = Bench.follower(10, 2);
        bench.certificate(nullify(1));
        List<Effect> effects = bench.on(new Input.TimedOut(Timer.RETRY, 2));
        assertThat(answers(effects)).isEmpty();
        assertThat(effects).anyMatch(Effect.Announce.class::isInstance);
    }

    @Test
    void r8ConnectingPeerIsToldFloorEntryAndOwnVotes() {
        Bench bench = Bench.follower(4, 3);
        bench.certificate(finish(1, 0));
        bench.certificate(nullify(2));
        bench.on(new Input.TimedOut(Timer.LEADER, 3));
        int peer = bench.others(1)[0];
        List<Effect> effects = bench.on(new Input.PeerConnected(peer));
        assertThat(answers(effects).stream().map(Certificate::subject)).containsExactly(finish(1, 0), nullify(2));
        assertThat(effects).contains(new Effect.SendVote(peer, vote(nullify(3), bench.me)));
    }

    @Test
    void r9AnswersWithTheFloorElseWhatEndsTheViewElseTheFloor() {
        Bench bench = Bench.follower(4, 3);
        assertThat(bench.on(new Input.CertificateWanted(7, 1))).isEmpty();
        bench.certificate(finish(1, 0));
        bench.certified(proposal(2, 1), true);
        bench.certificate(nullify(2));
        bench.certificate(notarize(3, 2));
        assertThat(answers(bench.on(new Input.CertificateWanted(7, 1))))
                .hasSize(1)
                .allMatch(c -> c.view() == 1);
        assertThat(answers(bench.on(new Input.CertificateWanted(7, 2))).stream().map(Certificate::subject))
                .containsExactly(notarize(2, 1), nullify(2));
        assertThat(answers(bench.on(new Input.CertificateWanted(7, 3))).stream().map(Certificate::subject))
                .as("not certified here")
                .containsExactly(finish(1, 0));
    }

    @Test
    void r9FollowsClaimsOfBeingAheadTwicePerView() {
        Bench bench = Bench.follower(4, 2);
        int liar = bench.others(1)[0];
        List<Effect> effects = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            effects.addAll(bench.on(new Input.CertificateOffered(liar, nullify(100 + i))));
            effects.addAll(bench.votes(nullify(1_000_000 + i), liar));
        }
        assertThat(wants(effects)).hasSize(2);
        bench.certificate(nullify(1));
        assertThat(wants(bench.on(new Input.CertificateOffered(liar, nullify(9)))))
                .hasSize(1);
    }

    @Test
    void r9OfferOfWhatIsInFlightIsTakenUpOnlyWhenLate() {
        Bench bench = Bench.follower(4, 2);
        int peer = bench.others(1)[0];
        assertThat(wants(bench.on(new Input.CertificateOffered(peer, nullify(1)))))
                .isEmpty();
        bench.on(new Input.TimedOut(Timer.RETRY, 1));
        assertThat(wants(bench.on(new Input.CertificateOffered(peer, nullify(1)))))
                .hasSize(1);
    }

    @Test
    void r10VotesBeyondTheWindowDoNotCountNorStay() {
        Bench bench = Bench.follower(4, 3);
        bench.votes(nullify(3), bench.others(3));
        assertThat(bench.core.view()).isEqualTo(1);
        bench.certificate(nullify(1));
        assertThat(bench.core.view()).isEqualTo(2);
        bench.votes(nullify(3), bench.others(3));
        assertThat(bench.core.view()).isEqualTo(4);
    }

    @Test
    void r11SnapshotGivesTheSameStateAndSnapshotAgain() {
        Bench bench = Bench.follower(4, 3);
        bench.certificate(finish(1, 0));
        bench.certified(proposal(2, 1), true);
        bench.certificate(nullify(3));
        bench.on(new Input.TimedOut(Timer.LEADER, 4));
        List<Entry> snapshot = bench.core.snapshot();
        Bench again = bench.again(snapshot);
        assertThat(again.core.view()).isEqualTo(4);
        assertThat(again.core.lastFinalized()).isEqualTo(1);
        assertThat(again.core.snapshot()).isEqualTo(snapshot);
        assertThat(again.on(new Input.TimedOut(Timer.LEADER, 4))).noneMatch(Effect.Sign.class::isInstance);
        assertThat(again.all).anyMatch(e -> e instanceof Effect.Finalized(var p, var _) && p.view() == 1);
    }

    @Test
    void r11LostVerdictIsAskedAgain() {
        Bench bench = Bench.follower(4, 3);
        bench.certificate(notarize(1, 0));
        List<Entry> kept = List.copyOf(bench.journal);
        bench.on(new Input.Certified(1, proposal(1, 0).payload(), false));
        Bench again = bench.again(kept);
        assertThat(again.core.view()).isEqualTo(1);
        assertThat(again.all).anyMatch(Effect.Certify.class::isInstance);
        again.on(new Input.Certified(1, proposal(1, 0).payload(), true));
        assertThat(again.core.view()).isEqualTo(2);
    }

    @Test
    void r11JournalThatContradictsItselfStopsTheNode() {
        Bench bench = Bench.follower(4, 2);
        List<Entry> twice =
                List.of(new Entry.Cast(vote(nullify(1), bench.me)), new Entry.Cast(vote(finish(1, 0), bench.me)));
        assertThatIllegalStateException().isThrownBy(() -> bench.again(twice));
    }

    @Test
    void r12IdleLeaderWaitsAHeartbeatOrForWork() {
        Bench idle = Bench.leaderOf(4, 1);
        assertThat(delay(idle.all, Timer.HEARTBEAT)).isEqualTo(Bench.TIMING.heartbeatMs());
        assertThat(idle.on(new Input.TimedOut(Timer.HEARTBEAT, 1))).contains(new Effect.Build(1, 0, Bench.GENESIS));
        Bench busy = Bench.leaderOf(4, 1);
        assertThat(busy.on(new Input.Work(true))).contains(new Effect.Build(1, 0, Bench.GENESIS));
        assertThat(busy.on(new Input.TimedOut(Timer.HEARTBEAT, 1))).noneMatch(Effect.Build.class::isInstance);
    }

    @Test
    void r12IdleFollowerAllowsForTheHeartbeatAndHurriesOnce() {
        Bench bench = Bench.follower(4, 2);
        assertThat(delay(bench.all, Timer.LEADER)).isEqualTo(1_100);
        assertThat(delay(bench.all, Timer.ADVANCE)).isEqualTo(1_200);
        List<Effect> effects = bench.on(new Input.Work(true));
        assertThat(delay(effects, Timer.LEADER)).isEqualTo(100);
        bench.on(new Input.Work(false));
        assertThat(delay(bench.on(new Input.Work(true)), Timer.LEADER)).isEqualTo(-1);
    }

    @Test
    void r13TimersGrowWithNullificationsUpToTheCapAndFallBack() {
        Bench bench = Bench.follower(4, 2);
        bench.on(new Input.Work(true));
        List<Integer> delays = new ArrayList<>();
        for (int view = 1; view <= 30; view++) {
            delays.add(delay(bench.certificate(nullify(view)), Timer.LEADER));
        }
        assertThat(delays).startsWith(150, 225, 338, 400, 400).allMatch(d -> d <= 400);
        assertThat(delay(bench.certificate(finish(31, 0)), Timer.LEADER)).isEqualTo(100);
    }

    @Test
    void r14EvidenceIsReportedOncePerSignerAndView() {
        Bench bench = Bench.follower(4, 2);
        int bad = bench.others(1)[0];
        List<Effect> effects = new ArrayList<>(bench.votes(finish(1, 0), bad));
        effects.addAll(bench.votes(nullify(1), bad));
        effects.addAll(bench.votes(new Subject.Finalize(other(1, 0)), bad));
        assertThat(effects.stream().filter(Effect.Equivocation.class::isInstance))
                .containsExactly(new Effect.Equivocation(vote(finish(1, 0), bad), vote(nullify(1), bad)));
    }

    @Test
    void r14EvidenceIsFoundInCertificatesAndBelowTheFloor() {
        Bench bench = Bench.follower(4, 2);
        int bad = bench.others(1)[0];
        bench.votes(nullify(1), bad);
        assertThat(bench.certificate(finish(1, 0))).anyMatch(Effect.Equivocation.class::isInstance);
        int late = bench.others(2)[1];
        assertThat(bench.votes(nullify(1), late)).anyMatch(Effect.Equivocation.class::isInstance);
    }

    @Test
    void r15SilentLeaderIsSkippedWhileAQuorumIsActive() {
        Bench bench = Bench.follower(4, 2);
        int silent = bench.core.leader(2);
        int[] active = IntStream.of(bench.others(3)).filter(i -> i != silent).toArray();
        bench.on(new Input.Heard(active[0]));
        bench.on(new Input.Heard(active[1]));
        bench.on(new Input.TimedOut(Timer.SKIP, 1));
        assertThat(bench.certificate(nullify(1)))
                .contains(new Effect.GaveUp(2, silent, Reason.SKIPPED), new Effect.Sign(nullify(2)));
    }

    @Test
    void r15HeardLeaderIsNotSkipped() {
        Bench bench = Bench.follower(4, 2);
        int quiet = bench.core.leader(2);
        int[] active = IntStream.of(bench.others(3)).filter(i -> i != quiet).toArray();
        bench.on(new Input.Heard(active[0]));
        bench.on(new Input.Heard(active[1]));
        bench.on(new Input.TimedOut(Timer.SKIP, 1));
        bench.on(new Input.Heard(quiet));
        assertThat(bench.certificate(nullify(1))).noneMatch(Effect.GaveUp.class::isInstance);
    }

    @Test
    void singleValidatorFinalizesAlone() {
        Bench bench = Bench.started(1, 0);
        bench.on(new Input.Work(true));
        bench.on(new Input.Built(1, 0, proposal(1, 0).payload()));
        bench.on(new Input.Certified(1, proposal(1, 0).payload(), true));
        assertThat(bench.core.lastFinalized()).isEqualTo(1);
        assertThat(bench.all).contains(new Effect.Build(2, 1, proposal(1, 0).payload()));
        assertThat(bench.on(new Input.TimedOut(Timer.RETRY, 2))).noneMatch(Effect.WantCertificate.class::isInstance);
    }

    @Test
    void observerFollowsWithoutVoting() {
        Bench bench = Bench.started(4, -1);
        bench.votes(notarize(1, 0), 0, 1, 2);
        bench.on(new Input.Certified(1, proposal(1, 0).payload(), true));
        bench.on(new Input.TimedOut(Timer.ADVANCE, 2));
        bench.votes(finish(1, 0), 0, 1, 2);
        assertThat(bench.core.lastFinalized()).isEqualTo(1);
        assertThat(bench.core.view()).isEqualTo(2);
        assertThat(bench.all).noneMatch(Effect.Sign.class::isInstance);
    }

    @Test
    void certificateBelowQuorumOrOfAnotherEpochIsIgnored() {
        Bench bench = Bench.follower(4, 2);
        bench.on(new Input.CertificateReceived(certificate(finish(1, 0), 0, 1)));
        bench.on(new Input.CertificateReceived(certificate(finish(1, 0), 0, 1, 9)));
        bench.on(new Input.CertificateReceived(certificate(new Subject.Nullify(1, 1), 0, 1, 2)));
        assertThat(bench.core.view()).isEqualTo(1);
    }
}
