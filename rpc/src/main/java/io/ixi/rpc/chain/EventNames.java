package io.ixi.rpc.chain;

import io.ixi.rpc.call.CallException;
import io.ixi.rpc.call.Param;
import io.ixi.rpc.call.Params;
import io.ixi.rpc.json.InvalidJsonException;
import io.ixi.vm.kernel.module.EventSpec;
import io.ixi.vm.kernel.module.Registry;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which events a caller means: {@code bank.Transfer}, or {@code bank} for all of a module. */
final class EventNames {
    private static final int MAX_NAMES = 64;

    static final Param<List<String>> PARAM = Param.list(
                    "events",
                    "only these: module.Event like bank.Transfer, or a module's name for all of its",
                    Param.text("event", "name"),
                    MAX_NAMES)
            .optional();

    private EventNames() {}

    /** Their types; none given: empty. */
    static Set<Integer> types(Params params, Registry registry) throws CallException {
        Set<Integer> types = new TreeSet<>();
        for (String name : params.find(PARAM).orElse(List.of())) {
            int before = types.size();
            for (EventSpec spec : registry.events()) {
                if (name.equals(spec.module()) || name.equals(spec.module() + "." + spec.name())) {
                    types.add(spec.type());
                }
            }
            if (types.size() == before) {
                throw CallException.invalidParams(new InvalidJsonException(
                        PARAM.name(), "no such event, or named twice; ixi_chainInfo lists them"));
            }
        }
        return types;
    }
}
