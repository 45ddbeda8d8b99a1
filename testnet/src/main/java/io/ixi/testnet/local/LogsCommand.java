package io.ixi.testnet.local;

import io.ixi.cli.Terminal;
import io.ixi.cli.Texts;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ixi testnet logs}: the end of the validators' logs, and what follows. */
@Command(name = "logs")
public final class LogsCommand extends Shared implements Runnable {
    private static final int TAIL_BYTES = 1 << 20;
    private static final long POLL_NANOS = 250_000_000;

    @Parameters(paramLabel = "NAME", descriptionKey = "NAME", arity = "0..1")
    private @Nullable String name;

    @Option(names = {"-f", "--follow"})
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            defaultValue = "20")
    private int lines;

    public LogsCommand(Terminal terminal, Texts texts) {
        super(terminal, texts);
    }

    @Override
    public void run() {
        LocalNetwork network = open();
        List<String> names = name != null
                ? List.of(network.member(name).name())
                : network.network().validators().stream()
                        .map(Network.Member::name)
                        .toList();
        Map<String, Long> read = new LinkedHashMap<>();
        for (String one : names) {
            read.put(one, tail(network.log(one), prefix(one, names)));
        }
        while (follow) {
            for (Map.Entry<String, Long> entry : read.entrySet()) {
                entry.setValue(more(network.log(entry.getKey()), entry.getValue(), prefix(entry.getKey(), names)));
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static String prefix(String name, List<String> names) {
        return names.size() == 1 ? "" : name + " | ";
    }

    /** Prints the last lines; returns how far it read. */
    private long tail(Path log, String prefix) {
        if (!Files.exists(log)) {
            return 0;
        }
        long size = size(log);
        String text = read(log, Math.max(0, size - TAIL_BYTES), size);
        List<String> all = text.lines().toList();
        all.subList(Math.max(0, all.size() - lines), all.size()).forEach(line -> terminal.line(prefix + line));
        return size;
    }

    /** Prints whole lines from {@code from} on; returns how far it read. */
    private long more(Path log, long from, String prefix) {
        long size = Files.exists(log) ? size(log) : 0;
        if (size <= from) {
            return size;
        }
        String text = read(log, from, Math.min(size, from + TAIL_BYTES));
        int end = text.lastIndexOf('\n') + 1;
        text.substring(0, end).lines().forEach(line -> terminal.line(prefix + line));
        return from + text.substring(0, end).getBytes(StandardCharsets.UTF_8).length;
    }

    private static long size(Path log) {
        try {
            return Files.size(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path log, long from, long to) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            byte[] bytes = new byte[(int) (to - from)];
            file.seek(from);
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
