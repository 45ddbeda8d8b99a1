package io.ixi.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.testnet.local.Founding;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * A person who follows the documents in a folder of their own: the launcher as it is in the repository, with a
 * distribution made of this test's class path, so that it need not build. IXI_BASE_PORT and IXI_NODE take the place of
 * the usual ports; nothing else of a command is changed.
 */
final class Newcomer {
    private static final long PATIENCE_S = 180;

    private final Path root;
    private final Path tools;
    private final int basePort;
    private int commands;

    /** What a finished command left behind. */
    record Ran(int code, String out) {}

    Newcomer(Path root, Path home) throws IOException {
        this.root = Files.createDirectories(root);
        this.tools = Files.createDirectories(home);
        this.basePort = Founding.anywhere("newcomer", 4, Map.of()).basePort();
        Files.copy(Repository.root().resolve("ixi"), root.resolve("ixi"));
        Files.writeString(root.resolve("pom.xml"), "<project/>");
        Files.createDirectories(root.resolve(".mvn"));
        Path lib = Files.createDirectories(root.resolve("testnet/target/dist/lib"));
        int number = 0;
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path part = Path.of(entry);
            if (Files.isRegularFile(part)) {
                link(part, lib.resolve(number++ + "-" + part.getFileName()));
            } else if (Files.isDirectory(part) && !part.endsWith("test-classes")) {
                pack(part, lib.resolve("ixi-" + number++ + ".jar"));
            }
        }
        Files.createFile(lib.resolveSibling(".stamp"));
    }

    private static void link(Path jar, Path target) throws IOException {
        try {
            Files.createLink(target, jar.toRealPath());
        } catch (IOException | UnsupportedOperationException e) {
            Files.copy(jar, target); // another file system
        }
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> all = Files.walk(classes)) {
            for (Path path : all.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(path).toString().replace(File.separatorChar, '/')));
                Files.copy(path, out);
            }
        }
    }

    int basePort() {
        return basePort;
    }

    /** Types a command into a shell in the folder and waits for its end. */
    Ran types(String command) throws IOException, InterruptedException {
        Path out = out();
        Process process = start(command, out);
        if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command + " does not end:\n" + Files.readString(out));
        }
        return new Ran(process.exitValue(), Files.readString(out));
    }

    /** A file for a command's output. */
    Path out() {
        return tools.resolve("out" + commands++);
    }

    /** Starts a command whose output goes to a file. Ctrl-C reaches it even if this process ignores Ctrl-C. */
    Process start(String command, Path out) throws IOException {
        List<String> words = new ArrayList<>();
        if (knowsDefaultSignal()) {
            words.addAll(List.of("env", "--default-signal=INT"));
        }
        words.addAll(List.of("/bin/sh", "-c", "exec " + command));
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(root.toFile())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(out.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("IXI_") || name.startsWith("LC_"));
        environment.put("LANG", "C");
        environment.put("HOME", tools.toString());
        environment.put("IXI_JAVA_HOME", System.getProperty("java.home"));
        environment.put("IXI_BASE_PORT", "" + basePort);
        environment.put("IXI_NODE", "http://127.0.0.1:" + basePort);
        return builder.start();
    }

    private static boolean knowsDefaultSignal() throws IOException {
        try {
            return new ProcessBuilder("env", "--default-signal=INT", "true")
                            .redirectErrorStream(true)
                            .start()
                            .waitFor()
                    == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Ctrl-C. */
    static void interrupt(Process process) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-INT", "" + process.pid())
                        .start()
                        .waitFor())
                .isZero();
    }

    /** Ends every process that was started from this folder. */
    void leave() {
        String mark = root.toString();
        ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(mark)
                        && process.pid() != ProcessHandle.current().pid())
                .forEach(ProcessHandle::destroyForcibly);
    }

    /** Processes that run from this folder. */
    List<Long> processes() {
        String mark = root.toString();
        return ProcessHandle.allProcesses()
                .filter(ProcessHandle::isAlive)
                .filter(process -> process.info().commandLine().orElse("").contains(mark))
                .map(ProcessHandle::pid)
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
