package io.ixi.rpc.web;

import io.ixi.rpc.RpcConfig.Limits;
import io.ixi.rpc.call.CallException;
import io.ixi.rpc.call.Dispatcher;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** JSON-RPC over POST. Each request has a virtual thread that may wait. */
public final class HttpDoor {
    static final String JSON = "application/json";

    private static final Logger LOG = LoggerFactory.getLogger(HttpDoor.class);
    private static final Duration GRACE = Duration.ofSeconds(15);

    private final Dispatcher dispatcher;
    private final Access access;
    private final Bodies bodies;
    private final Semaphore inFlight;
    private final Duration patience;

    HttpDoor(Dispatcher dispatcher, Access access, Limits limits) {
        this.dispatcher = dispatcher;
        this.access = access;
        this.bodies = new Bodies(limits.bodyBytes(), limits.bodyTime(), limits.inFlightBytes());
        this.inFlight = new Semaphore(limits.inFlight());
        this.patience = limits.maxWait().plus(GRACE);
    }

    public void post(Context context) throws IOException, InterruptedException {
        String type = context.contentType();
        // a page of another origin can send text/plain without asking, but not JSON
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith(JSON)) {
            refuse(context, 415, CallException.INVALID_REQUEST, "Content-Type must be application/json");
            return;
        }
        if (!inFlight.tryAcquire()) {
            refuse(context, 503, CallException.LIMIT, "too many requests in work; try again");
            return;
        }
        try (Bodies.Body body =
                bodies.read(context.req().getInputStream(), context.req().getContentLengthLong())) {
            answer(context, dispatcher.handle(body.bytes(), access.caller(context)));
        } catch (Bodies.RefusedException e) {
            bodies.linger(context.req().getInputStream());
            context.header("Connection", "close");
            refuse(context, e.status(), CallException.INVALID_REQUEST, "Invalid Request: " + e.getMessage());
        } finally {
            inFlight.release();
        }
    }

    private void answer(Context context, CompletableFuture<byte[]> pending) throws InterruptedException {
        try {
            byte[] response = pending.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (response.length == 0) {
                context.status(204);
            } else {
                context.contentType(JSON).result(response);
            }
        } catch (TimeoutException e) {
            refuse(context, 504, CallException.TIMEOUT, "no answer in time");
        } catch (ExecutionException e) {
            LOG.error("dispatch failed", e.getCause());
            refuse(context, 500, CallException.INTERNAL_ERROR, "Internal error");
        }
    }

    static void refuse(Context context, int status, int code, String message) {
        context.status(status).contentType(JSON).result(Dispatcher.failure(code, message));
    }
}
