package io.ixi.testnet.local;

import io.ixi.cli.Terminal;
import io.ixi.cli.Texts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Commands on one validator. */
public abstract class MemberCommand extends Shared implements Runnable {
    @Parameters(paramLabel = "NAME", descriptionKey = "NAME")
    private String name = "";

    private final String done;

    MemberCommand(Terminal terminal, Texts texts, String done) {
        super(terminal, texts);
        this.done = done;
    }

    abstract void act(LocalNetwork network, String name);

    @Override
    public void run() {
        LocalNetwork network = open();
        act(network, name);
        if (terminal.json()) {
            terminal.json(json(network));
        } else {
            terminal.line(texts.text(done, name));
        }
    }

    /** {@code ixi testnet kill NAME}: ends a validator as a power cut would. */
    @Command(name = "kill")
    public static final class Kill extends MemberCommand {
        public Kill(Terminal terminal, Texts texts) {
            super(terminal, texts, "kill.done");
        }

        @Override
        void act(LocalNetwork network, String name) {
            network.kill(name);
        }
    }

    /** {@code ixi testnet start NAME}: starts a validator that is down. */
    @Command(name = "start")
    public static final class Start extends MemberCommand {
        public Start(Terminal terminal, Texts texts) {
            super(terminal, texts, "start.done");
        }

        @Override
        void act(LocalNetwork network, String name) {
            network.start(name);
        }
    }
}
