package io.ixi.testnet.sim;

import io.ixi.consensus.bft.Timing;
import io.ixi.node.replica.Tuning;
import io.ixi.node.store.FileSnapshots;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What a seed stands for. Consecutive seeds go through all sizes and mixes in turn.
 *
 * @param powers stake of each validator of the genesis
 * @param joiners stake of validators that may join later
 * @param epochBlocks blocks in an epoch; 0: one epoch for ever
 * @param snapshots that nodes make and join by; null: none
 * @param faultMs how long bad luck lasts
 * @param pauseUs mean pause between two transfers
 */
record Scenario(
        long seed,
        List<Long> powers,
        Mix mix,
        long faultMs,
        Timing timing,
        Tuning tuning,
        long pauseUs,
        List<Long> joiners,
        int epochBlocks,
        FileSnapshots.@Nullable Options snapshots) {
    /** The staking module allows no shorter ones. */
    private static final int SHORTEST_EPOCH = 10;

    private static final int MOST_JOINERS = 3;

    static final List<Integer> SIZES = List.of(1, 4, 5, 6, 7, 10, 16);

    Scenario {
        powers = List.copyOf(powers);
        joiners = List.copyOf(joiners);
    }

    static Scenario of(long seed) {
        int size = SIZES.get((int) Math.floorMod(seed, (long) SIZES.size()));
        Mix[] mixes = Mix.values();
        Mix mix = mixes[(int) Math.floorMod(Math.floorDiv(seed, (long) SIZES.size()), (long) mixes.length)];
        return of(seed, size, mix).withSnapshots(snapshots(seed));
    }

    /** The same for a chosen size and mix. */
    static Scenario of(long seed, int size, Mix mix) {
        SplittableRandom random = new SplittableRandom(seed ^ 0x5349_4d);
        List<Long> powers = new ArrayList<>();
        boolean equal = random.nextInt(3) > 0;
        for (int i = 0; i < size; i++) {
            powers.add(equal ? 1L : random.nextLong(1, 8));
        }
        int leaderMs = random.nextInt(60, 160);
        int heartbeatMs = random.nextInt(10, 60);
        Timing timing = new Timing(leaderMs, 2 * leaderMs, 3 * leaderMs, 8 * leaderMs, heartbeatMs, 8);
        int kib = 1 << random.nextInt(15, 20);
        Tuning tuning = new Tuning(
                random.nextInt(6),
                500,
                random.nextInt(10, 60),
                random.nextInt(20, 100),
                random.nextInt(200, 1_000),
                random.nextInt(100, 500),
                random.nextInt(100, 1_000),
                0,
                8 << 20,
                random.nextInt(2, 64),
                random.nextInt(50, 1_000),
                kib);
        long faultMs = mix == Mix.CALM ? 500 : random.nextInt(1_000, 4_000);
        long pauseUs = random.nextLong(20_000, 400_000);
        int epochBlocks = random.nextInt(3) == 0 ? 0 : random.nextInt(SHORTEST_EPOCH, 3 * SHORTEST_EPOCH);
        List<Long> joiners = new ArrayList<>();
        for (int i = epochBlocks > 0 ? random.nextInt(MOST_JOINERS + 1) : 0; i > 0; i--) {
            joiners.add(equal ? 1L : random.nextLong(1, 8));
        }
        return new Scenario(seed, powers, mix, faultMs, timing, tuning, pauseUs, joiners, epochBlocks, null);
    }

    /** Two fifths of the runs have snapshots, close to each other, of a few chunks. */
    private static FileSnapshots.@Nullable Options snapshots(long seed) {
        SplittableRandom own = new SplittableRandom(seed ^ 0x534e_4150);
        int every = own.nextInt(4, 20);
        int lag = own.nextInt(6, 30);
        return own.nextInt(5) < 2 ? new FileSnapshots.Options(every, lag, 4_000) : null;
    }

    Scenario withSnapshots(FileSnapshots.@Nullable Options options) {
        return new Scenario(seed, powers, mix, faultMs, timing, tuning, pauseUs, joiners, epochBlocks, options);
    }

    Scenario withPowers(List<Long> stake) {
        return new Scenario(seed, stake, mix, faultMs, timing, tuning, pauseUs, joiners, epochBlocks, snapshots);
    }

    Scenario withTiming(Timing other) {
        return new Scenario(seed, powers, mix, faultMs, other, tuning, pauseUs, joiners, epochBlocks, snapshots);
    }

    Scenario withTuning(Tuning other) {
        return new Scenario(seed, powers, mix, faultMs, timing, other, pauseUs, joiners, epochBlocks, snapshots);
    }

    Scenario withFaultMs(long ms) {
        return new Scenario(seed, powers, mix, ms, timing, tuning, pauseUs, joiners, epochBlocks, snapshots);
    }

    Scenario withEpochBlocks(int blocks) {
        return new Scenario(seed, powers, mix, faultMs, timing, tuning, pauseUs, joiners, blocks, snapshots);
    }

    Scenario withJoiners(List<Long> stake) {
        return new Scenario(seed, powers, mix, faultMs, timing, tuning, pauseUs, stake, epochBlocks, snapshots);
    }

    static List<Long> equal(int size) {
        return Collections.nCopies(size, 1L);
    }

    /** Validators of the genesis. */
    int size() {
        return powers.size();
    }

    /** Voting keys: those validators', then those of nodes that may join. */
    int holders() {
        return powers.size() + joiners.size();
    }

    /** What a holder stakes at first. */
    long power(int holder) {
        return holder < powers.size() ? powers.get(holder) : joiners.get(holder - powers.size());
    }

    long totalPower() {
        return powers.stream().mapToLong(Long::longValue).sum();
    }

    /** Stake that may be missing or lie: what is left is a quorum, and two quorums share an honest validator. */
    long spare() {
        long total = totalPower();
        return total - (total * 2 / 3 + 1);
    }
}
