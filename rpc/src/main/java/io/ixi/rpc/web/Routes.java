package io.ixi.rpc.web;

import io.ixi.rpc.Backend;
import io.ixi.rpc.RpcConfig;
import io.ixi.rpc.call.CallException;
import io.ixi.rpc.call.Rest;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.Handler;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which path is answered by what. The one list of routes. */
final class Routes {
    private static final Logger LOG = LoggerFactory.getLogger(Routes.class);
    private static final String SOCKET = "/ws";
    private static final int MISDIRECTED = 421;
    private static final int MCP_SHARE = 4;

    private final RpcConfig config;
    private final Guard guard;
    private final HttpDoor http;
    private final RestDoor rest;
    private final McpDoor mcp;
    private final Reference reference;
    private final SocketDoor sockets;
    private final OpsDoor ops;
    private final Page page;
    private final IdentityDoor identities;
    private final RelayDoor relay;

    Routes(RpcConfig config, Backend backend, Doors doors) throws IOException {
        this.config = config;
        this.page = doors.page();
        this.guard = new Guard(config);
        Access access = new Access(config, guard, Tokens.load(config.tokens()));
        this.reference = new Reference(doors.document());
        this.http = new HttpDoor(doors.dispatcher(), access, config.limits());
        this.rest = new RestDoor(
                doors.methods(), doors.dispatcher(), access, config.limits().responseBytes());
        this.mcp = new McpDoor(doors.mcp(), access, config.limits().inFlight() / MCP_SHARE);
        this.sockets = new SocketDoor(doors.dispatcher(), access, doors.feed(), config.limits());
        this.ops = new OpsDoor(backend);
        this.identities = new IdentityDoor(access, backend);
        this.relay = new RelayDoor(access, config.limits());
    }

    /** @param opsPort the port of metrics and health, known once bound */
    void add(RoutesConfig routes, IntSupplier opsPort) {
        routes.before(this::guard);
        Map<String, Handler> watching = Map.of(
                "/healthz", ops::health,
                "/readyz", ops::ready,
                "/version", ops::version,
                "/metrics", ops::metrics);
        watching.forEach((path, handler) -> routes.get(path, on(opsPort, true, handler)));
        for (String path : List.of("/", "/rpc")) {
            routes.post(path, on(opsPort, false, http::post));
            routes.options(path, on(opsPort, false, context -> context.status(204)));
        }
        routes.get(Rest.PATHS, on(opsPort, false, rest::get));
        routes.post("/mcp", on(opsPort, false, mcp::post));
        routes.get("/mcp", on(opsPort, false, mcp::other));
        routes.delete("/mcp", on(opsPort, false, mcp::other));
        routes.options("/mcp", on(opsPort, false, context -> context.status(204)));
        routes.get("/reference", on(opsPort, false, reference::page));
        routes.get("/reference.css", on(opsPort, false, reference::style));
        routes.get("/openrpc.json", on(opsPort, false, reference::document));
        routes.get(IdentityDoor.IDENTIFIERS, on(opsPort, false, identities::resolve));
        routes.get(IdentityDoor.STATUS, on(opsPort, false, identities::status));
        routes.post(RelayDoor.BOX, on(opsPort, false, relay::put));
        routes.get(RelayDoor.BOX, on(opsPort, false, relay::get));
        routes.get("/", on(opsPort, false, page::index));
        for (String name : page.files()) {
            routes.get("/" + name, on(opsPort, false, context -> page.file(context, name)));
        }
        routes.wsBeforeUpgrade(SOCKET, context -> {
            guard(context);
            if (!sockets.hasRoom()) {
                throw new HttpResponseException(503, "too many connections; try again");
            }
            sockets.upgrading(context);
        });
        routes.ws(SOCKET, sockets::configure);
        routes.exception(
                HttpResponseException.class,
                (e, context) -> HttpDoor.refuse(
                        context,
                        e.getStatus(),
                        CallException.INVALID_REQUEST,
                        Objects.requireNonNullElse(e.getMessage(), "")));
        routes.exception(Exception.class, (e, context) -> {
            LOG.error("{} {} failed", context.method(), context.path(), e);
            HttpDoor.refuse(context, 500, CallException.INTERNAL_ERROR, "Internal error");
        });
    }

    private Handler on(IntSupplier opsPort, boolean watching, Handler handler) {
        return context -> {
            boolean separate = config.opsPort() >= 0;
            if (separate && (context.req().getLocalPort() == opsPort.getAsInt()) != watching) {
                HttpDoor.refuse(context, 404, CallException.INVALID_REQUEST, "not on this port");
                return;
            }
            handler.handle(context);
        };
    }

    private void guard(Context context) {
        String host = context.header("Host");
        String origin = context.header("Origin");
        if (!guard.hostAllowed(host)) {
            throw new HttpResponseException(
                    MISDIRECTED, "this host name is not allowed here; the operator can list it in allowed_hosts");
        }
        if (!guard.originAllowed(origin, host)) {
            throw new ForbiddenResponse("pages of this origin may not call; the operator can list it in cors_origins");
        }
        if (origin != null && guard.crossOrigin(origin, host)) {
            context.header("Access-Control-Allow-Origin", origin)
                    .header("Vary", "Origin")
                    .header("Access-Control-Allow-Methods", "POST, GET, OPTIONS")
                    .header(
                            "Access-Control-Allow-Headers",
                            "Content-Type, Authorization, MCP-Protocol-Version, Mcp-Method, Mcp-Name")
                    .header("Access-Control-Max-Age", "600");
        }
    }
}
