package io.ixi.cli;

import io.ixi.node.genesis.Modules;
import io.ixi.rpc.json.Docs;
import io.ixi.vm.kernel.module.Registry;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
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
        CommandSpec spec = CommandSpec.forAnnotatedObject(new Main(terminal));
        spec.addOption(inherited("--json").build());
        spec.addOption(
                inherited("--lang").paramLabel("en|ru").type(String.class).build());
        spec.addOption(inherited("-h", "--help").usageHelp(true).build());
        CommandLine line = new CommandLine(spec);
        line.addSubcommand(new VersionCommand(terminal));
        line.addSubcommand(new CommandLine(new NodeCommand(terminal))
                .addSubcommand(new NodeCommand.Start(terminal))
                .addSubcommand(new NodeCommand.Signer(terminal))
                .addSubcommand(new NodeCare.Examine(terminal))
                .addSubcommand(new NodeCare.Save(terminal))
                .addSubcommand(new NodeCare.Restore(terminal)));
        line.addSubcommand(KeysCommand.line(terminal));
        derived(terminal, registry, line, arguments);
        line.setResourceBundle(terminal.texts().bundle());
        for (CommandSource source : ServiceLoader.load(CommandSource.class)) {
            line.addSubcommand(source.name(), source.command(terminal));
        }
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
        return line.execute(helpLast(arguments));
    }

    /** Adds the commands made from descriptors; the descriptors are loaded only if one of them is meant. */
    private static void derived(Terminal terminal, Supplier<Registry> registry, CommandLine line, String[] arguments) {
        KeyRing ring = new KeyRing(terminal);
        Names names = new Names(terminal, ring::address);
        List<String> words = Arrays.asList(arguments);
        for (String name : List.of("tx", "query")) {
            CommandSpec spec = Specs.acting(name, any -> {});
            if (words.contains(name)) {
                Docs docs = Docs.load(Main.class.getClassLoader());
                spec = name.equals("tx")
                        ? new TxCommand(terminal, registry.get(), names, docs, ring).spec()
                        : new QueryCommand(terminal, names, docs).spec(registry.get());
            }
            line.addSubcommand(name, spec);
        }
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
