package io.ixi.cli;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.ixi.cli.light.EvidenceJson;
import io.ixi.cli.light.NotProvenException;
import io.ixi.cli.light.Trust;
import io.ixi.node.genesis.Modules;
import io.ixi.rpc.json.Docs;
import io.ixi.vm.kernel.module.QuerySpec;
import io.ixi.vm.kernel.module.Registry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ixi query ...}: one command per query of every module, derived from the descriptors, and the chain itself. */
final class QueryCommand {
    private static final String VERIFY = "--verify";
    private static final String TRUST = "--trust";

    private final Terminal terminal;
    private final Names names;
    private final FieldOptions fields;

    QueryCommand(Terminal terminal, Names names, Docs docs) {
        this.terminal = terminal;
        this.names = names;
        this.fields = new FieldOptions(terminal, names, docs);
    }

    CommandSpec spec(Registry registry) {
        CommandSpec query = group("query");
        query.addSubcommand("status", leaf("status", parsed -> show(parsed, "ixi_status", object())));
        CommandSpec block = leaf("block", parsed -> {
            String which = parsed.matchedPositionalValue(0, "latest");
            show(parsed, "ixi_getBlock", object().put("block", which));
        });
        block.addPositional(positional("HEIGHT|HASH", "0..1", "query.block.which"));
        query.addSubcommand("block", block);
        CommandSpec tx = leaf("tx", parsed -> {
            String id = parsed.matchedPositionalValue(0, "");
            show(parsed, "ixi_getTransaction", object().put("id", id));
        });
        tx.addPositional(positional("ID", "1", "query.tx.id"));
        query.addSubcommand("tx", tx);
        CommandSpec account = leaf("account", parsed -> {
            String name = parsed.matchedPositionalValue(0, "");
            show(
                    parsed,
                    "ixi_getAccount",
                    object().put("address", names.address(name).text()));
        });
        account.addPositional(positional("ACCOUNT", "1", "query.account.which"));
        query.addSubcommand("account", account);

        Map<String, CommandSpec> modules = new TreeMap<>();
        for (QuerySpec spec : registry.queries()) {
            CommandSpec module = modules.computeIfAbsent(spec.module(), QueryCommand.this::group);
            String name = spec.path().substring(spec.path().indexOf('/') + 1);
            module.addSubcommand(name, derived(name, spec));
        }
        modules.forEach((name, module) -> {
            module.usageMessage().description(terminal.text("query.module", name));
            query.addSubcommand(name, module);
        });
        return query;
    }

    private CommandSpec derived(String name, QuerySpec query) {
        CommandSpec leaf = leaf(name, parsed -> ask(parsed, query));
        leaf.usageMessage().description(fields.description(query.descriptor()));
        for (FieldDescriptor field : query.descriptor().getFields()) {
            OptionSpec.Builder option = OptionSpec.builder(FieldOptions.option(field))
                    .paramLabel(FieldOptions.label(field))
                    .description(fields.description(field))
                    .arity("1");
            leaf.addOption(
                    field.isRepeated()
                            ? option.type(List.class)
                                    .auxiliaryTypes(String.class)
                                    .build()
                            : option.type(String.class).build());
        }
        if (leaf.findOption("--height") == null) {
            leaf.addOption(OptionSpec.builder("--height")
                    .paramLabel("N")
                    .type(String.class)
                    .description(terminal.text("query.height"))
                    .build());
        }
        if (leaf.findOption("--prove") == null) {
            leaf.addOption(OptionSpec.builder("--prove")
                    .type(boolean.class)
                    .description(terminal.text("query.prove"))
                    .build());
        }
        if (leaf.findOption(VERIFY) == null) {
            leaf.addOption(OptionSpec.builder(VERIFY)
                    .paramLabel("GENESIS")
                    .type(Path.class)
                    .description(terminal.text("query.verify"))
                    .build());
        }
        if (leaf.findOption(TRUST) == null) {
            leaf.addOption(OptionSpec.builder(TRUST)
                    .paramLabel("FILE")
                    .type(Path.class)
                    .description(terminal.text("query.trust"))
                    .build());
        }
        return leaf;
    }

