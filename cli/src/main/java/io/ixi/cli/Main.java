package io.ixi.cli;

import io.ixi.node.genesis.Modules;
import io.ixi.rpc.json.Docs;
import io.ixi.vm.kernel.module.Registry;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** The command {@code ixi}: its own commands and those that {@link CommandSource}s add. */
@Command(name = "ixi")
public final class Main extends Group {
    static final String BUNDLE = "io.ixi.cli.messages";

    private Main(Terminal terminal) {
        super(terminal);
    }

    public static void main(String[] arguments) {
        Texts texts = Texts.of(BUNDLE, Texts.language(arguments, System.getenv()));
        Terminal terminal = new Terminal(
                new PrintStream(System.out, true, StandardCharsets.UTF_8),
                new PrintStream(System.err, true, StandardCharsets.UTF_8),
                System.in,
                System.getenv(),
                texts,
                Terminal.console() != null);
        System.exit(run(terminal, () -> Modules.executor().registry(), arguments));
    }

    /**
     * Runs one command line. Returns the exit code.
     *
     * @param registry asked only by commands that are derived from it
     */
    public static int run(Terminal terminal, Supplier<Registry> registry, String... arguments) {
        Optional<NodeCommand.Start> start = NodeCommand.Start.plain(terminal, arguments);
        if (start.isPresent()) { // an eighth of a validator's start was the parser and the commands it does not run
            return started(terminal, start.get());
        }
        CommandSpec spec = CommandSpec.forAnnotatedObject(new Main(terminal));
        spec.addOption(inherited("--json").build());
        spec.addOption(
                inherited("--lang").paramLabel("en|ru").type(String.class).build());
        spec.addOption(inherited("-h", "--help").usageHelp(true).build());
        CommandLine line = new CommandLine(spec);
        String[] words = helpLast(arguments);
        line.setResourceBundle(terminal.texts().bundle());
        commands(terminal, registry, words).forEach((name, command) -> line.addSubcommand(name, command.get()));
        line.setOut(terminal.writer());
        line.setAbbreviatedOptionsAllowed(false);
        line.setExecutionStrategy(parsed -> execute(terminal, parsed));
        line.setParameterExceptionHandler((failure, all) -> misused(terminal, failure, all));
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof FailedException failed) {
                return terminal.failed(failed);
            }
            throw failure;
        });
        return line.execute(words);
    }

    private static int started(Terminal terminal, NodeCommand.Start start) {
        try {
            return start.call();
        } catch (FailedException e) {
            return terminal.failed(e);
        }
    }

    /** All commands by name; only the one that is meant, if one is. */
    private static Map<String, Supplier<CommandLine>> commands(
            Terminal terminal, Supplier<Registry> registry, String[] words) {
        Map<String, Supplier<CommandLine>> all = new LinkedHashMap<>();
        own(terminal, registry, words)
                .forEach((name, command) -> all.put(name, () -> {
                    CommandLine made = command.get();
                    made.setResourceBundle(terminal.texts().bundle());
                    return made;
                }));
        String meant = Arrays.stream(words)
                .filter(word -> !word.startsWith("-"))
                .findFirst()
                .orElse("");
        if (!all.containsKey(meant)) {
            for (CommandSource source : ServiceLoader.load(CommandSource.class)) {
                all.put(source.name(), () -> source.command(terminal));
            }
        }
        Supplier<CommandLine> one = all.get(meant);
        return one == null ? all : Map.of(meant, one);
    }

    private static Map<String, Supplier<CommandLine>> own(
            Terminal terminal, Supplier<Registry> registry, String[] words) {
        KeyRing ring = new KeyRing(terminal);
        Names names = new Names(terminal, ring::address);
        Map<String, Supplier<CommandLine>> own = new LinkedHashMap<>();
        own.put("version", () -> new CommandLine(new VersionCommand(terminal)));
        own.put(
                "node",
                () -> new CommandLine(new NodeCommand(terminal))
                        .addSubcommand(new NodeCommand.Start(terminal))
                        .addSubcommand(new NodeCommand.Signer(terminal))
                        .addSubcommand(new NodeCare.Examine(terminal))
                        .addSubcommand(new NodeCare.Save(terminal))
                        .addSubcommand(new NodeCare.Restore(terminal)));
        own.put("keys", () -> KeysCommand.line(terminal));
        own.put("credential", () -> CredentialCommand.line(terminal));
        own.put("badge", () -> BadgeCommand.line(terminal));
        own.put("chat", () -> ChatCommand.line(terminal));
        own.put("prove", () -> ProveCommand.line(terminal));
        own.put("shielded", () -> ShieldedCommand.line(terminal));
        own.put("provider", () -> StorageCommand.provider(terminal));
        own.put("repo", () -> StorageCommand.repo(terminal));
        own.put(
                "tx",
                () -> derived("tx", words, docs -> new TxCommand(terminal, registry.get(), names, docs, ring).spec()));
        own.put(
                "query",
                () -> derived("query", words, docs -> new QueryCommand(terminal, names, docs).spec(registry.get())));
        return own;
    }

    /** A command made from descriptors, which are loaded only if it is meant. */
    private static CommandLine derived(String name, String[] words, Function<Docs, CommandSpec> made) {
        return new CommandLine(
                Arrays.asList(words).contains(name)
                        ? made.apply(Docs.load(Main.class.getClassLoader()))
                        : Specs.acting(name, any -> {}));
    }

    /** {@code ixi help tx} is {@code ixi tx --help}. */
    private static String[] helpLast(String[] arguments) {
        if (arguments.length == 0 || !arguments[0].equals("help")) {
            return arguments;
        }
        String[] turned = Arrays.copyOfRange(arguments, 1, arguments.length + 1);
        turned[arguments.length - 1] = "--help";
        return turned;
    }

    private static OptionSpec.Builder inherited(String... names) {
        return OptionSpec.builder(names).scopeType(ScopeType.INHERIT);
    }

    private static int execute(Terminal terminal, ParseResult parsed) {
        ParseResult root = parsed;
        terminal.json(root.matchedOptionValue("--json", false));
        while (root.hasSubcommand()) {
            root = root.subcommand();
            terminal.json(terminal.json() || root.matchedOptionValue("--json", false));
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    private static int misused(Terminal terminal, ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        if (Arrays.asList(arguments).contains("--json")) {
            terminal.json(true);
        }
        List<String> suggestions = failure instanceof CommandLine.UnmatchedArgumentException unmatched
                ? unmatched.getSuggestions()
                : List.of();
        String hint = suggestions.isEmpty()
                ? terminal.text("usage.hint", command.getCommandSpec().qualifiedName())
                : terminal.text("usage.suggest", String.join(", ", suggestions));
        return terminal.failed(
                new FailedException(FailedException.USAGE, "USAGE", Usage.explain(terminal, failure), hint));
    }
}
