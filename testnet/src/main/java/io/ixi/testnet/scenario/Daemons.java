package io.ixi.testnet.scenario;

import io.ixi.cli.keys.Keystore;
import io.ixi.vm.kernel.crypto.Scheme;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Real processes of {@code ixi} that act for people of a story, with keys in a temporary IXI home. All are killed and
 * everything is deleted when it is closed.
 */
final class Daemons implements AutoCloseable {
    private static final String PASSWORD = "scenario-password";

    private final Path home;
    private final URI node;
    private final long run;
    private final Map<String, Process> running = new TreeMap<>();

    Daemons(URI node, long run) throws IOException {
        this.home = Files.createTempDirectory("ixi-daemons");
        this.node = node;
        this.run = run;
    }

    /** Where a process keeps its files. */
    Path folder(String who) {
        return home.resolve("work").resolve(who);
    }

    /** Puts somebody's key into the home. */
    void key(String who) {
        byte[] seed = Actor.seed(run, who);
        char[] password = PASSWORD.toCharArray();
        new Keystore(home.resolve("keys")).create(who, Scheme.ML_DSA_44, seed, password);
        Arrays.fill(seed, (byte) 0);
    }

    /** Starts {@code ixi} with these words, in somebody's name. */
    void start(String who, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx96m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "io.ixi.cli.Main"));
        command.addAll(List.of(words));
        command.addAll(List.of("--from", who, "--rpc", node.toString()));
        Files.createDirectories(folder(who));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        home.resolve(who + ".log").toFile()));
        builder.environment().put("IXI_HOME", home.toString());
        builder.environment().put("IXI_PASSWORD", PASSWORD);
        running.put(who, builder.start());
    }

    /** Ends a process at once, as a power cut would. */
    void kill(String who) {
        Process process = running.remove(who);
        if (process != null) {
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    @Override
    public void close() throws IOException {
        List.copyOf(running.keySet()).forEach(this::kill);
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
