package io.ixi.testnet.chaos;

import io.ixi.cli.RpcClient;
import io.ixi.cli.RpcException;
import io.ixi.cli.Terminal;
import io.ixi.vm.kernel.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Reads the chain of every validator and holds it against what the clients were told. */
final class Audit implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<RpcClient> doors = new ArrayList<>();
    /** How often a transaction is in the first validator's chain. */
    private final Map<String, Integer> seen = new TreeMap<>();

    private final Map<String, Long> heights = new TreeMap<>();
    private long read;
    private long diverged;

    /** @param from reads above this height */
    Audit(List<URI> nodes, long from) {
        nodes.forEach(node -> doors.add(new RpcClient(node, PATIENCE)));
        this.read = from;
    }

    /**
     * @param lost acknowledged, but not in the chain at the height that was told
     * @param duplicated in the chain more than once
     * @param diverged heights at which validators hold different blocks
     */
    record Verdict(long lost, long duplicated, long diverged) {}

    /** Reads every block up to this height, which every validator must have. */
    void read(long height) {
        for (long at = read + 1; at <= height; at++) {
            JsonNode first = block(doors.getFirst(), at);
            for (JsonNode id : first.path("transactions")) {
                seen.merge(id.asString(), 1, Integer::sum);
                heights.put(id.asString(), at);
            }
            for (RpcClient other : doors.subList(1, doors.size())) {
                JsonNode block = block(other, at);
                boolean same = block.path("hash").equals(first.path("hash"))
                        && block.path("transactions").equals(first.path("transactions"));
                diverged += same ? 0 : 1;
            }
        }
        read = Math.max(read, height);
    }

    Verdict verdict(Map<String, Long> acknowledged) {
        long lost = acknowledged.entrySet().stream()
                .filter(entry -> !entry.getValue().equals(heights.get(entry.getKey())))
                .count();
        long duplicated = seen.values().stream().filter(times -> times > 1).count();
        return new Verdict(lost, duplicated, diverged);
    }

    /** What an account holds in the chain of every validator; -1 if they differ. */
    BigInteger balance(Address account) {
        List<String> answers = new ArrayList<>();
        for (RpcClient door : doors) {
            answers.add(call(door, "ixi_bank_balance", "account", account.text())
                    .path("result")
                    .path("free")
                    .asString());
        }
        return answers.stream().distinct().count() == 1 ? new BigInteger(answers.getFirst()) : BigInteger.valueOf(-1);
    }

    private static JsonNode block(RpcClient door, long height) {
        return call(door, "ixi_getBlock", "block", Long.toString(height));
    }

    private static JsonNode call(RpcClient door, String method, String name, String value) {
        try {
            return door.call(method, Terminal.JSON.createObjectNode().put(name, value));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RpcException e) {
            throw new IllegalStateException(door.url() + " " + method + " " + value + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        doors.forEach(RpcClient::close);
    }
}
