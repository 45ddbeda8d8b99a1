package io.ixi.node.provider;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.repositorium.storage.proto.AccessQuery;
import io.ixi.vm.repositorium.storage.proto.AccessResult;
import io.ixi.vm.repositorium.storage.proto.BlobQuery;
import io.ixi.vm.repositorium.storage.proto.BlobResult;
import io.ixi.vm.repositorium.storage.proto.DealInfo;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes shards that the chain says are to be stored here, and gives them to those whom the chain lets read. */
final class ShardServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ShardServer.class);
    private static final Pattern PATH =
            Pattern.compile(Pattern.quote(ShardCalls.PATH) + "([0-9a-f]{40})/([0-9]|[12][0-9]|3[01])");
    private static final int AT_ONCE = 16;

    private final Ledger ledger;
    private final ShardStore store;
    private final HttpServer http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore room = new Semaphore(AT_ONCE);

    ShardServer(Ledger ledger, ShardStore store, InetSocketAddress at) throws IOException {
        this.ledger = ledger;
        this.store = store;
        this.http = HttpServer.create(at, AT_ONCE);
        http.createContext(ShardCalls.PATH, this::handle);
        http.setExecutor(threads);
    }

    void start() {
        http.start();
    }

    int port() {
        return http.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        if (!room.tryAcquire()) {
            answer(exchange, 503);
            return;
        }
        try {
            serve(exchange);
        } catch (IOException | Ledger.RefusedException e) {
            LOG.info(
                    "{} {}: {}", exchange.getRequestMethod(), exchange.getRequestURI(), String.valueOf(e.getMessage()));
            answer(exchange, 409);
        } finally {
            room.release();
            exchange.close();
        }
    }

    private static void answer(HttpExchange exchange, int code) throws IOException {
        if (exchange.getResponseCode() < 0) {
            exchange.sendResponseHeaders(code, -1);
        }
    }

    private void serve(HttpExchange exchange) throws IOException, Ledger.RefusedException {
        String path = exchange.getRequestURI().getPath();
        String method = exchange.getRequestMethod();
        Matcher matcher = PATH.matcher(path);
        String header = exchange.getRequestHeaders().getFirst(ShardCalls.HEADER);
        if (!matcher.matches() || header == null) {
            answer(exchange, 400);
            return;
        }
        Optional<Address> caller =
                ShardCalls.caller(header, method, path, ledger.account(), System.currentTimeMillis());
        if (caller.isEmpty()) {
            answer(exchange, 401);
            return;
        }
        Bytes blob = Bytes.wrap(HexFormat.of().parseHex(matcher.group(1)));
        ShardStore.Name name = new ShardStore.Name(blob, Integer.parseInt(matcher.group(2)));
        switch (method) {
            case "PUT" -> take(exchange, name, caller.get());
            case "GET" -> give(exchange, name, caller.get());
            default -> answer(exchange, 405);
        }
    }

    private void take(HttpExchange exchange, ShardStore.Name name, Address caller)
            throws IOException, Ledger.RefusedException {
        BlobResult known = ledger.ask(
                "repo/blob",
                BlobQuery.newBuilder().setBlob(Ledger.bytes(name.blob())).build(),
                BlobResult.getDefaultInstance());
        Optional<DealInfo> deal = known.getDealsList().stream()
                .filter(one -> one.getShard() == name.shard()
                        && one.getDeal().getProvider().equals(ledger.account().toByteString()))
                .findFirst();
        boolean owner = known.getBlob().getOwner().equals(caller.toByteString());
        if (deal.isEmpty() || !owner) {
            answer(exchange, 403);
            return;
        }
        if (!store.has(name)) {
            try (InputStream body = exchange.getRequestBody()) {
                Hash root = Hash.of(deal.get().getDeal().getRoot().toByteArray());
                store.put(name, body, deal.get().getDeal().getBytes(), root);
            }
        }
        answer(exchange, 204);
    }

    /** Who may read the blob, and providers of the same blob: they repair it. */
    private void give(HttpExchange exchange, ShardStore.Name name, Address caller)
            throws IOException, Ledger.RefusedException {
        AccessQuery query = AccessQuery.newBuilder()
                .setBlob(Ledger.bytes(name.blob()))
                .setAccount(caller.toByteString())
                .build();
        boolean reader = ledger.ask("repo/access", query, AccessResult.getDefaultInstance())
                .getAllowed();
        if (!reader && !fellow(name.blob(), caller)) {
            answer(exchange, 403);
            return;
        }
        if (!store.has(name)) {
            answer(exchange, 404);
            return;
        }
        exchange.sendResponseHeaders(200, Files.size(store.file(name)));
        try (OutputStream out = exchange.getResponseBody()) {
            Files.copy(store.file(name), out);
        }
    }

    private boolean fellow(Bytes blob, Address caller) throws IOException, Ledger.RefusedException {
        return ledger
                .ask(
                        "repo/blob",
                        BlobQuery.newBuilder().setBlob(Ledger.bytes(blob)).build(),
                        BlobResult.getDefaultInstance())
                .getDealsList()
                .stream()
                .anyMatch(deal -> deal.getDeal().getProvider().equals(caller.toByteString()));
    }

    @Override
    public void close() {
        http.stop(0);
        threads.close();
    }
}
