package io.ixi.rpc.intents;

import io.ixi.rpc.call.CallException;
import io.ixi.rpc.call.Caller;
import io.ixi.rpc.call.Dispatcher;
import io.ixi.rpc.call.Method;
import io.ixi.rpc.call.Param;
import io.ixi.rpc.call.Params;
import io.ixi.rpc.call.Traits;
import io.ixi.rpc.json.Json;
import io.ixi.rpc.json.JsonSchemas;
import io.ixi.rpc.words.Words;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.module.Registry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The intent catalogue as methods: what can be asked for, and what a plain request means. */
public final class IntentMethods {
    private static final String BALANCES = "ixi_bank_balances";
    private static final Traits COST = new Traits(true, false, false, 40);
    private static final List<String> STATES = List.of("unknown", "asks", "answer", "preview");
    private static final int MINUTES = 14 * 60;

    private static final Param<String> TEXT = Param.text("text", "what was said, in English or Russian");
    private static final Param<Address> ACCOUNT =
            Param.address("account", "whose request it is").optional();
    private static final Param<JsonNode> SLOTS = Param.object(
                    "slots",
                    "answers to questions asked before, as text by slot: {\"to\":\"ixi1...\",\"when\":\"tomorrow at"
                            + " 10\"}")
            .optional();
    private static final Param<Integer> OFFSET = Param.number(
                    "utc_offset", "minutes of the person's clock before UTC; default 0", -MINUTES, MINUTES)
            .optional();
    private static final Param<Long> NOW = Param.height(
                    "now_ms", "the person's clock, Unix milliseconds; default the node's")
            .optional();
    private static final Param<String> LANGUAGE = Param.choice(
                    "lang", "of the answer; default that of the text", Words.LANGUAGES)
            .optional();

    private final Registry registry;
    private final Intents intents;
    private final Amounts amounts;
    private final Supplier<Dispatcher> dispatcher;

    /**
     * @param decimals of an asset by id
     * @param dispatcher of all methods, these too; asked only by calls
     */
    public IntentMethods(
            Registry registry,
            Intents intents,
            Function<String, Optional<Integer>> decimals,
            Supplier<Dispatcher> dispatcher) {
        this.registry = registry;
        this.intents = intents;
        this.amounts = new Amounts(decimals);
        this.dispatcher = dispatcher;
    }

    public List<Method> all() {
        ObjectNode listed = Json.object().put("type", "object");
        listed.putObject("properties").putObject("intents").put("type", "array");
        listed.putArray("required").add("intents");
        return List.of(
                new Method(
                        "ixi_intents",
                        "What plain requests can ask for",
                        "Name, risk, title, an example and the slots of every intent that this chain's modules"
                                + " support.",
                        "chain",
                        List.of(LANGUAGE),
                        listed.put("additionalProperties", false),
                        Method.now(params -> list(params.find(LANGUAGE).orElse("en")))),
                new Method(
                        "ixi_resolveIntent",
                        "What a plain request means, without a language model",
                        "state answer: it was a question, and answer holds what the chain says. preview: built is an"
                                + " unsigned transaction with its summary; show it before anybody signs. asks: missing"
                                + " lists questions; call again with slots. unknown: it was not understood, and nothing is"
                                + " guessed.",
                        "chain",
                        List.of(TEXT, ACCOUNT, SLOTS, OFFSET, NOW, LANGUAGE),
                        schema(),
                        COST,
                        Method.now(this::resolve)));
    }

    private static ObjectNode schema() {
        ObjectNode schema = Json.object().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode states = properties.putObject("state").put("type", "string").putArray("enum");
        STATES.forEach(states::add);
        for (String name : List.of("lang", "intent", "title", "risk", "text")) {
            properties.putObject(name).put("type", "string");
        }
        for (String name : List.of("slots", "answer", "built")) {
            properties.putObject(name).put("type", "object");
        }
        for (String name : List.of("missing", "suggestions", "messages")) {
            properties.putObject(name).put("type", "array");
        }
        properties.set("account", JsonSchemas.text(JsonSchemas.ADDRESS, ""));
        schema.putArray("required").add("state").add("lang");
        return schema.put("additionalProperties", false);
    }

    private ObjectNode list(String language) {
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("intents");
        for (Intent intent : intents.all()) {
            if (supported(intent)) {
                ObjectNode entry = list.addObject()
                        .put("name", intent.name())
                        .put("risk", intent.risk())
                        .put("title", intent.title(language))
                        .put("example", intent.example(language));
                ArrayNode slots = entry.putArray("slots");
                intent.slots()
                        .values()
                        .forEach(slot -> slots.addObject()
                                .put("name", slot.name())
                                .put("kind", slot.kind().name().toLowerCase(java.util.Locale.ROOT))
                                .put("question", slot.question(language)));
            }
        }
        return json;
    }

    /** Whether this chain has the methods and messages that it needs. */
    private boolean supported(Intent intent) {
        for (JsonNode message : intent.action().path("messages")) {
            String name = message.path("name").asString("");
            if (registry.messages().stream().noneMatch(m -> name.equals(m.module() + "." + m.name()))) {
                return false;
            }
        }
        String method = intent.action().path("method").asString("");
        return method.isEmpty() || dispatcher.get().knows(method);
    }

