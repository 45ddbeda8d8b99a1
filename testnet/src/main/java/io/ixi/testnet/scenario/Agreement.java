package io.ixi.testnet.scenario;

import io.ixi.cli.RpcClient;
import io.ixi.cli.RpcException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** How every scenario ends: each node finds no contradiction in its state, and all have the same one. */
final class Agreement {
    private final Stage stage;

    Agreement(Stage stage) {
        this.stage = stage;
    }

    void check() throws IOException, RpcException {
        for (RpcClient node : stage.nodes()) {
            JsonNode answer = node.call("ixi_checkInvariants");
            List<String> faults = new ArrayList<>();
            for (JsonNode module : answer.path("modules")) {
                if (!module.path("ok").asBoolean()) {
                    faults.add(module.path("fault").asString());
                }
            }
            boolean ok = answer.path("ok").asBoolean() && faults.isEmpty();
            stage.step("invariants of " + node.url(), "hold", ok ? "hold" : String.join("; ", faults));
        }
        roots();
    }

    /** Each node's own root at a height that all of them were seen at. */
    private void roots() throws IOException, RpcException {
        List<Map<Long, String>> seen = new ArrayList<>();
        stage.nodes().forEach(node -> seen.add(new TreeMap<>()));
        stage.await("all nodes at one height", () -> {
            for (int i = 0; i < seen.size(); i++) {
                JsonNode status = stage.nodes().get(i).call("ixi_status");
                seen.get(i)
                        .put(
                                Long.parseLong(status.path("height").asString()),
                                status.path("state_root").asString());
            }
            return shared(seen).isPresent();
        });
        long height = shared(seen).orElseThrow();
        String first = seen.getFirst().get(height);
        TreeSet<String> different = new TreeSet<>();
        seen.forEach(roots -> different.add(String.valueOf(roots.get(height))));
        stage.step(
                "state root at height " + height + " on " + seen.size() + " nodes",
                String.valueOf(first),
                String.join(" and ", different));
    }

    private static Optional<Long> shared(List<Map<Long, String>> seen) {
        return seen.getFirst().keySet().stream()
                .filter(height -> seen.stream().allMatch(roots -> roots.containsKey(height)))
                .findFirst();
    }
}
