package io.ixi.rpc.web;

import io.ixi.rpc.RpcConfig.Limits;
import io.ixi.rpc.call.Allowance;
import io.ixi.rpc.call.Caller;
import io.ixi.rpc.call.Dispatcher;
import io.ixi.rpc.chain.Feed;
import io.javalin.http.Context;
import io.javalin.websocket.WsConfig;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** JSON-RPC over WebSocket, with notifications of subscriptions. */
public final class SocketDoor {
    private static final Logger LOG = LoggerFactory.getLogger(SocketDoor.class);
    private static final int TRY_LATER = 1013;
    private static final int UNSUPPORTED = 1003;
    private static final int REQUESTS_PER_CALL_SLOT = 128;

    private static final String ADDRESS = "ixi.address";
    private static final String PRIVILEGED = "ixi.privileged";

    private final Dispatcher dispatcher;
    private final Feed feed;
    private final Limits limits;
    private final Semaphore places;
    private final Access access;
    private final Map<Session, Open> sockets = new ConcurrentHashMap<>();

    /** A socket and who is at its far end. */
    private record Open(Socket socket, Allowance allowance, boolean privileged) {}

    SocketDoor(Dispatcher dispatcher, Access access, Feed feed, Limits limits) {
        this.dispatcher = dispatcher;
        this.access = access;
        this.feed = feed;
        this.limits = limits;
        this.places = new Semaphore(limits.sockets());
    }

    /** Number of open sockets. */
    public int size() {
        return sockets.size();
    }

    boolean hasRoom() {
        return places.availablePermits() > 0;
    }

    /** Notes who asks for a socket. */
    void upgrading(Context context) {
        context.attribute(ADDRESS, context.ip());
        context.attribute(PRIVILEGED, access.privileged(context));
    }

    public void configure(WsConfig ws) {
        ws.onConnect(context -> {
            String ip = context.attribute(ADDRESS);
            boolean privileged = Boolean.TRUE.equals(context.attribute(PRIVILEGED));
            connect(context.session, access.socket(ip == null ? "" : ip), privileged);
        });
        ws.onMessage(context -> message(context.session, context.message()));
        ws.onBinaryMessage(context -> context.session.close(UNSUPPORTED, "text messages only", Callback.NOOP));
        ws.onClose(context -> closed(context.session));
        ws.onError(context -> closed(context.session));
    }

    private void connect(Session session, Allowance allowance, boolean privileged) {
        if (!places.tryAcquire()) {
            session.close(TRY_LATER, "too many connections", Callback.NOOP);
            return;
        }
        session.setIdleTimeout(limits.socketIdle());
        session.setMaxTextMessageSize(limits.messageBytes());
        int calls = Math.max(1, limits.inFlight() / REQUESTS_PER_CALL_SLOT);
        Socket socket = new Socket(session, limits.queueBytes(), calls, feed::closed);
        sockets.put(session, new Open(socket, allowance, privileged));
    }

    private void message(Session session, String message) throws InterruptedException {
        Open open = sockets.get(session);
        if (open == null) {
            return;
        }
        Socket socket = open.socket();
        socket.calls().acquire();
        Thread.startVirtualThread(() -> {
            CompletableFuture<Void> answered = new CompletableFuture<>();
            Caller caller = new Caller(socket, open.allowance(), open.privileged(), answered);
            try {
                byte[] response = dispatcher
                        .handle(message.getBytes(StandardCharsets.UTF_8), caller)
                        .join();
                if (response.length > 0) {
                    socket.answer(response);
                }
                answered.complete(null);
            } catch (RuntimeException e) {
                LOG.error("dispatch failed", e);
            } finally {
                socket.calls().release();
            }
        });
    }

    private void closed(Session session) {
        Open open = sockets.remove(session);
        if (open != null) {
            places.release();
            open.socket().closed();
            feed.closed(open.socket());
        }
    }
}
