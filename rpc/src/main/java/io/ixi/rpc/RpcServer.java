package io.ixi.rpc;

import io.javalin.Javalin;

/** The running doors of one node. */
public final class RpcServer implements AutoCloseable {
    private final Javalin server;

    private RpcServer(Javalin server) {
        this.server = server;
    }

    /** Binds and serves until closed. */
    public static RpcServer start(RpcConfig config, Backend backend) {
        Javalin server = Javalin.create(javalin -> javalin.routes.get(
                "/version", context -> context.result(backend.status().version())));
        return new RpcServer(server.start(config.host(), config.port()));
    }

    /** The bound port of JSON-RPC and the page. */
    public int port() {
        return server.port();
    }

    /** The bound port of metrics and health. */
    public int opsPort() {
        return server.port();
    }

    @Override
    public void close() {
        server.stop();
    }
}
