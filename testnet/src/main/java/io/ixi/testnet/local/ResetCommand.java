package io.ixi.testnet.local;

import io.ixi.cli.FailedException;
import io.ixi.cli.Terminal;
import io.ixi.cli.Texts;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** {@code ixi testnet reset}: deletes the network and its chain. */
@Command(name = "reset")
public final class ResetCommand extends Shared implements Runnable {
    @Option(names = {"-y", "--yes"})
    private boolean yes;

    @Option(names = "--force")
    private boolean force;

    public ResetCommand(Terminal terminal, Texts texts) {
        super(terminal, texts);
    }

    @Override
    public void run() {
        if (LocalNetwork.absent(dir(), texts)) {
            done("reset.nothing");
            return;
        }
        Optional<LocalNetwork> network = LocalNetwork.tryOpen(dir(), texts);
        if (network.isPresent() && network.get().running() && !force) {
            throw new FailedException(
                    FailedException.CONFLICT,
                    "RUNNING",
                    texts.text("reset.running", dir()),
                    texts.text("reset.running.hint", option()));
        }
        if (!yes && !terminal.confirmed(texts.text("reset.ask", dir()))) {
            throw new FailedException(
                    FailedException.FAILED,
                    "NOT_CONFIRMED",
                    texts.text("reset.kept", dir()),
                    texts.text("reset.kept.hint"));
        }
        network.ifPresent(LocalNetwork::stop);
        LocalNetwork.delete(dir(), texts);
        done("reset.done");
    }

    private void done(String key) {
        if (terminal.json()) {
            ObjectNode answer = Terminal.JSON.createObjectNode();
            terminal.json(answer.put("dir", dir().toString()).put("deleted", key.equals("reset.done")));
        } else {
            terminal.line(texts.text(key, dir()));
        }
    }
}
