package io.ixi.testnet.local;

import io.ixi.cli.Terminal;
import io.ixi.cli.Texts;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code ixi testnet down}: stops every validator; the chain stays on disk. */
@Command(name = "down")
public final class DownCommand extends Shared implements Runnable {
    public DownCommand(Terminal terminal, Texts texts) {
        super(terminal, texts);
    }

    @Override
    public void run() {
        LocalNetwork network = open();
        boolean ran = network.running();
        if (ran) {
            terminal.progress(texts.text("down.stopping"));
        }
        List<String> killed = network.stop();
        if (!killed.isEmpty()) {
            terminal.note(texts.text("down.killed", String.join(", ", killed)));
        }
        if (terminal.json()) {
            terminal.json(json(network));
        } else {
            terminal.line(texts.text(ran ? "down.done" : "down.already", option()));
        }
    }
}
