package io.ixi.rpc.mcp;

import io.ixi.rpc.call.CallException;
import io.ixi.rpc.call.Caller;
import io.ixi.rpc.call.Dispatcher;
import io.ixi.rpc.json.InvalidJsonException;
import io.ixi.rpc.json.Json;
import io.ixi.rpc.json.Once;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The Model Context Protocol in both of its eras, on one path. Thread-safe. */
public final class Mcp implements AutoCloseable {
    private static final String VERSION_HEADER = "MCP-Protocol-Version";
    private static final Set<String> OLDER = Set.of("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25");

    private final Supplier<Catalogue> catalogue;
    private final String version;
    private final int maxBytes;
    private final Supplier<Newer> newer;
    /** Made for the first who speaks an older revision: its library takes a while to start. */
    private @Nullable Older older;

    /**
     * @param catalogue asked when the first agent comes
     * @param version of the node
     * @param maxBytes of a request
     */
    public Mcp(Supplier<Catalogue> catalogue, String version, int maxBytes) {
        this.catalogue = catalogue;
        this.version = version;
        this.maxBytes = maxBytes;
        this.newer = new Once<>(() -> new Newer(catalogue.get(), version));
    }

    /** Answers a POST, on a virtual thread of its own. */
    public void serve(HttpServletRequest request, HttpServletResponse response, Caller caller)
            throws IOException, ServletException {
        String revision = request.getHeader(VERSION_HEADER);
        if (revision == null || OLDER.contains(revision)) {
            older().serve(request, response, caller);
            return;
        }
        byte[] body = request.getInputStream().readNBytes(maxBytes + 1);
        if (body.length > maxBytes) {
            write(
                    response,
                    413,
                    Dispatcher.failure(CallException.INVALID_REQUEST, "request over " + maxBytes + " bytes"));
            return;
        }
        try {
            Newer.Answer answer =
                    newer.get().handle(Json.read(body), name -> Optional.ofNullable(request.getHeader(name)), caller);
            write(response, answer.status(), answer.body() == null ? new byte[0] : Json.write(answer.body()));
        } catch (InvalidJsonException e) {
            write(response, 400, Dispatcher.failure(CallException.PARSE_ERROR, "Parse error: " + e.getMessage()));
        }
    }

    @Override
    public synchronized void close() {
        if (older != null) {
            older.close();
        }
    }

    private synchronized Older older() {
        Older made = older;
        if (made == null) {
            made = new Older(catalogue.get(), version, maxBytes);
            older = made;
        }
        return made;
    }

    private static void write(HttpServletResponse response, int status, byte[] body) throws IOException {
        response.setStatus(status);
        response.setContentType("application/json");
        response.getOutputStream().write(body);
    }
}
