package io.ixi.rpc.intents;

import io.ixi.consensus.codec.MalformedException;
import io.ixi.rpc.json.Json;
import io.ixi.vm.kernel.Address;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads what stands in a slot, or finds that it is not such a thing. */
final class SlotReader {
    private static final Pattern AMOUNT = Pattern.compile("([€$£₽]?)([0-9]{1,15}(?:[.,][0-9]{1,18})?)(\\p{L}*|[€$£₽])");
    private static final Pattern PHONE = Pattern.compile("\\+[0-9][0-9()-]{6,18}");
    private static final Pattern MAIL = Pattern.compile("[^@\\s]{1,64}@[a-z0-9.-]{1,200}\\.[a-z]{2,20}");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{40}");

    /** Beginnings of words and signs for units. */
    private static final List<Map.Entry<String, String>> UNITS = List.of(
            Map.entry("ixi", "ixi"),
            Map.entry("икси", "ixi"),
            Map.entry("eur", "EUR"),
            Map.entry("евро", "EUR"),
            Map.entry("€", "EUR"),
            Map.entry("usd", "USD"),
            Map.entry("dollar", "USD"),
            Map.entry("доллар", "USD"),
            Map.entry("$", "USD"),
            Map.entry("gbp", "GBP"),
            Map.entry("£", "GBP"),
            Map.entry("rub", "RUB"),
            Map.entry("руб", "RUB"),
            Map.entry("₽", "RUB"));

    private final Times times;

    SlotReader(Times times) {
        this.times = times;
    }

    Optional<JsonNode> read(Slot.Kind kind, List<String> words) {
        String text = String.join(" ", words);
        return switch (kind) {
            case ACCOUNT -> account(text);
            case AMOUNT -> amount(words);
            case WHEN -> times.read(words);
            case ID -> ID.matcher(text).matches() ? Optional.of(Json.string(text)) : Optional.empty();
            case NUMBER -> text.matches("0|[1-9][0-9]{0,8}") ? Optional.of(Json.string(text)) : Optional.empty();
            case TEXT -> text.length() <= 80 && plain(words) ? Optional.of(Json.string(text)) : Optional.empty();
        };
    }

    /** Words of letters and dashes: what holds digits or signs means something else. */
    private static boolean plain(List<String> words) {
        return words.stream().allMatch(word -> word.matches("[\\p{L}-]+"));
    }

    /** An address; or a telephone number or mail address, whose account somebody must name. */
    private static Optional<JsonNode> account(String text) {
        if (text.startsWith(Address.PREFIX + "1")) {
            try {
                return Optional.of(
                        Json.object().put("account", Address.parse(text).text()));
            } catch (MalformedException e) {
                // a mistyped address is nobody's
                return Optional.empty();
            }
        }
        if (PHONE.matcher(text).matches()) {
            return Optional.of(Json.object().put("phone", text.replaceAll("[()-]", "")));
        }
        return MAIL.matcher(text).matches() ? Optional.of(Json.object().put("email", text)) : Optional.empty();
    }

    private static Optional<JsonNode> amount(List<String> words) {
        Matcher matcher = AMOUNT.matcher(String.join("", words));
        if (!matcher.matches() || (words.size() == 2 && !words.getFirst().matches("[€$£₽]?[0-9.,]+"))) {
            return Optional.empty();
        }
        String number = matcher.group(2);
        // 1,500 is one and a half to some and fifteen hundred to others
        if (number.matches(".*,[0-9]{3}")) {
            return Optional.empty();
        }
        String before = matcher.group(1);
        String after = matcher.group(3);
        if (!before.isEmpty() && !after.isEmpty()) {
            return Optional.empty();
        }
        String sign = before + after;
        ObjectNode amount = Json.object().put("number", number.replace(',', '.'));
        if (sign.isEmpty()) {
            return Optional.of(amount.put("unit", "ixi"));
        }
        return UNITS.stream()
                .filter(unit -> sign.startsWith(unit.getKey())
                        && sign.length() <= unit.getKey().length() + 4)
                .findFirst()
                .map(unit -> amount.put("unit", unit.getValue()));
    }
}
