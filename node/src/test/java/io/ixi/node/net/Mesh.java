package io.ixi.node.net;

import static org.awaitility.Awaitility.await;

import io.ixi.consensus.types.Hash;
import io.ixi.node.net.TransportSettings.Limits;
import io.ixi.vm.kernel.crypto.Scheme;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Transports on loopback. The highest index opens first, for the lower ones dial it and need its port. */
final class Mesh implements AutoCloseable {
    static final Hash CHAIN = Hash.sha256(new byte[] {1});
    static final Duration PATIENCE = Duration.ofSeconds(30);

    final List<Identity> identities = new ArrayList<>();
    final Map<Integer, Inbox> inboxes = new TreeMap<>();
    final Map<Integer, SimpleMeterRegistry> meters = new TreeMap<>();
    private final Map<Integer, NettyTransport> nodes = new TreeMap<>();
    private final int[] ports;
    private final Limits limits;
    Hash chain = CHAIN;

    Mesh(int validators, Scheme scheme, Limits limits) {
        this.limits = limits;
        this.ports = new int[validators];
        for (int i = 0; i < validators; i++) {
            identities.add(identity(scheme, i));
        }
    }

    Mesh(int validators) {
        this(validators, Scheme.ML_DSA_44, fast());
    }

    /** Short waits, so that tests need none. */
    static Limits fast() {
        return Limits.defaults()
                .withTimes(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofMillis(400))
                .withAdmission(32, 1_000);
    }

    static Identity identity(Scheme scheme, int number) {
        byte[] seed = new byte[32];
        Arrays.fill(seed, (byte) (number + 1));
        return Identity.fromSeed(scheme, seed);
    }

    /** Opens every validator and waits until each sees all others. */
    Mesh openAll() throws IOException {
        for (int i = ports.length - 1; i >= 0; i--) {
            open(i);
        }
        await().atMost(PATIENCE)
                .until(() -> nodes.values().stream().allMatch(node -> node.connectedCount() == ports.length - 1));
        return this;
    }

    NettyTransport open(int index) throws IOException {
        Inbox inbox = inboxes.computeIfAbsent(index, i -> new Inbox());
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        NettyTransport node = NettyTransport.open(settings(index), inbox, registry);
        meters.put(index, registry);
        ports[index] = node.port();
        nodes.put(index, node);
        return node;
    }

    TransportSettings settings(int index) {
        return new TransportSettings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), ports[index]),
                identities.get(index),
                chain,
                index,
                addresses(),
                limits);
    }

    List<PeerAddress> addresses() {
        List<PeerAddress> addresses = new ArrayList<>();
        for (int i = 0; i < ports.length; i++) {
            addresses.add(new PeerAddress(i, identities.get(i).publicKey(), "127.0.0.1", ports[i]));
        }
        return addresses;
    }

    /** Makes the others dial this port for a validator. */
    void port(int index, int port) {
        ports[index] = port;
    }

    int port(int index) {
        return ports[index];
    }

    NettyTransport node(int index) {
        NettyTransport node = nodes.get(index);
        if (node == null) {
            throw new IllegalStateException("node " + index + " is not open");
        }
        return node;
    }

    Inbox inbox(int index) {
        return inboxes.computeIfAbsent(index, i -> new Inbox());
    }

    /** How many connections of a node ended for a reason. */
    double ended(int index, Ended reason) {
        SimpleMeterRegistry registry = meters.get(index);
        return registry == null
                ? 0
                : registry.counter("ixi.net.ended", "reason", reason.name().toLowerCase(java.util.Locale.ROOT))
                        .count();
    }

    void kill(int index) {
        node(index).close();
        nodes.remove(index);
    }

    /** Sends a message from one node to another and waits until it is there: the link works. */
    void assertWorks(int from, int to) {
        byte[] message = ("ping " + inbox(to).messages.size()).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        Inbox.Message expected = new Inbox.Message(from, Channel.VOTE, io.ixi.consensus.types.Bytes.wrap(message));
        await().atMost(PATIENCE).until(() -> node(from).send(to, Channel.VOTE, message));
        await().atMost(PATIENCE).until(() -> inbox(to).messages.contains(expected));
    }

    /** Closes all and fails if a buffer was not given back. */
    @Override
    public void close() {
        nodes.values().forEach(NettyTransport::close);
        await().atMost(PATIENCE).until(() -> nodes.values().stream().allMatch(node -> node.buffersInUse() == 0));
    }
}
