package io.ixi.rpc;

import io.ixi.rpc.call.Dispatcher;
import io.ixi.rpc.call.Method;
import io.ixi.rpc.call.Methods;
import io.ixi.rpc.call.OpenRpc;
import io.ixi.rpc.chain.Assets;
import io.ixi.rpc.chain.ChainMethods;
import io.ixi.rpc.chain.EventMethods;
import io.ixi.rpc.chain.Feed;
import io.ixi.rpc.chain.ModuleMethods;
import io.ixi.rpc.chain.PreviewMethods;
import io.ixi.rpc.chain.SubscriptionMethods;
import io.ixi.rpc.chain.View;
import io.ixi.rpc.intents.IntentMethods;
import io.ixi.rpc.intents.Intents;
import io.ixi.rpc.json.Description;
import io.ixi.rpc.json.Docs;
import io.ixi.rpc.json.Json;
import io.ixi.rpc.json.Once;
import io.ixi.rpc.mcp.Catalogue;
import io.ixi.rpc.mcp.Mcp;
import io.ixi.rpc.web.Doors;
import io.ixi.rpc.web.Page;
import io.ixi.rpc.web.Web;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/** The running doors of one node. */
public final class RpcServer implements AutoCloseable {
    private final Web web;
    private final Feed feed;
    private final Mcp mcp;

    private RpcServer(Web web, Feed feed, Mcp mcp) {
        this.web = web;
        this.feed = feed;
        this.mcp = mcp;
    }

    /**
     * Binds and serves until closed.
     *
     * @throws java.net.BindException if a port is in use or may not be bound; the message says which
     */
    public static RpcServer start(RpcConfig config, Backend backend) throws IOException {
        return start(config, backend, Docs.load(RpcServer.class.getClassLoader()));
    }

    static RpcServer start(RpcConfig config, Backend backend, Docs docs) throws IOException {
        View view = new View(backend.registry());
        Feed feed = new Feed(backend, view, config.limits().subscriptions());
        try {
            CompletableFuture<Dispatcher> dispatching = new CompletableFuture<>();
            CompletableFuture<Supplier<ObjectNode>> documented = new CompletableFuture<>();
            Map<String, ObjectNode> schemas = new TreeMap<>();
            List<Method> own =
                    own(config, backend, view, feed, () -> documented.join().get());
            Methods methods = new Methods(own, () -> derived(backend, docs, schemas, dispatching::join));
            Supplier<ObjectNode> document =
                    new Once<>(() -> OpenRpc.document(backend.status().version(), methods, schemas));
            documented.complete(document);
            Dispatcher dispatcher = new Dispatcher(
                    methods, config.limits().batch(), config.limits().responseBytes());
            dispatching.complete(dispatcher);
            Mcp mcp = new Mcp(
                    new Once<>(() -> new Catalogue(methods, dispatcher, document.get(), backend.registry(), docs)),
                    backend.status().version(),
                    config.limits().bodyBytes());
            Page page = new Page(new Once<>(() -> Description.of(backend.registry(), docs)));
            Doors doors = new Doors(methods, dispatcher, document, feed, mcp, page);
            return new RpcServer(Web.start(config, backend, doors), feed, mcp);
        } catch (IOException | RuntimeException e) {
            feed.close();
            throw e;
        }
    }

    /** The bound port of JSON-RPC and the page. */
    public int port() {
        return web.port();
    }

    /** The bound port of metrics and health. */
    public int opsPort() {
        return web.opsPort();
    }

    /** Number of live subscriptions over all WebSockets. */
    public int subscriptions() {
        return feed.size();
    }

    @Override
    public void close() {
        web.close();
        mcp.close();
        feed.close();
    }

    private static List<Method> own(
            RpcConfig config, Backend backend, View view, Feed feed, Supplier<ObjectNode> document) {
        List<Method> own = new ArrayList<>(new ChainMethods(backend, view, feed, config.limits()).all());
        own.addAll(new PreviewMethods(backend, view, new Assets(backend)).all());
        own.addAll(new EventMethods(backend, view).all());
        own.addAll(new SubscriptionMethods(backend.registry(), feed).all());
        own.add(new Method(
                "rpc.discover",
                "This document",
                "OpenRPC 1.3.2, derived from the methods and the modules' descriptors.",
                "chain",
                List.of(),
                Json.object().put("type", "object"),
                Method.now(params -> document.get())));
        return own;
    }

    private static List<Method> derived(
            Backend backend, Docs docs, Map<String, ObjectNode> schemas, Supplier<Dispatcher> dispatcher) {
        List<Method> derived = new ArrayList<>(new IntentMethods(
                        backend.registry(),
                        Intents.load(RpcServer.class.getClassLoader()),
                        new Assets(backend)::decimals,
                        dispatcher)
                .all());
        derived.addAll(new ModuleMethods(backend, docs, schemas).all());
        return derived;
    }
}
