package io.ixi.testnet.web;

import io.ixi.rpc.RpcServer;
import io.ixi.rpc.web.Page;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Runs the JavaScript client's tests in Node.js 20 or newer; where there is none, the test is skipped and says so. */
final class NodeJs {
    private static final int PATIENCE_SECONDS = 600;

    private NodeJs() {}

    /** Ends the test as skipped unless Node.js 20 or newer is on the path. */
    static void require() {
        String version = "";
        try {
            version = run(Path.of("."), List.of("node", "--version")).out().strip();
        } catch (IOException e) {
            Assumptions.abort("skipped: no node on the path, so the JavaScript client is not tested here");
        }
        int major = Integer.parseInt(version.substring(1, version.indexOf('.')));
        Assumptions.assumeTrue(major >= 20, "skipped: the JavaScript client needs Node.js 20, not " + version);
    }

    /** Puts the client's files into {@code folder/client}. */
    static void client(Path folder) throws IOException {
        Files.createDirectories(folder.resolve("client"));
        Files.writeString(folder.resolve("package.json"), "{\"type\": \"module\"}");
        for (String name : Page.MODULES) {
            try (InputStream in = RpcServer.class.getResourceAsStream("/io/ixi/rpc/client/" + name)) {
                Files.write(folder.resolve("client").resolve(name), in.readAllBytes());
            }
        }
    }

    /** Installs exact versions into the folder, or ends the test as skipped where the registry does not answer. */
    static void packages(Path folder, String... packages) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts"));
        command.addAll(List.of(packages));
        try {
            Ran ran = run(folder, command);
            Assumptions.assumeTrue(ran.code() == 0, "skipped: npm cannot install " + List.of(packages));
        } catch (IOException e) {
            Assumptions.abort("skipped: no npm on the path");
        }
    }

    /** Runs a script that lies beside this class in the resources; what it printed. Fails if it fails. */
    static String script(Path folder, String name, String... arguments) throws IOException {
        Path script = folder.resolve(name);
        try (InputStream in = NodeJs.class.getResourceAsStream(name)) {
            Files.write(script, in.readAllBytes());
        }
        List<String> command = new ArrayList<>(List.of("node", "--no-warnings", "--experimental-websocket", name));
        command.addAll(List.of(arguments));
        Ran ran = run(folder, command);
        if (ran.code() != 0) {
            throw new AssertionError(name + " ended with " + ran.code() + "\n" + ran.out());
        }
        return ran.out();
    }

    private record Ran(int code, String out) {}

    private static Ran run(Path folder, List<String> command) throws IOException {
        Path log = Files.createTempFile("node", ".log");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError(command + " did not end\n" + Files.readString(log));
            }
            return new Ran(process.exitValue(), Files.readString(log, StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            process.destroyForcibly();
            Files.delete(log);
        }
    }
}
