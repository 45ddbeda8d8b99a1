package io.ixi.node.net;

import io.ixi.consensus.codec.MalformedException;
import io.ixi.node.net.TransportSettings.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.channels.ClosedChannelException;
import java.security.cert.Certificate;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection above TLS: proves who the peer is, says Hello, then carries frames both ways. Everything runs on its
 * event loop except {@link #send}, {@link #end} and {@link #queued}, which any thread may call.
 */
final class Connection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final int BYTES_PER_TURN = 256 << 10;

    private final NettyTransport transport;
    private final Limits limits;
    private final @Nullable Peer dialed;
    private final Outbox outbox;
    private final AtomicBoolean drainScheduled = new AtomicBoolean();
    private final Map<Channel, Inbound> inbound = new EnumMap<>(Channel.class);
    private @Nullable ChannelHandlerContext context;
    private @Nullable Peer peer;
    private @Nullable ByteBuf partial;
    private @Nullable Ended ended;
    private boolean open;
    private boolean resumeScheduled;
    private long openedNanos;
    private long lastReadNanos;
    private long lastWriteNanos;
    private long lastTickNanos;

    /** @param dialed the peer that was dialed, null on the accepting side */
    Connection(NettyTransport transport, Limits limits, @Nullable Peer dialed) {
        this.transport = transport;
        this.limits = limits;
        this.dialed = dialed;
        this.outbox = new Outbox(channel -> limits.quota(channel).queueBytes());
    }

    /** The peer that was dialed, null on the accepting side. */
    @Nullable
    Peer dialed() {
        return dialed;
    }

    /** Who is there; known after TLS. */
    @Nullable
    Peer peer() {
        return peer;
    }

    /** Whether it is, or was until its end, authenticated. */
    boolean isOpen() {
        return open;
    }

    /** Whether it was authenticated at least this long. */
    boolean lasted(long nanos) {
        return open && System.nanoTime() - openedNanos >= nanos;
    }

    /** Queues a message; false if its channel's queue is full. */
    boolean send(Channel channel, byte[] message) {
        if (!outbox.offer(channel, message)) {
            return false;
        }
        wake();
        return true;
    }

    /** Bytes that wait to be written on a channel. */
    long queued(Channel channel) {
        return outbox.bytes(channel);
    }

    /** Closes the connection; the first reason counts. */
    void end(Ended reason, String detail) {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            return;
        }
        if (ctx.executor().inEventLoop()) {
            endNow(ctx, reason, detail);
        } else {
            ctx.executor().execute(() -> endNow(ctx, reason, detail));
        }
    }

    private void endNow(ChannelHandlerContext ctx, Ended reason, String detail) {
        if (ended != null) {
            return;
        }
        ended = reason;
        outbox.close();
        releasePartial();
        if (peer != null) {
            LOG.info("peer {}: connection ended: {} {}", peer.index(), reason, detail);
        } else {
            LOG.debug("unauthenticated connection {} ended: {} {}", ctx.channel(), reason, detail);
        }
        transport.ended(this, reason);
        var _ = ctx.close();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        after(ctx, limits.handshake().toNanos(), () -> {
            if (!open) {
                endNow(ctx, Ended.HANDSHAKE_TIMEOUT, "no Hello within " + limits.handshake());
            }
        });
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        endNow(ctx, Ended.REMOTE_CLOSED, "");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        boolean tls = cause instanceof SSLException || cause.getCause() instanceof SSLException;
        endNow(ctx, tls ? Ended.TLS_FAILED : Ended.IO_ERROR, cause.toString());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent done && ended == null) {
            if (done.isSuccess()) {
                secured(ctx);
            } else {
                Throwable cause = done.cause();
                Ended reason = cause instanceof ClosedChannelException ? Ended.REMOTE_CLOSED : Ended.TLS_FAILED;
                endNow(ctx, reason, String.valueOf(cause));
            }
        }
    }

    private void secured(ChannelHandlerContext ctx) {
        SSLSession session = ctx.pipeline().get(SslHandler.class).engine().getSession();
        Peer proven;
        try {
            Certificate certificate = session.getPeerCertificates()[0];
            proven = transport.peerOf(Identity.rawKey(certificate.getPublicKey()));
        } catch (SSLPeerUnverifiedException e) {
            endNow(ctx, Ended.TLS_FAILED, e.toString());
            return;
        }
        if (proven == null
                || (dialed != null && proven != dialed)
                || !session.getProtocol().equals(Tls.PROTOCOL)) {
            endNow(ctx, Ended.TLS_FAILED, "not the expected peer or protocol: " + session.getProtocol());
            return;
        }
        peer = proven;
        var _ = ctx.writeAndFlush(Frames.hello(ctx.alloc(), transport.chain()));
    }

    private void greeted(ChannelHandlerContext ctx, Peer who, Frames.Hello hello) {
        if (hello.magic() != Frames.MAGIC || hello.version() != Frames.VERSION) {
            LOG.warn("peer {} speaks protocol {}, we speak {}", who.index(), hello.version(), Frames.VERSION);
            endNow(ctx, Ended.WRONG_PROTOCOL, "version " + hello.version());
        } else if (!hello.chain().equals(transport.chain())) {
            LOG.warn(
                    "peer {} is on chain {}, we are on {}: check its genesis.json",
                    who.index(),
                    hello.chain(),
                    transport.chain());
            endNow(ctx, Ended.WRONG_CHAIN, hello.chain().hex());
        } else {
            openedNanos = System.nanoTime();
            lastReadNanos = openedNanos;
            lastWriteNanos = openedNanos;
            lastTickNanos = openedNanos;
            for (Channel channel : Channel.values()) {
                inbound.put(channel, new Inbound(channel, limits.quota(channel).inboundBytesPerSecond(), openedNanos));
            }
            open = true;
            transport.authenticated(this, who);
            after(ctx, tickNanos(), () -> tick(ctx));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            lastReadNanos = System.nanoTime();
            ByteBuf waiting = partial;
            if (waiting == null) {
                frames(ctx, in);
            } else {
                waiting.writeBytes(in);
                frames(ctx, waiting);
            }
            keepPartial(ctx, in);
        } catch (MalformedException e) {
            endNow(ctx, Ended.MALFORMED, e.toString());
        } finally {
            in.release();
        }
    }

    /** Keeps the start of a frame whose rest has not arrived: at most one frame and one TLS record. */
    private void keepPartial(ChannelHandlerContext ctx, ByteBuf in) {
        ByteBuf waiting = partial;
        if (ended != null) {
            releasePartial();
        } else if (waiting != null) {
            if (waiting.isReadable()) {
                waiting.discardReadBytes();
            } else {
                releasePartial();
            }
        } else if (in.isReadable()) {
            partial = ctx.alloc().heapBuffer(in.readableBytes()).writeBytes(in);
        }
    }

    private void releasePartial() {
        if (partial != null) {
            partial.release();
            partial = null;
        }
    }

    private void frames(ChannelHandlerContext ctx, ByteBuf in) {
        while (ended == null && in.readableBytes() >= Frames.HEADER) {
            int start = in.readerIndex();
            int code = in.getUnsignedByte(start);
            int flags = in.getUnsignedByte(start + 1);
            int length = in.getUnsignedShort(start + 2);
            Frames.check(code, flags, length);
            if (in.readableBytes() < Frames.HEADER + length) {
                return;
            }
            in.skipBytes(Frames.HEADER);
            frame(ctx, in, code, flags == Frames.LAST, length);
        }
    }

    private void frame(ChannelHandlerContext ctx, ByteBuf in, int code, boolean last, int length) {
        Peer who = peer;
        if (who == null || open == (code == Frames.HELLO)) {
            throw new MalformedException("frame channel " + code + (open ? " twice" : " before Hello"));
        }
        if (code == Frames.HELLO) {
            byte[] payload = new byte[length];
            in.readBytes(payload);
            greeted(ctx, who, Frames.decode(payload));
        } else if (code != Frames.KEEPALIVE) {
            Inbound channel = inbound(code);
            byte[] message = channel.assembly.add(in, length, last);
            transport.metrics().received(channel.channel, length, last);
            long wait = channel.credit.spend(Frames.HEADER + length, lastReadNanos);
            if (wait > 0) {
                throttle(ctx, channel.channel, wait);
            }
            if (message != null) {
                transport.deliver(this, who, channel.channel, message);
            }
        }
    }

    private Inbound inbound(int code) {
        Channel channel = Channel.ofCode(code);
        Inbound found = channel == null ? null : inbound.get(channel);
        if (found == null) {
            throw new MalformedException("frame channel " + code);
        }
        return found;
    }

    /** Stops reading until the quota is repaid; TCP then slows the peer down. */
    private void throttle(ChannelHandlerContext ctx, Channel channel, long waitNanos) {
        ctx.channel().config().setAutoRead(false);
        if (!resumeScheduled) {
            resumeScheduled = true;
            transport.metrics().throttled(channel);
            after(ctx, waitNanos, () -> {
                resumeScheduled = false;
                lastReadNanos = System.nanoTime();
                ctx.channel().config().setAutoRead(true);
            });
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            wake();
        }
    }

    private void wake() {
        ChannelHandlerContext ctx = context;
        if (ctx != null && drainScheduled.compareAndSet(false, true)) {
            ctx.executor().execute(() -> drain(ctx));
        }
    }

    /** Writes what fits, most urgent first, and flushes once. */
    private void drain(ChannelHandlerContext ctx) {
        drainScheduled.set(false);
        int budget = BYTES_PER_TURN;
        while (ended == null && open && budget > 0 && ctx.channel().isWritable()) {
            Outbox.Chunk chunk = outbox.take();
            if (chunk == null) {
                break;
            }
            var _ = ctx.write(chunk.frame(ctx.alloc()));
            budget -= Frames.HEADER + chunk.length();
            transport.metrics().sent(chunk.channel(), chunk.length(), chunk.last());
        }
        if (budget < BYTES_PER_TURN) {
            lastWriteNanos = System.nanoTime();
            ctx.flush();
            if (ctx.channel().isWritable() && !outbox.isEmpty()) {
                wake();
            }
        }
    }

    private void tick(ChannelHandlerContext ctx) {
        if (ended != null) {
            return;
        }
        long now = System.nanoTime();
        if (now - lastTickNanos > 3 * tickNanos() || !ctx.channel().config().isAutoRead()) {
            // this process was the one that slept, or does not listen: silence says nothing about the peer
            lastReadNanos = now;
        }
        lastTickNanos = now;
        if (now - lastReadNanos > limits.deadPeer().toNanos()) {
            endNow(ctx, Ended.SILENT, "nothing heard for " + limits.deadPeer());
            return;
        }
        if (now - lastWriteNanos >= tickNanos() && ctx.channel().isWritable()) {
            lastWriteNanos = now;
            var _ = ctx.writeAndFlush(Frames.keepalive(ctx.alloc()));
        }
        after(ctx, tickNanos(), () -> tick(ctx));
    }

    private long tickNanos() {
        return limits.deadPeer().toNanos() / 5;
    }

    private static void after(ChannelHandlerContext ctx, long nanos, Runnable task) {
        var _ = ctx.executor().schedule(task, nanos, TimeUnit.NANOSECONDS);
    }

    private static final class Inbound {
        private final Channel channel;
        private final Assembly assembly;
        private final Credit credit;

        Inbound(Channel channel, int bytesPerSecond, long nowNanos) {
            this.channel = channel;
            this.assembly = new Assembly(channel);
            this.credit = new Credit(bytesPerSecond, bytesPerSecond, nowNanos);
        }
    }
}
