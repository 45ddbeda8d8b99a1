package io.ixi.rpc.web;

import io.ixi.rpc.RpcConfig.Limits;
import io.ixi.rpc.call.Dispatcher;
import io.ixi.rpc.chain.Feed;
import io.javalin.websocket.WsConfig;
import java.nio.charset.StandardCharsets;
import java.util.Map;
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

    private final Dispatcher dispatcher;
    private final Feed feed;
    private final Limits limits;
    private final Semaphore places;
    private final Map<Session, Socket> sockets = new ConcurrentHashMap<>();

    public SocketDoor(Dispatcher dispatcher, Feed feed, Limits limits) {
        this.dispatcher = dispatcher;
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

    public void configure(WsConfig ws) {
        ws.onConnect(context -> connect(context.session));
        ws.onMessage(context -> message(context.session, context.message()));
        ws.onBinaryMessage(context -> context.session.close(UNSUPPORTED, "text messages only", Callback.NOOP));
        ws.onClose(context -> closed(context.session));
        ws.onError(context -> closed(context.session));
    }

    private void connect(Session session) {
        if (!places.tryAcquire()) {
            session.close(TRY_LATER, "too many connections", Callback.NOOP);
            return;
        }
        session.setIdleTimeout(limits.socketIdle());
        session.setMaxTextMessageSize(limits.messageBytes());
        int calls = Math.max(1, limits.inFlight() / REQUESTS_PER_CALL_SLOT);
        sockets.put(session, new Socket(session, limits.queueBytes(), calls, feed::closed));
    }

    private void message(Session session, String message) throws InterruptedException {
        Socket socket = sockets.get(session);
        if (socket == null) {
            return;
        }
        socket.calls().acquire();
        Thread.startVirtualThread(() -> {
            try {
                byte[] response = dispatcher
                        .handle(message.getBytes(StandardCharsets.UTF_8), socket)
                        .join();
                if (response.length > 0) {
                    socket.answer(response);
                }
            } catch (RuntimeException e) {
                LOG.error("dispatch failed", e);
            } finally {
                socket.calls().release();
            }
        });
    }

    private void closed(Session session) {
        Socket socket = sockets.remove(session);
        if (socket != null) {
            places.release();
            socket.closed();
            feed.closed(socket);
        }
    }
}
