package io.ixi.cli;

import com.google.protobuf.Message;
import io.ixi.rpc.json.Docs;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.crypto.SigningKey;
import io.ixi.vm.kernel.module.MessageSpec;
import io.ixi.vm.kernel.module.Registry;
import io.ixi.vm.kernel.tx.Draft;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UnmatchedArgsBinding;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ixi tx send}: builds a transaction of any messages from the descriptors, simulates, signs and sends it. */
final class TxCommand {
    private static final String DEFAULT_MESSAGE = "bank.Send";
    private static final String THEN = "--then";

    private final Terminal terminal;
    private final Registry registry;
    private final FieldOptions fields;
    private final KeyRing keys;

    TxCommand(Terminal terminal, Registry registry, Names names, Docs docs, KeyRing keys) {
        this.terminal = terminal;
        this.registry = registry;
        this.fields = new FieldOptions(terminal, names, docs);
        this.keys = keys;
    }

    CommandSpec spec() {
        CommandSpec tx = Specs.acting(
                "tx", spec -> terminal.line(spec.commandLine().getUsageMessage().stripTrailing()));
        List<String> messages = new ArrayList<>();
        CommandSpec send = Specs.acting("send", spec -> send(spec.commandLine().getParseResult(), messages));
        send.addUnmatchedArgsBinding(UnmatchedArgsBinding.forStringArrayConsumer(new ISetter() {
            @Override
            public <T> T set(T words) {
                messages.clear();
                if (words instanceof String[] all) {
                    messages.addAll(List.of(all));
                }
                return words;
            }
        }));
        send.addOption(Door.option());
        send.addOption(text("--from", "KEY").required(true).build());
        send.addOption(text("--password-file", "FILE").type(Path.class).build());
        send.addOption(text("--max-fee", "AMOUNT").build());
        send.addOption(OptionSpec.builder("--valid-for")
                .paramLabel("BLOCKS")
                .type(int.class)
                .build());
        send.addOption(flag("--wait"));
        send.addOption(flag("--dry-run"));
        List<String> footer = new ArrayList<>(List.of("", terminal.text("tx.messages")));
        for (MessageSpec spec : registry.messages()) {
            footer.add("  " + FieldOptions.synopsis(spec.module() + "." + spec.name(), spec.descriptor()));
            footer.add("      " + fields.description(spec.descriptor()).replace("%", "%%"));
        }
        send.usageMessage().footer(footer.toArray(String[]::new));
        send.usageMessage()
                .customSynopsis(
                        "ixi tx send --from KEY [MODULE.MESSAGE] [--FIELD VALUE]... [--then MODULE.MESSAGE ...]");
        tx.addSubcommand("send", send);
        return tx;
    }

    private static OptionSpec.Builder text(String name, String label) {
        return OptionSpec.builder(name).paramLabel(label).type(String.class);
    }

    private static OptionSpec flag(String name) {
        return OptionSpec.builder(name).type(boolean.class).build();
    }

    private void send(ParseResult parsed, List<String> words) {
        List<Message> messages = messages(words);
        try (SigningKey key = keys.unlock(
                        parsed.matchedOptionValue("--from", ""),
                        parsed.matchedOptionValue("--password-file", (Path) null));
                Door door = Door.open(terminal, parsed.matchedOptionValue("--rpc", (String) null))) {
            Submission submission = new Submission(terminal, door);
            String maxFee = parsed.matchedOptionValue("--max-fee", (String) null);
            Draft draft = submission.draft(
                    key,
                    messages,
                    maxFee == null ? Submission.OPEN_FEE : amount(maxFee),
                    parsed.matchedOptionValue("--valid-for", Submission.DEFAULT_VALIDITY));
            JsonNode simulated = submission.simulate(draft);
            if (parsed.matchedOptionValue("--dry-run", false)) {
                finish(draft, simulated, "tx.simulated");
                return;
            }
            if (simulated.path("code").asInt() != 0) {
                throw submission.failed(simulated);
            }
            if (maxFee == null) {
                draft = Submission.priced(draft, simulated);
            }
            boolean wait = parsed.matchedOptionValue("--wait", false);
            JsonNode answer = submission.send(key, draft, wait);
            if (!wait) {
                finish(draft, answer, "tx.accepted");
                return;
            }
            finish(draft, answer, "tx.final");
            if (answer.path("receipt").path("code").asInt() != 0) {
                throw submission.failed(answer.path("receipt"));
            }
        }
    }

    private Amount amount(String text) {
        try {
            return Amount.parse(text);
        } catch (ArithmeticException e) {
            throw new FailedException(
                    FailedException.USAGE, "USAGE", terminal.text("usage.value", text, "--max-fee"), null);
        }
    }

    private void finish(Draft draft, JsonNode answer, String key) {
        if (terminal.json()) {
            ObjectNode json =
                    Terminal.JSON.createObjectNode().put("id", draft.id().hex());
            answer.properties().forEach(entry -> json.set(entry.getKey(), entry.getValue()));
            terminal.json(json);
            return;
        }
        JsonNode receipt = answer.has("receipt") ? answer.path("receipt") : answer;
        terminal.line(terminal.text(
                key,
                draft.id().hex(),
                answer.path("height").asString(),
                receipt.path("fee").asString(),
                receipt.path("name").asString()));
        if (key.equals("tx.accepted")) {
            terminal.line(terminal.text("tx.accepted.hint", draft.id().hex()));
        } else {
            Listing.print(terminal, receipt);
        }
    }

    /** The messages that the words describe; a segment that names none is a transfer. */
    private List<Message> messages(List<String> words) {
        List<Message> messages = new ArrayList<>();
        List<String> segment = new ArrayList<>();
        for (String word : words) {
            if (word.equals(THEN)) {
                messages.add(message(segment));
                segment.clear();
            } else {
                segment.add(word);
            }
        }
        messages.add(message(segment));
        return messages;
    }

    private Message message(List<String> segment) {
        boolean named = !segment.isEmpty() && !segment.getFirst().startsWith("--");
        String name = named ? segment.getFirst() : DEFAULT_MESSAGE;
        MessageSpec spec = registry.messages().stream()
                .filter(known -> name.equals(known.module() + "." + known.name()))
                .findFirst()
                .orElseThrow(() -> new FailedException(
                        FailedException.USAGE,
                        "USAGE",
                        terminal.text("tx.unknown", name),
                        terminal.text("tx.unknown.hint", String.join(", ", known()))));
        if (segment.size() == (named ? 1 : 0)) {
            throw new FailedException(
                    FailedException.USAGE,
                    "USAGE",
                    terminal.text("tx.empty", name),
                    terminal.text("field.unknown.hint", FieldOptions.synopsis(name, spec.descriptor())));
        }
        return fields.message(spec.prototype(), options(segment.subList(named ? 1 : 0, segment.size())));
    }

    private List<String> known() {
        return registry.messages().stream()
                .map(spec -> spec.module() + "." + spec.name())
                .toList();
    }

    /** {@code --name value} and {@code --name=value} pairs, in order. */
    private Map<String, List<String>> options(List<String> words) {
        Map<String, List<String>> given = new TreeMap<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            int equals = word.indexOf('=');
            if (!word.startsWith("--") || (equals < 0 && i + 1 == words.size())) {
                throw new FailedException(FailedException.USAGE, "USAGE", terminal.text("tx.word", word), null);
            }
            String name = equals < 0 ? word : word.substring(0, equals);
            String value = equals < 0 ? words.get(++i) : word.substring(equals + 1);
            given.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
        }
        return given;
    }
}
