package io.ixi.testnet.sim;

import io.ixi.consensus.codec.MalformedException;
import io.ixi.node.net.Channel;
import io.ixi.node.replica.Event;
import io.ixi.node.wire.PeerCodec;
import io.ixi.node.wire.PeerMessage;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Connections between nodes. Messages are lost, delayed and reordered as the faults of the moment say; what a broken
 * connection had on its way is gone.
 */
final class SimNet {
    private final World world;
    private final SplittableRandom random;
    private final int size;
    /** Number of the present connection between two addresses, or 0. */
    private final int[][] connection;
    /** Latest arrival on a connection and channel, where order is kept. */
    private final long[][] lastUs;
    /** Whether what the first sends reaches the second. */
    private final boolean[][] cut;

    private final EnumSet<Channel> muted = EnumSet.noneOf(Channel.class);
    private @Nullable Meddler meddler;
    private int connections;
    private int lossPercent;
    private int minDelayUs = 300;
    private int maxDelayUs = 3_000;
    private boolean ordered = true;
    private long penalties;
    private byte[] lastBytes = new byte[0];
    private @Nullable PeerMessage lastMessage;
    private long delivered;

    SimNet(World world, int size, SplittableRandom random) {
        this.world = world;
        this.random = random;
        this.size = size;
        this.connection = new int[size][size];
        this.lastUs = new long[size][size];
        this.cut = new boolean[size][size];
    }

    void loss(int percent) {
        lossPercent = percent;
    }

    void delays(int minUs, int maxUs, boolean keepOrder) {
        minDelayUs = minUs;
        maxDelayUs = maxUs;
        ordered = keepOrder;
    }

    void cut(int from, int to, boolean off) {
        cut[from][to] = off;
    }

    /** Nothing of this channel arrives, or all of it again. */
    void mute(Channel channel, boolean off) {
        if (off) {
            muted.add(channel);
        } else {
            muted.remove(channel);
        }
    }

    void heal() {
        muted.clear();
        lossPercent = 0;
        delays(300, 3_000, true);
        for (boolean[] row : cut) {
            Arrays.fill(row, false);
        }
    }

    long penalties() {
        return penalties;
    }

    /** Messages that arrived. */
    long delivered() {
        return delivered;
    }

    /** The node's process runs: it connects to all others that run. */
    void up(SimNode node) {
        for (SimNode other : world.nodes()) {
            connectSoon(node, other, 1_000 + random.nextInt(20_000));
        }
    }

    void down(SimNode node) {
        for (SimNode other : world.nodes()) {
            disconnect(node, other);
        }
    }

    /** Ends a connection; it comes back after a while. */
    void disconnect(SimNode a, SimNode b, long backUs) {
        disconnect(a, b);
        connectSoon(a, b, backUs);
    }

    int peers(SimNode node) {
        int peers = 0;
        for (int other = 0; other < size; other++) {
            peers += connection[node.address()][other] > 0 ? 1 : 0;
        }
        return peers;
    }

    void penalize(SimNode by, int peer, String reason) {
        penalties++;
        for (SimNode other : world.holders(peer)) {
            if (connection[by.address()][other.address()] > 0) {
                world.checks().penalized(by, other, reason);
                world.time().after(0, () -> disconnect(by, other, 1_000_000));
            }
        }
    }

    boolean send(SimNode from, int peer, Channel channel, byte[] bytes) {
        if (bytes.length == 0 || bytes.length > channel.maxMessageBytes()) {
            return false;
        }
        PeerMessage message = decode(channel, bytes);
        Liar liar = from.liar();
        if (liar != null && message != null && liar.says(peer, message)) {
            return true;
        }
        if (liar == null && message != null) {
            world.checks().sent(from, message);
        }
        return transmit(from, peer, channel, bytes, message);
    }

    /** Sends what a liar made up. */
    void forged(SimNode from, int peer, PeerMessage message) {
        transmit(from, peer, message.channel(), PeerCodec.encode(message), message);
    }

    void forged(SimNode from, int peer, Channel channel, byte[] bytes) {
        transmit(from, peer, channel, bytes, decode(channel, bytes));
    }

