package io.ixi.consensus.bft;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The model checker TLC on the modules of docs/spec, in a JVM of its own: its state is static. */
final class Tlc {
    private static final Path SPEC = Path.of("..", "docs", "spec");
    private static final Pattern COUNTS = Pattern.compile("(\\d+) states generated, (\\d+) distinct states found");
    private static final Pattern VIOLATED = Pattern.compile("Invariant (\\w+) is violated");

    /**
     * What TLC found.
     *
     * @param violated the invariant that does not hold; "" if all do
     * @param deadlock whether a state has no successor
     * @param complete whether it looked at everything it was asked to, and found nothing wrong
     */
    record Result(String violated, boolean deadlock, boolean complete, long generated, long distinct, String output) {
        /** The last lines. */
        String tail() {
            List<String> lines = output.lines().toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 80), lines.size()));
        }
    }

    private final Path directory;

    /** A fresh working directory below target, with the specification in it. */
    Tlc(String name) throws IOException {
        directory = Files.createDirectories(Path.of("target", "tlc", name));
        try (Stream<Path> files = Files.list(SPEC)) {
            for (Path file : files.toList()) {
                Files.write(directory.resolve(file.getFileName().toString()), Files.readAllBytes(file));
            }
        }
    }

    static String config(String name) throws IOException {
        return Files.readString(SPEC.resolve(name));
    }

    void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    /** Runs it on the module with this configuration. */
    Result run(String module, String config, List<String> options) throws IOException, InterruptedException {
        write("run.cfg", config);
        Path output = directory.resolve("output.txt");
        String jar = Path.of(tlc2.TLC
                        .class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toString();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx" + System.getProperty("ixi.spec.heap", "1g"),
                "-cp",
                jar,
                "tlc2.TLC",
                "-workers",
                "1",
                "-metadir",
                "states",
                "-cleanup",
                "-config",
                "run.cfg"));
        command.addAll(options);
        command.add(module);
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(Long.getLong("ixi.spec.minutes", 5), TimeUnit.MINUTES)) {
            process.destroyForcibly().waitFor();
        }
        return read(Files.readString(output, StandardCharsets.UTF_8), options.contains("-simulate"));
    }

    private static Result read(String output, boolean simulation) {
        Matcher violated = VIOLATED.matcher(output);
        String invariant = violated.find() ? violated.group(1) : "";
        long generated = 0;
        long distinct = 0;
        for (Matcher counts = COUNTS.matcher(output); counts.find(); ) {
            generated = Long.parseLong(counts.group(1));
            distinct = Long.parseLong(counts.group(2));
        }
        boolean complete = simulation
                ? output.contains("states checked") && !output.contains("Error:")
                : output.contains("No error has been found");
        return new Result(invariant, output.contains("Error: Deadlock reached"), complete, generated, distinct, output);
    }
}