    private void ask(ParseResult parsed, QuerySpec query) {
        Map<String, List<String>> given = new TreeMap<>();
        for (FieldDescriptor field : query.descriptor().getFields()) {
            String option = FieldOptions.option(field);
            if (parsed.hasMatchedOption(option)) {
                given.put(
                        option,
                        field.isRepeated()
                                ? parsed.matchedOptionValue(option, List.<String>of())
                                : List.of(parsed.matchedOptionValue(option, "")));
            }
        }
        ObjectNode params = object().put("path", query.path());
        params.set("params", fields.complete(query.params(), given));
        boolean own = query.descriptor().findFieldByName("height") != null;
        if (!own && parsed.hasMatchedOption("--height")) {
            params.put("height", parsed.matchedOptionValue("--height", ""));
        }
        Path genesis = query.descriptor().findFieldByName("verify") == null
                ? parsed.matchedOptionValue(VERIFY, (Path) null)
                : null;
        boolean asked = query.descriptor().findFieldByName("prove") == null && parsed.hasMatchedOption("--prove");
        if (asked || genesis != null) {
            params.put("prove", true);
        }
        if (genesis == null) {
            show(parsed, "ixi_query", params);
        } else {
            showVerified(parsed, query, params, genesis, asked);
        }
    }

    /** The answer is shown only if its proof, from the genesis file's validators down, gives the same. */
    private void showVerified(ParseResult parsed, QuerySpec query, ObjectNode params, Path genesis, boolean withProof) {
        TrustPath path = new TrustPath(terminal, genesis, parsed.matchedOptionValue(TRUST, (Path) null));
        ObjectNode answer;
        Trust trust;
        ProvenAnswer proven;
        try (Door door = Door.open(terminal, parsed.matchedOptionValue("--rpc", (String) null))) {
            // whatever is no object has no proof
            answer = door.call("ixi_query", params) instanceof ObjectNode object ? object : object();
            trust = path.to(EvidenceJson.read(answer.path("proof")).epoch(), door);
            proven = ProvenAnswer.verify(trust, Modules.executor(), query, params.path("params"), answer);
            String height = params.path("height").asString("");
            if (!height.isEmpty() && !height.equals(Long.toString(proven.height()))) {
                throw NotProvenException.answer("height " + height + " was asked for");
            }
            path.keep(trust);
        } catch (NotProvenException e) {
            throw new FailedException(
                    FailedException.UNPROVEN,
                    "NOT_PROVEN_" + e.part(),
                    terminal.text("query.unproven", String.valueOf(e.getMessage())),
                    terminal.text("query.unproven.hint"));
        }
        if (!withProof) {
            answer.remove("proof");
        }
        if (terminal.json()) {
            answer.putObject("verified")
                    .put("height", Long.toString(proven.height()))
                    .put("chain", trust.chain().hex())
                    .put("epoch", Long.toString(trust.validators().epoch()))
                    .put("complete", proven.complete());
            terminal.json(answer);
        } else {
            Listing.print(terminal, answer);
            terminal.line(
                    terminal.text(proven.complete() ? "query.verified" : "query.verified.listed", proven.height()));
        }
    }

    private void show(ParseResult parsed, String method, ObjectNode params) {
        try (Door door = Door.open(terminal, parsed.matchedOptionValue("--rpc", (String) null))) {
            JsonNode answer = door.call(method, params);
            if (terminal.json()) {
                terminal.json(answer);
            } else {
                Listing.print(terminal, answer);
            }
        }
    }

    private static ObjectNode object() {
        return Terminal.JSON.createObjectNode();
    }

    private PositionalParamSpec positional(String label, String arity, String key) {
        return PositionalParamSpec.builder()
                .paramLabel(label)
                .arity(arity)
                .index("0")
                .type(String.class)
                .description(terminal.text(key))
                .build();
    }

    private CommandSpec group(String name) {
        return Specs.acting(
                name, spec -> terminal.line(spec.commandLine().getUsageMessage().stripTrailing()));
    }

    private CommandSpec leaf(String name, Consumer<ParseResult> action) {
        CommandSpec spec =
                Specs.acting(name, self -> action.accept(self.commandLine().getParseResult()));
        spec.addOption(Door.option());
        return spec;
    }
}