    /** Lets somebody pick messages from now on. */
    void meddler(Meddler other) {
        meddler = other;
    }

    private boolean transmit(SimNode from, int peer, Channel channel, byte[] bytes, @Nullable PeerMessage message) {
        Meddler between = meddler;
        if (between != null) {
            if (between.takes(from, peer, channel, message)) {
                return peers(from) > 0;
            }
            if (message != null) {
                PeerMessage bent = between.bends(from, peer, message);
                return carry(from, peer, channel, PeerCodec.encode(bent), bent);
            }
        }
        return carry(from, peer, channel, bytes, message);
    }

    private boolean carry(SimNode from, int peer, Channel channel, byte[] bytes, @Nullable PeerMessage message) {
        boolean sent = false;
        for (SimNode to : world.holders(peer)) {
            int link = connection[from.address()][to.address()];
            if (link > 0) {
                sent = true;
                if (!cut[from.address()][to.address()]
                        && !muted.contains(channel)
                        && random.nextInt(100) >= lossPercent) {
                    world.time().at(arrivalUs(from, to), () -> arrive(from, to, link, channel, bytes, message));
                }
            }
        }
        return sent;
    }

    private long arrivalUs(SimNode from, SimNode to) {
        long at = world.time().nowUs() + from.spentUs() + random.nextInt(minDelayUs, maxDelayUs);
        if (ordered) {
            at = Math.max(at, lastUs[from.address()][to.address()] + 1);
            lastUs[from.address()][to.address()] = at;
        }
        return at;
    }

    private void arrive(
            SimNode from, SimNode to, int link, Channel channel, byte[] bytes, @Nullable PeerMessage message) {
        if (connection[from.address()][to.address()] == link) {
            delivered++;
            world.audit().add(bytes);
            to.receive(from.index(), channel, bytes, message);
        }
    }

    /** Null: malformed, or a TRANSACTION message, which mempools decode. One array goes to many peers. */
    @SuppressWarnings("ReferenceEquality") // the same array, not an equal one
    private @Nullable PeerMessage decode(Channel channel, byte[] bytes) {
        if (channel == Channel.TRANSACTION) {
            return null;
        }
        if (bytes != lastBytes) {
            lastBytes = bytes;
            try {
                lastMessage = PeerCodec.decode(channel, bytes);
            } catch (MalformedException e) {
                lastMessage = null;
            }
        }
        return lastMessage;
    }

    private void connectSoon(SimNode a, SimNode b, long afterUs) {
        if (a.index() != b.index()) {
            world.time().after(afterUs, () -> connect(a, b));
        }
    }

    private void connect(SimNode a, SimNode b) {
        if (!a.up() || !b.up() || connection[a.address()][b.address()] > 0) {
            return;
        }
        if (cut[a.address()][b.address()] || cut[b.address()][a.address()]) {
            connectSoon(a, b, 50_000);
            return;
        }
        connections++;
        boolean known = reaches(a, b.index());
        boolean knownBack = reaches(b, a.index());
        connection[a.address()][b.address()] = connections;
        connection[b.address()][a.address()] = connections;
        if (!known) {
            connected(a, b.index());
        }
        if (!knownBack) {
            connected(b, a.index());
        }
    }

    private static void connected(SimNode node, int peer) {
        node.post(new Event.PeerUp(peer));
        var pool = node.mempool();
        if (pool != null) {
            node.perform(() -> pool.connected(peer));
        }
    }

    private void disconnect(SimNode a, SimNode b) {
        if (connection[a.address()][b.address()] > 0) {
            connection[a.address()][b.address()] = 0;
            connection[b.address()][a.address()] = 0;
            if (!reaches(a, b.index())) {
                a.post(new Event.PeerDown(b.index()));
            }
            if (!reaches(b, a.index())) {
                b.post(new Event.PeerDown(a.index()));
            }
        }
    }

    /** Whether the node is connected to a holder of this key. */
    private boolean reaches(SimNode node, int index) {
        for (SimNode other : world.holders(index)) {
            if (connection[node.address()][other.address()] > 0) {
                return true;
            }
        }
        return false;
    }
}
