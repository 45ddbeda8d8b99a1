package io.ixi.rpc.intents;

import io.ixi.rpc.json.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes base units of an asset out of what somebody said. */
final class Amounts {
    private static final String NATIVE = "ixi";

    private final Function<String, Optional<Integer>> decimals;

    /** @param decimals of an asset by id; empty: there is none */
    Amounts(Function<String, Optional<Integer>> decimals) {
        this.decimals = decimals;
    }

    /**
     * The amount with {@code asset} and {@code units}. A currency is the one asset of that symbol in the balances;
     * two of a symbol, or none, are for the person to tell apart.
     *
     * @return empty: no such asset, or finer than it goes
     */
    Optional<ObjectNode> units(JsonNode amount, JsonNode balances) {
        String unit = amount.path("unit").asString("");
        List<String> assets = new ArrayList<>();
        if (unit.equals(NATIVE)) {
            assets.add(NATIVE);
        } else {
            for (JsonNode balance : balances) {
                String asset = balance.path("asset").asString("");
                if (asset.startsWith(unit + ".") || asset.equals(unit)) {
                    assets.add(asset);
                }
            }
        }
        if (assets.size() != 1) {
            return Optional.empty();
        }
        try {
            BigDecimal exact = new BigDecimal(amount.path("number").asString("0"))
                    .movePointRight(decimals.apply(assets.getFirst()).orElse(0));
            String units = exact.toBigIntegerExact().toString();
            return units.equals("0")
                    ? Optional.empty()
                    : Optional.of(((ObjectNode) Json.tree(amount))
                            .put("asset", assets.getFirst())
                            .put("units", units));
        } catch (ArithmeticException e) {
            // more digits after the point than the asset has
            return Optional.empty();
        }
    }
}
