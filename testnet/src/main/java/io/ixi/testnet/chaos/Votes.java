package io.ixi.testnet.chaos;

import io.ixi.testnet.local.Network;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Whether a validator votes, by its own metrics. One thread. */
final class Votes implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final String SENT = "ixi_consensus_votes_total{direction=\"out\"}";
    private static final String HEIGHT = "ixi_consensus_finalized_height";

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    /** Votes sent when the validator was seen at the chain's height first. */
    private final Map<String, Double> before = new TreeMap<>();

    /** The next {@link #count} of it begins anew: it is another process. */
    void forget(Network.Member member) {
        before.remove(member.name());
    }

    /**
     * Whether the validator sent a vote after it was seen at the chain's height since it was forgotten: such a vote
     * is of the current view, so it counts.
     *
     * @param height of the chain
     */
    boolean count(Network.Member member, List<Network.Member> all, long height) {
        Map<String, Double> metrics = read(member);
        double at = metrics.getOrDefault(HEIGHT, -1.0);
        if (at < height - all.size()) {
            before.remove(member.name());
            return false;
        }
        double sent = metrics.getOrDefault(SENT, 0.0);
        Double first = before.putIfAbsent(member.name(), sent);
        boolean counts = first != null && sent > first;
        if (counts) {
            before.remove(member.name());
        }
        return counts;
    }

    private Map<String, Double> read(Network.Member member) {
        Map<String, Double> values = new TreeMap<>();
        URI metrics = member.rpc().resolve("/metrics");
        try {
            String text = http.send(
                            HttpRequest.newBuilder(metrics).timeout(PATIENCE).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            for (String line : text.split("\n", -1)) {
                int space = line.lastIndexOf(' ');
                if (space > 0 && (line.startsWith(SENT) || line.startsWith(HEIGHT))) {
                    values.put(line.substring(0, space), Double.parseDouble(line.substring(space + 1)));
                }
            }
        } catch (IOException | NumberFormatException e) {
            return Map.of(); // it is down
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return values;
    }

    @Override
    public void close() {
        http.close();
    }
}
