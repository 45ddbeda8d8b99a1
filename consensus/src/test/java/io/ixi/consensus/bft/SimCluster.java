package io.ixi.consensus.bft;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.Validator;
import io.ixi.consensus.types.ValidatorSet;
import io.ixi.consensus.types.Vote;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** A whole network in one thread on virtual time: everything follows from the seed. */
final class SimCluster {
    private final SimClock clock = new SimClock();
    private final SplittableRandom random;
    private final ValidatorSet set;
    private final SimBlocks blocks = new SimBlocks();
    private final SimChecker checker;
    private final SimNet net;
    private final List<SimNode> nodes = new ArrayList<>();
    private final TreeMap<Long, TreeSet<Hash>> seen = new TreeMap<>();
    private final TreeMap<Hash, Proposal> proposals = new TreeMap<>();
    private long signatures;
    private boolean busy;
    private @Nullable SimTrace trace;

    /**
     * @param powers weight of each validator
     * @param byzantine whether each of them is under the adversary
     * @param observers nodes without a vote, after the validators
     */
    SimCluster(long seed, List<Long> powers, List<Boolean> byzantine, int observers, Timing timing) {
        this.random = new SplittableRandom(seed);
        List<Validator> validators = new ArrayList<>();
        for (int i = 0; i < powers.size(); i++) {
            validators.add(new Validator(Bytes.copyOf(new byte[] {(byte) i}), powers.get(i)));
        }
        this.set = new ValidatorSet(0, new Hash(seed, 0, 0, 0), validators);
        this.checker = new SimChecker(set, blocks);
        this.net = new SimNet(clock, random, powers.size() + observers, this::deliver);
        for (int i = 0; i < powers.size() + observers; i++) {
            boolean validator = i < powers.size();
            var setup = new Bft.Setup(validator ? i : -1, set, timing, SimBlocks.GENESIS);
            boolean bad = validator && byzantine.get(i);
            nodes.add(new SimNode(this, i, setup, bad ? new SimAdversary(this, i, random.split()) : null));
        }
    }

    static List<Long> equalPowers(int n) {
        return LongStream.range(0, n).mapToObj(i -> 1L).toList();
    }

    static List<Boolean> allHonest(int n) {
        return LongStream.range(0, n).mapToObj(i -> false).toList();
    }

    SimClock clock() {
        return clock;
    }

    SplittableRandom random() {
        return random;
    }

    SimBlocks blocks() {
        return blocks;
    }

    SimChecker checker() {
        return checker;
    }

    SimNet net() {
        return net;
    }

    ValidatorSet set() {
        return set;
    }

    /** Records every transition of the honest validators from now on. */
    void trace(SimTrace recorder) {
        trace = recorder;
        blocks.onBuilt(recorder::built);
    }

    /** Tells the recorder, if there is one, what an honest validator did. */
    void record(SimNode node, Consumer<SimTrace> transition) {
        if (trace != null && node.votes()) {
            transition.accept(trace);
        }
    }

    /** Validators and observers. */
    int size() {
        return nodes.size();
    }

    SimNode node(int address) {
        return nodes.get(address);
    }

    boolean busy() {
        return busy;
    }

    void busy(boolean pending) {
        busy = pending;
        nodes.forEach(node -> node.feed(new Input.Work(pending)));
    }

    /** A hedged signature: never the same bytes twice. */
    Vote sign(Subject subject, int signer) {
        byte[] bytes =
                ByteBuffer.allocate(9).put((byte) signer).putLong(++signatures).array();
        if (subject instanceof Subject.Notarize(Proposal p)) {
            seen.computeIfAbsent(p.view(), v -> new TreeSet<>()).add(p.payload());
            proposals.put(p.payload(), p);
        }
        return new Vote(subject, signer, Bytes.wrap(bytes));
    }

    List<Proposal> proposals(long view) {
        return seen.getOrDefault(view, new TreeSet<>()).stream()
                .map(proposals::get)
                .toList();
    }

    boolean canFetch(int to, Hash payload) {
        for (int from = 0; from < size(); from++) {
            if (from != to
                    && !net.isCut(from, to)
                    && !net.isCut(to, from)
                    && node(from).up()
                    && node(from).holds(payload)) {
                return true;
            }
        }
        return false;
    }

    void equivocated(Vote first, Vote second) {
        assertThat(Evidence.conflict(first, second)).isTrue();
        assertThat(node(first.signer()).honest())
                .as("evidence against an honest validator: %s %s", first, second)
                .isFalse();
    }

    void startAll() {
        for (int i = 0; i < size(); i++) {
            restart(i, false);
        }
    }

    void restart(int address, boolean losesVerdicts) {
        if (node(address).up()) {
            return;
        }
        node(address).start(losesVerdicts);
        for (int peer = 0; peer < size(); peer++) {
            if (peer != address && node(peer).up()) {
                connect(address, peer);
            }
        }
    }

    void connect(int a, int b) {
        if (!net.isCut(a, b) && !net.isCut(b, a)) {
            // observers are no peers of the core: only validators have an index there
            node(a).feed(new Input.PeerConnected(b));
            node(b).feed(new Input.PeerConnected(a));
        }
    }

    void crash(int address) {
        if (node(address).up()) {
            node(address).crash();
        }
    }

    void cut(int from, int to, boolean isCut) {
        boolean healed = net.isCut(from, to) && !isCut;
        net.cut(from, to, isCut);
        if (healed) {
            connect(from, to);
        }
    }

    void heal() {
        for (int a = 0; a < size(); a++) {
            for (int b = 0; b < size(); b++) {
                cut(a, b, false);
            }
        }
        for (int i = 0; i < size(); i++) {
            restart(i, false);
        }
        net.quality(2, 25, 0, 0);
    }

    void runFor(long ms) {
        long limit = clock.nowMs() + ms;
        while (clock.step(limit)) {
            // each step checks itself
        }
    }

    /** Runs until every honest node has {@code more} new final views beyond the newest now; fails after the limit. */
    long runUntilFinal(int more, long limitMs) {
        long start = clock.nowMs();
        List<Long> before = nodes.stream().map(SimNode::delivered).toList();
        while (true) {
            boolean done = true;
            for (int i = 0; i < size(); i++) {
                done &= !node(i).honest() || node(i).delivered() >= before.get(i) + more;
            }
            if (done) {
                return clock.nowMs() - start;
            }
            if (!clock.step(start + limitMs)) {
                throw new AssertionError("no progress in " + limitMs + " ms:\n" + state());
            }
        }
    }

    String state() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < size(); i++) {
            SimNode node = node(i);
            text.append(i).append(node.honest() ? " honest " : " byzantine ");
            text.append(
                    node.up()
                            ? "view " + node.core().view() + " floor "
                                    + node.core().lastFinalized()
                            : "down");
            text.append(" leads? ")
                    .append(node.up() && node.core().leader(node.core().view()) == i)
                    .append('\n');
        }
        return text.toString();
    }

    private void deliver(int from, int to, SimNet.Message message) {
        if (node(to).up()) {
            node(to).deliver(from, message);
        }
    }
}
