package io.ixi.testnet.local;

import io.ixi.cli.Terminal;
import io.ixi.cli.Texts;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code ixi testnet status}: what runs and how far it is. */
@Command(name = "status")
public final class StatusCommand extends Shared implements Runnable {
    public StatusCommand(Terminal terminal, Texts texts) {
        super(terminal, texts);
    }

    @Override
    public void run() {
        LocalNetwork network = open();
        if (terminal.json()) {
            terminal.json(json(network));
            return;
        }
        terminal.line(texts.text("up.chain", network.network().chainId()));
        List<List<String>> rows = new ArrayList<>();
        for (LocalNetwork.Report report : network.status()) {
            String state = !report.running() ? "status.down" : report.height() < 0 ? "status.silent" : "status.up";
            rows.add(List.of(
                    report.name(),
                    texts.text(state),
                    report.pid() == null ? "-" : report.pid().toString(),
                    report.rpc().toString(),
                    report.height() < 0 ? "-" : Long.toString(report.height()),
                    report.hash().isEmpty()
                            ? "-"
                            : report.hash()
                                    .substring(0, Math.min(16, report.hash().length()))));
        }
        terminal.table(
                List.of(
                        texts.text("column.name"),
                        texts.text("column.state"),
                        texts.text("column.pid"),
                        texts.text("column.rpc"),
                        texts.text("column.height"),
                        texts.text("column.hash")),
                rows);
    }
}
