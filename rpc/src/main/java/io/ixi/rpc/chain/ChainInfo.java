package io.ixi.rpc.chain;

import io.ixi.rpc.Backend;
import io.ixi.rpc.RpcConfig.Limits;
import io.ixi.rpc.json.Json;
import io.ixi.vm.kernel.module.ErrorSpec;
import io.ixi.vm.kernel.module.EventSpec;
import io.ixi.vm.kernel.module.MessageSpec;
import io.ixi.vm.kernel.module.QuerySpec;
import io.ixi.vm.kernel.module.Registry;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** What the chain can do, by module. */
final class ChainInfo {
    private static final String LANE = "LANE_";

    private ChainInfo() {}

    static ObjectNode of(Backend backend, Limits limits) {
        ObjectNode json = Json.object()
                .put("chain_id", backend.status().chainId())
                .put("version", backend.status().version());
        json.putObject("limits")
                .put("body_bytes", limits.bodyBytes())
                .put("message_bytes", limits.messageBytes())
                .put("batch", limits.batch())
                .put("response_bytes", limits.responseBytes())
                .put("subscriptions", limits.subscriptions());
        json.set("modules", modules(backend.registry()));
        return json;
    }

    private static ObjectNode modules(Registry registry) {
        Map<String, ObjectNode> modules = new TreeMap<>();
        for (MessageSpec spec : registry.messages()) {
            entry(modules, spec.module(), "messages")
                    .put("name", spec.name())
                    .put("type", spec.type())
                    .put("gas", Long.toString(spec.gas()))
                    .put("lane", spec.lane().name().replace(LANE, "").toLowerCase(Locale.ROOT));
        }
        for (QuerySpec spec : registry.queries()) {
            entry(modules, spec.module(), "queries")
                    .put("path", spec.path())
                    .put("method", ModuleMethods.methodName(spec));
        }
        for (EventSpec spec : registry.events()) {
            entry(modules, spec.module(), "events").put("name", spec.name()).put("type", spec.type());
        }
        for (ErrorSpec spec : registry.errors()) {
            entry(modules, spec.module(), "errors")
                    .put("name", spec.name())
                    .put("code", spec.code())
                    .put("text", spec.text());
        }
        ObjectNode json = Json.object();
        modules.forEach(json::set);
        return json;
    }

    private static ObjectNode entry(Map<String, ObjectNode> modules, String module, String list) {
        return modules.computeIfAbsent(module, name -> Json.object())
                .withArray("/" + list)
                .addObject();
    }
}
