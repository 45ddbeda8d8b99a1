package io.ixi.node.net;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.node.net.TransportSettings.Limits;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PoolArenaMetric;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A full mesh over TCP and mutual post-quantum TLS. Of each pair the lower index dials and redials; the other side
 * accepts only keys of lower indices, and of those who were let in later. A peer is its key: the newest connection
 * that proves it replaces an older one.
 */
public final class NettyTransport implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(NettyTransport.class);

    // what may lie unsent in the process and in the kernel before votes can overtake no more
    private static final WriteBufferWaterMark WATERMARK = new WriteBufferWaterMark(32 << 10, 64 << 10);
    private static final int SEND_BUFFER = 512 << 10;
    private static final int BACKLOG = 128;
    private static final long STABLE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final TransportSettings settings;
    private final Limits limits;
    private final Listener listener;
    private final NetMetrics metrics;
    private final Gate gate;
    private final EventLoopGroup group;
    private final PooledByteBufAllocator allocator;
    private final SSLContext acceptTls;
    private final Map<Integer, Peer> peers = new ConcurrentSkipListMap<>();
    private final Map<Bytes, Peer> byKey = new ConcurrentHashMap<>();
    /** Keys that are accepted; grows as the chain names more. */
    private final Set<Bytes> dialers = ConcurrentHashMap.newKeySet();

    private final AtomicInteger connected = new AtomicInteger();
    private volatile boolean closed;
    private io.netty.channel.@Nullable Channel server;

    private NettyTransport(TransportSettings settings, Listener listener, MeterRegistry registry) {
        this.settings = settings;
        this.limits = settings.limits();
        this.listener = listener;
        for (PeerAddress address : settings.peers()) {
            if (address.index() == settings.ownIndex()) {
                continue;
            }
            Peer peer = new Peer(address);
            if (peers.put(address.index(), peer) != null || byKey.put(address.publicKey(), peer) != null) {
                throw new IllegalArgumentException("peer " + address.index() + " is listed twice");
            }
            if (address.index() < settings.ownIndex()) {
                dialers.add(address.publicKey());
            }
        }
        this.acceptTls = Tls.context(settings.identity(), dialers);
        this.metrics = new NetMetrics(registry, connected::get, this::queued);
        this.gate = new Gate(limits.maxUnauthenticated(), limits.connectsPerSecond());
        this.group = new MultiThreadIoEventLoopGroup(
                limits.ioThreads(), new DefaultThreadFactory("ixi-net", true), NioIoHandler.newFactory());
        // heap buffers, for Bouncy Castle works on arrays; one small arena (128 KiB chunks) serves all connections
        this.allocator = new PooledByteBufAllocator(false, 1, 1, 8192, 4, 64, 16, false);
    }

    /**
     * Listens, and dials the peers with a higher index until they answer, again and again.
     *
     * @throws IOException the address cannot be bound; the message says what to do
     */
    public static NettyTransport open(TransportSettings settings, Listener listener, MeterRegistry registry)
            throws IOException {
        NettyTransport transport = new NettyTransport(settings, listener, registry);
        try {
            transport.listen();
        } catch (IOException | RuntimeException e) {
            transport.close();
            throw e;
        }
        for (Peer peer : transport.peers.values()) {
            if (peer.index() > settings.ownIndex()) {
                transport.dial(
                        peer,
                        Tls.context(settings.identity(), Set.of(peer.address().publicKey())));
            }
        }
        return transport;
    }

    /**
     * Lets one more peer in, which dials this node. Any thread.
     *
     * @throws IllegalArgumentException if number or key is known already
     */
    public void admit(int number, Bytes publicKey) {
        Peer peer = new Peer(new PeerAddress(number, publicKey, "", 0));
        if (peers.putIfAbsent(number, peer) != null || byKey.putIfAbsent(publicKey, peer) != null) {
            throw new IllegalArgumentException("peer " + number + " is known already");
        }
        dialers.add(publicKey);
    }

    private void listen() throws IOException {
        InetSocketAddress address = settings.listen();
        ChannelFuture bound = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.ALLOCATOR, allocator)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATERMARK)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        accept(channel);
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            Throwable cause = bound.cause();
            String host = address.isUnresolved()
                    ? address.getHostString()
                    : address.getAddress().getHostAddress();
            String what = "cannot listen for peers on " + host + ":" + address.getPort() + ": ";
            String remedy = cause instanceof BindException
                    ? "the port is in use or the address is not this machine's; stop the process that holds it or set"
                            + " another port"
                    : String.valueOf(cause.getMessage());
            throw new IOException(what + remedy, cause);
        }
        server = bound.channel();
    }

    /** The port that peers dial. */
    public int port() {
        io.netty.channel.Channel listening = server;
        if (listening == null) {
            throw new IllegalStateException("not listening");
        }
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    private void accept(SocketChannel channel) {
        InetSocketAddress from = channel.remoteAddress();
        if (closed || from == null || !gate.enter(from.getAddress(), System.nanoTime())) {
            metrics.ended(Ended.REFUSED_AT_GATE);
            var _ = channel.close();
            return;
        }
        pipeline(channel, acceptTls, new Connection(this, limits, null));
    }

    private static void pipeline(SocketChannel channel, SSLContext tls, Connection connection) {
        SslHandler ssl = new SslHandler(Tls.engine(tls, connection.dialed() != null));
        ssl.setHandshakeTimeoutMillis(0); // the connection has one deadline for TLS and Hello together
        ssl.setCloseNotifyFlushTimeoutMillis(200);
        channel.pipeline().addLast(ssl, connection);
    }

    private void dial(Peer peer, SSLContext tls) {
        if (closed) {
            return;
        }
        // names resolve on a thread of their own: the resolver blocks
        var _ = Thread.ofVirtual().name("ixi-net-dial-" + peer.index()).start(() -> {
            PeerAddress address = peer.address();
            try {
                connect(peer, tls, new InetSocketAddress(InetAddress.getByName(address.host()), address.port()));
            } catch (UnknownHostException e) {
                LOG.debug("peer {}: {} does not resolve", peer.index(), address.host());
                redial(peer, tls);
            }
        });
    }

    private void connect(Peer peer, SSLContext tls, InetSocketAddress to) {
        if (closed) {
            return;
        }
        ChannelFuture connecting = new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.ALLOCATOR, allocator)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_SNDBUF, SEND_BUFFER)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATERMARK)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        limits.handshake().toMillis())
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        pipeline(channel, tls, new Connection(NettyTransport.this, limits, peer));
                    }
                })
                .connect(to);
        // whatever ends the attempt, before or after the handshake, leads to the next one
        var _ = connecting.channel().closeFuture().addListener(done -> redial(peer, tls));
    }

    private void redial(Peer peer, SSLContext tls) {
        long wait;
        synchronized (peer) {
            wait = Math.max(
                    peer.backoffNanos(settings.ownIndex(), limits.backoffMin(), limits.backoffMax()),
                    peer.refusedFor(System.nanoTime()));
        }
        if (!closed && !group.isShuttingDown()) {
            var _ = group.next().schedule(() -> dial(peer, tls), wait, TimeUnit.NANOSECONDS);
        }
    }

    Hash chain() {
        return settings.chain();
    }

    NetMetrics metrics() {
        return metrics;
    }

    @Nullable
    Peer peerOf(Bytes publicKey) {
        return byKey.get(publicKey);
    }

    /** A connection proved its key and said a valid Hello. */
    void authenticated(Connection connection, Peer peer) {
        if (connection.dialed() == null) {
            gate.leave();
        }
        synchronized (peer) {
            if (closed || peer.refusedFor(System.nanoTime()) > 0) {
                connection.end(
                        closed ? Ended.SHUT_DOWN : Ended.PENALIZED, "closing, or refused after what it sent before");
                return;
            }
            Connection old = peer.connection();
            if (old != null) {
                release(peer);
                old.end(Ended.REPLACED, "a newer connection proved the key");
            }
            peer.connection(connection);
            connected.incrementAndGet();
            metrics.authenticated();
            LOG.info("peer {} connected", peer.index());
            listener.connected(peer.index());
        }
    }

    void deliver(Connection connection, Peer peer, Channel channel, byte[] message) {
        synchronized (peer) {
            if (peer.connection() == connection && !closed) {
                try {
                    listener.received(peer.index(), channel, message);
                } catch (RuntimeException e) {
                    LOG.error("a message of peer {} on {} broke its receiver", peer.index(), channel, e);
                    connection.end(Ended.MALFORMED, "receiver failed");
                }
            }
        }
    }

    /** A connection ends, authenticated or not. Called once for each. */
    void ended(Connection connection, Ended reason) {
        metrics.ended(reason);
        if (connection.dialed() == null && !connection.isOpen()) {
            gate.leave();
        }
        Peer peer = connection.peer();
        if (peer != null) {
            synchronized (peer) {
                if (connection.lasted(STABLE_NANOS)) {
                    peer.forgetAttempts();
                }
                if (peer.connection() == connection) {
                    release(peer);
                }
            }
        }
    }

    private void release(Peer peer) {
        peer.connection(null);
        connected.decrementAndGet();
        if (!closed) {
            listener.disconnected(peer.index());
        }
    }

    @Override
    public boolean send(int peer, Channel channel, byte[] message) {
        Peer to = peers.get(peer);
        Connection connection = to == null ? null : to.connection();
        if (connection == null) {
            return false;
        }
        if (message.length == 0 || message.length > channel.maxMessageBytes() || !connection.send(channel, message)) {
            metrics.dropped(channel);
            return false;
        }
        return true;
    }

    @Override
    public void penalize(int peer, String reason) {
        Peer who = peers.get(peer);
        if (who == null) {
            return;
        }
        LOG.warn("peer {} refused for {}: {}", peer, limits.penalty(), reason);
        synchronized (who) {
            who.refuse(System.nanoTime(), limits.penalty());
            Connection connection = who.connection();
            if (connection != null) {
                release(who);
                connection.end(Ended.PENALIZED, reason);
            }
        }
    }

    @Override
    public int connectedCount() {
        return connected.get();
    }

    /** Network buffers that are not given back yet; for leak checks. */
    long buffersInUse() {
        return Stream.concat(allocator.metric().heapArenas().stream(), allocator.metric().directArenas().stream())
                .mapToLong(PoolArenaMetric::numActiveAllocations)
                .sum();
    }

    private long queued(Channel channel) {
        long sum = 0;
        for (Peer peer : peers.values()) {
            Connection connection = peer.connection();
            sum += connection == null ? 0 : connection.queued(channel);
        }
        return sum;
    }

    @Override
    public void close() {
        closed = true;
        for (Peer peer : peers.values()) {
            synchronized (peer) {
                Connection connection = peer.connection();
                if (connection != null) {
                    connection.end(Ended.SHUT_DOWN, "");
                }
            }
        }
        if (server != null) {
            server.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
        }
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
    }
}
