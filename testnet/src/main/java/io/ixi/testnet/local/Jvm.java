package io.ixi.testnet.local;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How a validator's process is started. */
final class Jvm {
    private static final List<String> FLAGS = List.of(
            "-XX:+UseSerialGC",
            "-Xms64m",
            "-Xmx288m",
            "-Xss512k",
            "-XX:MinHeapFreeRatio=15",
            "-XX:MaxHeapFreeRatio=40",
            "-XX:MaxDirectMemorySize=96m",
            "-XX:ReservedCodeCacheSize=96m",
            "-XX:MaxMetaspaceSize=128m",
            "-XX:+UseCompactObjectHeaders",
            "-XX:-UsePerfData",
            "-XX:+ExitOnOutOfMemoryError",
            // Measured with `load` on 2 cores: C2 took 30 % of a validator's time in its first minutes. Smaller
            // compilations, and only of what is really hot: 1,020 -> 1,650 transfers/s.
            "-XX:MaxInlineLevel=9",
            "-XX:FreqInlineSize=200",
            "-XX:InlineSmallCode=1200",
            "-XX:Tier4InvocationThreshold=15000",
            "-XX:Tier4MinInvocationThreshold=2000",
            "-XX:Tier4CompileThreshold=45000",
            "-XX:Tier4BackEdgeThreshold=100000",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dio.netty.jfr.enabled=false", // or Netty starts the flight recorder
            "-Dslf4j.provider=ch.qos.logback.classic.spi.LogbackServiceProvider"); // or every jar is searched for it

    private Jvm() {}

    /** The AOT cache (JEP 514) beside the distribution's libraries, made by {@link Warmup}. */
    static final String CACHE = "ixi.aot";

    /** The same for commands, used by the launcher. */
    static final String COMMANDS_CACHE = "ixi-commands.aot";

    /** Native libraries beside the distribution's libraries, made by {@link Warmup}. */
    static final String NATIVE = "native";

    /**
     * Starts the node of a home. It survives this process and its terminal: the shell ignores hang-up and interrupt,
     * and the JVM keeps signals ignored that were so when it started.
     */
    static Process start(Path home, Path log, Path lib) throws IOException {
        Path distribution = distribution();
        List<String> flags = new ArrayList<>();
        if (distribution != null && Files.exists(distribution.resolve(CACHE))) {
            // a cache that does not fit the jars is ignored, and no one needs to hear of it
            flags.addAll(List.of(
                    "-XX:AOTCache=" + distribution.resolve(CACHE),
                    "-Xlog:aot*=off",
                    "-Xlog:cds*=off",
                    // mapped where it was made: nothing to relocate, and the processes share its pages
                    "-XX:+UnlockDiagnosticVMOptions",
                    "-XX:ArchiveRelocationMode=0"));
        }
        return start(home, log, lib, flags);
    }

    /** As {@link #start(Path, Path, Path)}, with other flags instead of the cache. */
    static Process start(Path home, Path log, Path lib, List<String> more) throws IOException {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "trap '' HUP INT; exec \"$@\"", "sh"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(more);
        Path unpacked = unpacked();
        if (unpacked != null) {
            command.add("-Djava.library.path=" + unpacked.getParent());
        }
        command.add("-cp");
        command.add(classPath(lib));
        command.addAll(List.of("io.ixi.cli.Main", "node", "start", "--home", home.toString()));
        Files.createDirectories(log.getParent());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        Map<String, String> environment = builder.environment();
        // Settings meant for a node started by hand would reach every validator alike.
        environment.keySet().removeIf(name -> name.matches("IXI_(P2P|RPC|LOG|STORAGE|TUNING)_.*"));
        if (unpacked != null) { // or the database starts a shell to find out
            environment.put(
                    "ROCKSDB_MUSL_LIBC",
                    Boolean.toString(unpacked.getFileName().toString().contains("musl")));
        }
        environment.put("MALLOC_ARENA_MAX", "2"); // glibc's arenas per thread grow the process without bound
        return builder.start();
    }

    /** Puts the jars that this process runs from into {@code lib}, so that a later build does not replace them. */
    static void snapshot(Path lib) {
        try {
            Directory.delete(lib);
            Files.createDirectories(lib);
            for (String entry : entries()) {
                Path jar = Path.of(entry).toAbsolutePath();
                if (fromDistribution(jar)) {
                    Path target = lib.resolve(jar.getFileName().toString());
                    if (jar.getFileName().toString().startsWith("ixi-")) {
                        // the cache knows a jar by its size and time
                        Files.copy(jar, target, StandardCopyOption.COPY_ATTRIBUTES);
                    } else {
                        link(jar, target);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void link(Path jar, Path target) throws IOException {
        try {
            Files.createLink(target, jar);
        } catch (IOException | UnsupportedOperationException e) {
            Files.createSymbolicLink(target, jar);
        }
    }

    /** The folder above the libraries that this process runs from; null if it runs from somewhere else. */
    static @Nullable Path distribution() {
        return entries().stream()
                .map(entry -> Path.of(entry).toAbsolutePath())
                .filter(Jvm::fromDistribution)
                .map(jar -> jar.resolveSibling("..").normalize())
                .findFirst()
                .orElse(null);
    }

    private static boolean fromDistribution(Path jar) {
        Path folder = jar.getParent();
        return Files.isRegularFile(jar) && folder != null && folder.endsWith(Path.of("dist", "lib"));
    }

    static List<String> entries() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty())
                .sorted() // a folder's order is nobody's promise, and the cache wants the same one each time
                .toList();
    }

    /** The database's native library that {@link Warmup} laid down; null if there is none. */
    private static @Nullable Path unpacked() throws IOException {
        Path distribution = distribution();
        if (distribution == null || !Files.isDirectory(distribution.resolve(NATIVE))) {
            return null;
        }
        try (Stream<Path> files = Files.list(distribution.resolve(NATIVE))) {
            return files.filter(file -> !file.toString().endsWith(".new"))
                    .findFirst()
                    .orElse(null);
        }
    }

    private static String classPath(Path lib) {
        List<String> entries = new ArrayList<>();
        for (String entry : entries()) {
            Path jar = Path.of(entry).toAbsolutePath();
            Path kept = lib.resolve(String.valueOf(jar.getFileName()));
            entries.add((fromDistribution(jar) && Files.exists(kept) ? kept : jar).toString());
        }
        return String.join(File.pathSeparator, entries);
    }
}
