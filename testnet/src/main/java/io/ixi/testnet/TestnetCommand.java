package io.ixi.testnet;

import io.ixi.cli.CommandSource;
import io.ixi.cli.Group;
import io.ixi.cli.RpcException;
import io.ixi.cli.Terminal;
import io.ixi.cli.Texts;
import io.ixi.testnet.chaos.ChaosCommand;
import io.ixi.testnet.load.LoadCommand;
import io.ixi.testnet.local.DownCommand;
import io.ixi.testnet.local.LogsCommand;
import io.ixi.testnet.local.MemberCommand;
import io.ixi.testnet.local.ResetCommand;
import io.ixi.testnet.local.StatusCommand;
import io.ixi.testnet.local.Town;
import io.ixi.testnet.local.UpCommand;
import io.ixi.testnet.scenario.DemoTown;
import io.ixi.testnet.scenario.ScenarioCommand;
import io.ixi.testnet.sim.SimCommand;
import java.io.IOException;
import java.net.URI;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Adds {@code ixi testnet ...}. */
public final class TestnetCommand implements CommandSource {
    public static final String BUNDLE = "io.ixi.testnet.messages";

    @Override
    public String name() {
        return "testnet";
    }

    @Override
    public CommandLine command(Terminal terminal) {
        Texts texts = Texts.of(BUNDLE, terminal.texts().language());
        CommandLine command = new CommandLine(new Testnet(terminal));
        command.addSubcommand(new UpCommand(terminal, texts, TestnetCommand::settle));
        command.addSubcommand(new StatusCommand(terminal, texts));
        command.addSubcommand(new DownCommand(terminal, texts));
        command.addSubcommand(new ResetCommand(terminal, texts));
        command.addSubcommand(new LogsCommand(terminal, texts));
        command.addSubcommand(new MemberCommand.Kill(terminal, texts));
        command.addSubcommand(new MemberCommand.Start(terminal, texts));
        command.addSubcommand(new LoadCommand(terminal, texts));
        command.addSubcommand(new ChaosCommand(terminal, texts));
        command.addSubcommand(new SimCommand(terminal, texts));
        command.addSubcommand(new ScenarioCommand(terminal, texts));
        command.setResourceBundle(texts.bundle());
        return command;
    }

    private static Town settle(URI door, Consumer<String> listener) throws IOException, RpcException {
        try (DemoTown town = new DemoTown(door, listener)) {
            return town.build();
        }
    }

    @Command(name = "testnet")
    private static final class Testnet extends Group {
        Testnet(Terminal terminal) {
            super(terminal);
        }
    }
}
