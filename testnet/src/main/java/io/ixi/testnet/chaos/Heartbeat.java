package io.ixi.testnet.chaos;

import io.ixi.cli.Terminal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** When blocks became final, as the validators that live tell over WebSocket. Safe for any thread. */
final class Heartbeat implements AutoCloseable {
    private static final long RETRY_NANOS = 50_000_000;
    private static final String SUBSCRIBE =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ixi_subscribe\",\"params\":{\"topic\":\"newBlocks\"}}";

    private final HttpClient http = HttpClient.newHttpClient();
    private final ConcurrentSkipListMap<Long, Long> firstHeard = new ConcurrentSkipListMap<>();
    private final Map<Long, Integer> leaders = new ConcurrentHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private final int validators;
    private volatile long view;
    private volatile boolean open = true;

    Heartbeat(List<URI> nodes) {
        this.validators = nodes.size();
        for (URI node : nodes) {
            threads.add(Thread.ofVirtual().name("chaos-heartbeat").start(() -> follow(node)));
        }
    }

    /** Of the latest block that anyone called final; 0 before the first. */
    long height() {
        Map.Entry<Long, Long> last = firstHeard.lastEntry();
        return last == null ? 0 : last.getKey();
    }

    /** Index of the validator that leads the view after next; empty until its turn was seen once. Leaders rotate. */
    OptionalLong nextLeader() {
        Integer leader = leaders.get((view + 2) % validators);
        return leader == null ? OptionalLong.empty() : OptionalLong.of(leader);
    }

    /** Nanoseconds from {@code since} to the first block above {@code height} that became final later. */
    OptionalLong firstAbove(long height, long since) {
        return firstHeard.tailMap(height, false).values().stream()
                .filter(at -> at > since)
                .mapToLong(at -> at - since)
                .min();
    }

    /** The longest time without a final block in a window, what goes over its ends included; nanoseconds. */
    long longestGap(long from, long to) {
        List<Long> times = firstHeard.values().stream().sorted().toList();
        long longest = 0;
        for (int i = 1; i < times.size(); i++) {
            if (times.get(i) > from && times.get(i - 1) < to) {
                longest = Math.max(longest, times.get(i) - times.get(i - 1));
            }
        }
        return longest;
    }

    private void follow(URI node) {
        URI door = URI.create("ws" + node.toString().substring("http".length()).replaceAll("/$", "") + "/ws");
        while (open) {
            CompletableFuture<Void> ended = new CompletableFuture<>();
            try {
                WebSocket socket = http.newWebSocketBuilder()
                        .connectTimeout(Duration.ofSeconds(3))
                        .buildAsync(door, new Ear(ended))
                        .join();
                socket.sendText(SUBSCRIBE, true).join();
                ended.join();
            } catch (CompletionException e) {
                LockSupport.parkNanos(RETRY_NANOS); // it is down
            }
        }
    }

    private void heard(String text) {
        long now = System.nanoTime();
        JsonNode block = Terminal.JSON.readTree(text).path("params").path("result");
        if (block.has("height")) {
            firstHeard.putIfAbsent(Long.parseLong(block.path("height").asString()), now);
            long of = Long.parseLong(block.path("view").asString());
            leaders.put(of % validators, block.path("proposer").asInt());
            view = Math.max(view, of);
        }
    }

    private final class Ear implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();
        private final CompletableFuture<Void> ended;

        Ear(CompletableFuture<Void> ended) {
            this.ended = ended;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                try {
                    heard(text.toString());
                } catch (JacksonException | NumberFormatException e) {
                    ended.completeExceptionally(e);
                }
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            ended.complete(null);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            ended.complete(null);
        }
    }

    @Override
    public void close() {
        open = false;
        threads.forEach(Thread::interrupt);
        http.shutdownNow();
    }
}