    private ObjectNode resolve(Params params) throws CallException {
        Utterance said = Utterance.of(params.get(TEXT));
        String language = params.find(LANGUAGE).orElse(said.language());
        long now = params.find(NOW).orElseGet(System::currentTimeMillis);
        SlotReader reader = new SlotReader(new Times(now, params.find(OFFSET).orElse(0)));
        ObjectNode json = Json.object().put("lang", language);
        Optional<Intents.Found> found = intents.resolve(said, reader).filter(f -> supported(f.intent()));
        if (found.isEmpty()) {
            json.put("state", "unknown");
            ArrayNode suggestions = json.putArray("suggestions");
            intents.all().stream().filter(this::supported).forEach(intent -> suggestions.add(intent.example(language)));
            return json;
        }
        Intent intent = found.get().intent();
        json.put("intent", intent.name()).put("title", intent.title(language)).put("risk", intent.risk());
        Optional<Address> account = params.find(ACCOUNT);
        Map<String, JsonNode> known = new TreeMap<>(found.get().match().slots());
        JsonNode given = params.find(SLOTS).orElseGet(Json::object);
        for (Slot slot : intent.slots().values()) {
            String answer = given.path(slot.name()).asString("");
            reader.read(slot.kind(), Utterance.of(answer).words()).ifPresent(value -> known.put(slot.name(), value));
        }
        account.ifPresent(address -> known.put("me", Json.string(address.text())));
        ArrayNode missing = missing(intent, known, language);
        ObjectNode slots = json.putObject("slots");
        known.forEach(slots::set);
        if (!missing.isEmpty()) {
            json.put("state", "asks").set("missing", missing);
            return json;
        }
        return done(json, intent, known, language);
    }

    /** What must still be asked; makes amounts exact on the way. */
    private ArrayNode missing(Intent intent, Map<String, JsonNode> known, String language) throws CallException {
        ArrayNode missing = Json.array();
        Words words = Words.of(language);
        if (!known.containsKey("me") && intent.action().toString().contains("$me")) {
            ask(missing, "me", words.text("intent.account"));
        }
        for (Slot slot : intent.slots().values()) {
            JsonNode value = known.get(slot.name());
            if (value == null) {
                ask(missing, slot.name(), slot.question(language));
            } else if (slot.kind() == Slot.Kind.WHEN && !value.has("from")) {
                ask(
                        missing,
                        slot.name(),
                        words.text("intent.time", value.path("date").asString()));
            } else if (slot.kind() == Slot.Kind.ACCOUNT && !value.has("account")) {
                ask(missing, slot.name(), words.text("intent.identifier", shown(value)));
            } else if (slot.kind() == Slot.Kind.AMOUNT && known.containsKey("me")) {
                Optional<ObjectNode> exact = amounts.units(value, balances(known));
                exact.ifPresent(amount -> known.put(slot.name(), amount));
                if (exact.isEmpty()) {
                    ask(
                            missing,
                            slot.name(),
                            words.text("intent.asset", value.path("unit").asString()));
                }
            }
        }
        return missing;
    }

    private static String shown(JsonNode identifier) {
        return identifier.path("phone").asString(identifier.path("email").asString(""));
    }

    private static void ask(ArrayNode missing, String slot, String question) {
        missing.addObject().put("slot", slot).put("question", question);
    }

    private JsonNode balances(Map<String, JsonNode> known) throws CallException {
        if (!dispatcher.get().knows(BALANCES)) {
            return Json.array();
        }
        ObjectNode params = Json.object();
        params.set("account", known.get("me"));
        return call(BALANCES, params).at("/result/balances");
    }

    private ObjectNode done(ObjectNode json, Intent intent, Map<String, JsonNode> known, String language)
            throws CallException {
        JsonNode action = intent.action();
        for (Map.Entry<String, JsonNode> lookup : action.path("lookups").properties()) {
            JsonNode filled = Template.fill(lookup.getValue(), known);
            known.put(
                    lookup.getKey(),
                    call(filled.path("method").asString(""), filled.path("params"))
                            .path("result"));
        }
        if (action.has("method")) {
            JsonNode filled = Template.fill(action, known);
            json.put("state", "answer");
            json.set("answer", call(filled.path("method").asString(""), filled.path("params")));
            return json;
        }
        JsonNode messages = Template.fill(action.path("messages"), known);
        ObjectNode build = Json.object().put("lang", language);
        build.set("account", known.get("me"));
        build.set("messages", messages);
        json.put("state", "preview");
        json.set("messages", messages);
        json.set("built", call("ixi_buildTransaction", build));
        return json;
    }

    private JsonNode call(String method, JsonNode params) throws CallException {
        try {
            return dispatcher.get().call(method, params, Caller.own()).join();
        } catch (CompletionException e) {
            throw Dispatcher.failure(e, method);
        }
    }
}
