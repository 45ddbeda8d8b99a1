package io.ixi.testnet.local;

import io.ixi.cli.FailedException;
import io.ixi.cli.Terminal;
import io.ixi.cli.Texts;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What every command on a local network has. */
public abstract class Shared {
    protected final Terminal terminal;
    protected final Texts texts;

    @Option(names = "--dir", paramLabel = "DIR")
    private @Nullable Path dir;

    protected Shared(Terminal terminal, Texts texts) {
        this.terminal = terminal;
        this.texts = texts;
    }

    /** {@code --dir}, else .testnet beside the launcher, else .testnet here. */
    protected Path dir() {
        return dir != null ? dir : Path.of(System.getProperty("ixi.root", ""), ".testnet");
    }

    /** What a command needs to be about this directory too: "" or {@code " --dir DIR"}. */
    protected String option() {
        return dir == null ? "" : " --dir " + dir;
    }

    /** Whether {@code --dir} was named. */
    protected boolean dirNamed() {
        return dir != null;
    }

    protected LocalNetwork open() {
        return LocalNetwork.open(dir(), texts);
    }

    /** Fails unless the value of an option is in range; null: it was not named. */
    protected void checkRange(String option, @Nullable Integer value, int low, int high) {
        if (value != null && (value < low || value > high)) {
            throw new FailedException(
                    FailedException.USAGE, "USAGE", texts.text("option.range", option, low, high, value), null);
        }
    }

    protected ObjectNode json(LocalNetwork network) {
        ObjectNode all = Terminal.JSON.createObjectNode();
        long height = -1;
        boolean running = true;
        all.put("dir", network.path().toString());
        all.put("chain_id", network.network().chainId());
        ArrayNode validators = Terminal.JSON.createArrayNode();
        String hash = "";
        for (LocalNetwork.Report report : network.status()) {
            running &= report.running();
            if (report.height() > height) {
                height = report.height();
                hash = report.hash();
            }
            ObjectNode one = validators.addObject();
            one.put("name", report.name());
            one.put("running", report.running());
            one.put("pid", report.pid());
            one.put("rpc", report.rpc().toString());
            one.put("height", report.height());
            one.put("hash", report.hash());
            one.put("chain_id", report.chainId());
            one.put("peers", report.peers());
        }
        all.put("running", running);
        all.put("height", height);
        all.put("hash", hash);
        all.set("validators", validators);
        return all;
    }
}
