package io.ixi.rpc.chain;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.ixi.rpc.Backend;
import io.ixi.rpc.json.InvalidJsonException;
import io.ixi.rpc.json.Json;
import io.ixi.rpc.json.ProtoJson;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.QuerySpec;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/** How amounts of assets are written for people: with their decimal point and symbol. Thread-safe. */
public final class Assets {
    /** Id of the asset that pays fees. */
    public static final String NATIVE = "ixi";

    private static final String ASSET = "bank/asset";
    private static final int REMEMBERED = 1_000;

    private final Backend backend;
    /** Decimals never change once an asset exists. */
    private final Map<String, Integer> decimals = new ConcurrentHashMap<>();

    public Assets(Backend backend) {
        this.backend = backend;
    }

    /** Like {@code 12.5 ixi}; base units if the chain does not know the asset. */
    public String shown(BigInteger amount, String asset) {
        String id = asset.isEmpty() ? NATIVE : asset;
        int dot = id.indexOf('.');
        return number(amount, decimals(id).orElse(0)) + " " + (dot < 0 ? id : id.substring(0, dot));
    }

    /** Digits after the point. Empty: no such asset. */
    public Optional<Integer> decimals(String asset) {
        Integer known = decimals.get(asset);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Integer> found = ask(asset);
        if (found.isPresent() && decimals.size() < REMEMBERED) {
            decimals.put(asset, found.get());
        }
        return found;
    }

    private Optional<Integer> ask(String asset) {
        Optional<QuerySpec> query = backend.registry().query(ASSET);
        if (query.isEmpty()) {
            return Optional.empty();
        }
        try {
            Message params = ProtoJson.fromJson(
                    Json.object().put("asset", asset), query.get().params());
            Message result = backend.query(query.get(), params, OptionalLong.empty(), false)
                    .result();
            FieldDescriptor field = result.getDescriptorForType().findFieldByName("decimals");
            return field == null || !(result.getField(field) instanceof Integer value)
                    ? Optional.empty()
                    : Optional.of(value);
        } catch (InvalidJsonException | RejectedException e) {
            return Optional.empty();
        }
    }

    private static String number(BigInteger amount, int decimals) {
        return new BigDecimal(amount, decimals).stripTrailingZeros().toPlainString();
    }
}
