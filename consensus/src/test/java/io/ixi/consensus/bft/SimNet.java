package io.ixi.consensus.bft;

import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.Vote;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Links between nodes that lose, delay, reorder and duplicate, and may be cut in one direction or both. */
final class SimNet {
    /** What travels. */
    sealed interface Message {
        record Voted(Vote vote, SimBlocks.@Nullable Block block) implements Message {}

        record Certified(Certificate certificate) implements Message {}

        record Offered(Subject subject) implements Message {}

        record Wanted(long view) implements Message {}
    }

    /** Where messages arrive. */
    interface Sink {
        void deliver(int from, int to, Message message);
    }

    private final SimClock clock;
    private final SplittableRandom random;
    private final Sink sink;
    private final boolean[][] cut;
    private int minDelayMs = 2;
    private int maxDelayMs = 25;
    private double loss;
    private double duplicate;

    SimNet(SimClock clock, SplittableRandom random, int size, Sink sink) {
        this.clock = clock;
        this.random = random;
        this.sink = sink;
        this.cut = new boolean[size][size];
    }

    void quality(int minMs, int maxMs, double lossRate, double duplicateRate) {
        minDelayMs = minMs;
        maxDelayMs = maxMs;
        loss = lossRate;
        duplicate = duplicateRate;
    }

    void cut(int from, int to, boolean isCut) {
        cut[from][to] = isCut;
    }

    boolean isCut(int from, int to) {
        return cut[from][to];
    }

    void send(int from, int to, Message message) {
        int copies = random.nextDouble() < duplicate ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            if (!cut[from][to] && random.nextDouble() >= loss) {
                clock.after(random.nextInt(minDelayMs, maxDelayMs + 1), () -> sink.deliver(from, to, message));
            }
        }
    }
}
