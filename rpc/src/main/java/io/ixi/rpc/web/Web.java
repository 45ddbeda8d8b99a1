package io.ixi.rpc.web;

import io.ixi.rpc.Backend;
import io.ixi.rpc.RpcConfig;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.json.JavalinJackson3;
import java.io.IOException;
import java.net.BindException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The HTTP server: a small thread pool for the selectors, a virtual thread per request. */
public final class Web implements AutoCloseable {
    private static final int MAX_THREADS = 12;
    private static final int MIN_THREADS = 2;
    private static final int SPARE_CONNECTIONS = 2048;
    private static final long KEPT_BUFFERS = 8 << 20;
    private static final long STOP_MS = 2000;

    private final Javalin javalin;
    private final List<ServerConnector> connectors;

    private Web(Javalin javalin, List<ServerConnector> connectors) {
        this.javalin = javalin;
        this.connectors = List.copyOf(connectors);
    }

    /** @throws BindException if a port cannot be bound */
    public static Web start(RpcConfig config, Backend backend, Doors doors) throws IOException {
        List<ServerConnector> connectors = new ArrayList<>();
        Routes routes = new Routes(config, backend, doors);
        Javalin javalin = Javalin.create(settings -> {
            server(settings, config, connectors);
            routes.add(settings.routes, () -> connectors.getLast().getLocalPort());
        });
        try {
            javalin.start();
        } catch (RuntimeException e) {
            javalin.stop();
            throw bindFailure(config, e);
        }
        return new Web(javalin, connectors);
    }

    public int port() {
        return connectors.getFirst().getLocalPort();
    }

    public int opsPort() {
        return connectors.getLast().getLocalPort();
    }

    @Override
    public void close() {
        javalin.stop();
    }

    private static void server(JavalinConfig settings, RpcConfig config, List<ServerConnector> connectors) {
        QueuedThreadPool pool = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
        pool.setName("rpc");
        pool.setDaemon(true);
        pool.setVirtualThreadsExecutor(Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("rpc-", 0).factory()));
        settings.startup.showJavalinBanner = false;
        settings.startup.showOldJavalinVersionWarning = false;
        settings.startup.startupWatcherEnabled = false;
        settings.concurrency.useVirtualThreads = true;
        settings.jsonMapper(new JavalinJackson3());
        settings.http.maxRequestSize = config.limits().bodyBytes();
        settings.jetty.threadPool = pool;
        settings.jetty.addConnector((server, http) -> connector(server, http, config, config.port(), connectors));
        if (config.opsPort() >= 0) {
            settings.jetty.addConnector(
                    (server, http) -> connector(server, http, config, config.opsPort(), connectors));
        }
        settings.jetty.modifyServer(server -> {
            server.setStopTimeout(STOP_MS);
            server.addBean(new NetworkConnectionLimit(config.limits().sockets() + SPARE_CONNECTIONS, server));
        });
        settings.jetty.modifyWebSocketServletFactory(factory -> {
            factory.setIdleTimeout(config.limits().socketIdle());
            factory.setMaxTextMessageSize(config.limits().messageBytes());
            factory.setMaxBinaryMessageSize(0);
            factory.setInputBufferSize(8 << 10);
            factory.setOutputBufferSize(1024);
        });
    }

    private static ServerConnector connector(
            Server server, HttpConfiguration http, RpcConfig config, int port, List<ServerConnector> connectors) {
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(8 << 10);
        http.setOutputBufferSize(16 << 10);
        // kept buffers are bounded: four nodes may share a small machine
        ByteBufferPool buffers = new ArrayByteBufferPool(0, 4 << 10, 64 << 10, 256, KEPT_BUFFERS, KEPT_BUFFERS);
        ServerConnector connector =
                new ServerConnector(server, null, null, buffers, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(config.host());
        connector.setPort(port);
        connector.setIdleTimeout(config.limits().idle().toMillis());
        connector.setAcceptQueueSize(1024);
        connectors.add(connector);
        return connector;
    }

    private static IOException bindFailure(RpcConfig config, RuntimeException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                String ports = config.opsPort() > 0 ? config.port() + " or " + config.opsPort() : "" + config.port();
                BindException failure = new BindException(
                        "cannot listen on " + config.host() + ", port " + ports + " (in use?): " + cause.getMessage());
                failure.initCause(e);
                return failure;
            }
        }
        throw e;
    }
}
