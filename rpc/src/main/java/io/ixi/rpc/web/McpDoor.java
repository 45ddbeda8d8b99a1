package io.ixi.rpc.web;

import io.ixi.rpc.call.CallException;
import io.ixi.rpc.mcp.Mcp;
import io.javalin.http.Context;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Semaphore;

/** The Model Context Protocol over POST, a bounded number at a time. */
final class McpDoor {
    private final Mcp mcp;
    private final Access access;
    private final Semaphore inFlight;

    McpDoor(Mcp mcp, Access access, int inFlight) {
        this.mcp = mcp;
        this.access = access;
        this.inFlight = new Semaphore(inFlight);
    }

    void post(Context context) throws IOException, ServletException {
        String type = context.contentType();
        // a page of another origin can send text/plain without asking, but not JSON
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith(HttpDoor.JSON)) {
            HttpDoor.refuse(context, 415, CallException.INVALID_REQUEST, "Content-Type must be application/json");
            return;
        }
        if (!inFlight.tryAcquire()) {
            HttpDoor.refuse(context, 503, CallException.LIMIT, "too many requests in work; try again");
            return;
        }
        try {
            mcp.serve(context.req(), context.res(), access.caller(context));
        } finally {
            inFlight.release();
        }
    }

    /** There is no stream to open and no session to end. */
    void other(Context context) {
        context.header("Allow", "POST");
        HttpDoor.refuse(context, 405, CallException.INVALID_REQUEST, "only POST");
    }
}
