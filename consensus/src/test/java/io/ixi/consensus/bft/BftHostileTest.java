package io.ixi.consensus.bft;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.Vote;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever peers send, even all of them against the rules: the core neither throws nor contradicts itself. */
class BftHostileTest {
    private static final List<Timer> TIMERS = List.of(Timer.values());

    @Property(tries = 200)
    void nothingFromPeersThrowsNorMakesTheCoreContradictItself(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Bench bench = Bench.started(4, random.nextInt(-1, 4));
        for (int i = 0; i < 300; i++) {
            bench.on(input(random, bench.core.view()));
        }
        // the journal is what this node said: it must read back without a contradiction and give the same state
        Bench again = bench.again(bench.journal);
        assertThat(again.core.lastFinalized()).isEqualTo(bench.core.lastFinalized());
        // a vote with its own key that came back from a view ahead puts it there
        assertThat(again.core.view()).isGreaterThanOrEqualTo(bench.core.view());
        assertThat(bench.again(bench.core.snapshot()).core.view()).isEqualTo(again.core.view());
    }

    private static Input input(SplittableRandom random, long current) {
        Subject subject = subject(random, view(random, current));
        int peer = random.nextInt(-2, 7);
        return switch (random.nextInt(9)) {
            case 0, 1, 2 -> new Input.VoteReceived(new Vote(subject, peer, Bytes.fromHex("01")));
            case 3 ->
                new Input.CertificateReceived(new Certificate(
                        subject,
                        IntStream.range(0, 4)
                                .filter(i -> random.nextInt(4) > 0)
                                .mapToObj(i -> new Certificate.Share(i, Bytes.fromHex("02")))
                                .toList()));
            case 4 -> new Input.CertificateOffered(peer, subject);
            case 5 -> new Input.CertificateWanted(peer, random.nextLong());
            case 6 -> new Input.PeerConnected(peer);
            case 7 -> new Input.TimedOut(TIMERS.get(random.nextInt(TIMERS.size())), current);
            default -> answer(random, current);
        };
    }

    private static Input answer(SplittableRandom random, long current) {
        long view = Math.max(1, current - random.nextInt(2));
        Hash payload = new Hash(view, 0, 0, random.nextInt(2));
        return switch (random.nextInt(4)) {
            case 0 -> new Input.Work(random.nextBoolean());
            case 1 -> new Input.Built(view, random.nextLong(view), payload);
            case 2 -> new Input.Verified(view, payload, random.nextBoolean());
            default -> new Input.Certified(view, payload, random.nextBoolean());
        };
    }

    private static long view(SplittableRandom random, long current) {
        return switch (random.nextInt(10)) {
            case 0 -> 1 + (random.nextLong() >>> 2);
            case 1 -> current + 1;
            default -> Math.max(1, current - random.nextInt(3));
        };
    }

    private static Subject subject(SplittableRandom random, long view) {
        Proposal proposal = new Proposal(
                random.nextInt(20) == 0 ? 1 : 0,
                view,
                random.nextBoolean() ? view - 1 : random.nextLong(view),
                new Hash(view, 0, 0, random.nextInt(2)));
        return switch (random.nextInt(3)) {
            case 0 -> new Subject.Notarize(proposal);
            case 1 -> new Subject.Nullify(proposal.epoch(), view);
            default -> new Subject.Finalize(proposal);
        };
    }
}
