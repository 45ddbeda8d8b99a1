package io.ixi.testnet.local;

import static io.ixi.testnet.local.Session.ixi;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ixi.cli.FailedException;
import io.ixi.cli.RpcClient;
import io.ixi.cli.Texts;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A validator whose key is held by a process of its own, {@code ixi node signer}, on a network of real processes. */
class SignerProcessTest {
    private static final Duration SOON = Duration.ofSeconds(90);

    @TempDir
    private Path temp = Path.of("");

    private final List<Process> signers = new ArrayList<>();
    private final List<Long> nodes = new ArrayList<>();

    @AfterEach
    void endWhatIsLeft() {
        signers.forEach(Process::destroyForcibly);
        nodes.stream().flatMap(pid -> ProcessHandle.of(pid).stream()).forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void theKeyVotesOnceWhoeverDiesOrForgets() throws Exception {
        int base = 12_000 + 200 * ThreadLocalRandom.current().nextInt(30);
        LocalNetwork.create(
                dir(),
                Texts.of("io.ixi.testnet.messages", Locale.ENGLISH),
                Founding.demo(4, Ports.freeBase(Founding.demo(4, base).plan(), base)));
        Path socket = temp.resolve("s");
        Path settings = dir().resolve("v1/node.toml");
        Files.writeString(settings, "signer = \"" + socket + "\"\n" + Files.readString(settings));
        Process signer = signer("first");
        await("the signer listens").atMost(SOON).until(() -> Files.exists(socket) || !signer.isAlive());
        assertThat(signer.isAlive()).as(log("first")).isTrue();
        JsonNode up = run("testnet", "up", "--detach", "--json").json();
        learn(up);
        String v1 = rpc(up, 0);
        String v3 = rpc(up, 2);

        // three of four are a quorum: the signer's votes count
        assertThat(run("testnet", "kill", "v2").code()).isZero();
        rises(v3, 3);
        Process second = signer("second");
        assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).isEqualTo(FailedException.CONFLICT);
        assertThat(log("second")).contains("Another process votes with this validator");
        rises(v3, 2);

        // the signer is killed; the node finds the one that takes its place
        signer.destroyForcibly();
        assertThat(signer.waitFor(60, TimeUnit.SECONDS)).isTrue();
        Process third = signer("third");
        rises(v3, 3);
        assertThat(third.isAlive()).as(log("third")).isTrue();

        // the node's disk is lost; the signer remembers
        learn(run("testnet", "start", "v2", "--json").json());
        assertThat(run("testnet", "kill", "v1").code()).isZero();
        for (String part : List.of("journal", "state")) {
            Directory.delete(dir().resolve("v1").resolve(part));
        }
        learn(run("testnet", "start", "v1", "--json").json());
        await("it does not vote").atMost(SOON).until(() -> ready(v1).contains("older than this key's last vote"));
        rises(v1, 3);
        assertThat(run("testnet", "down").code()).isZero();
    }

    private Path dir() {
        return temp.resolve("net");
    }

    private Session.Ran run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--dir", dir().toString()));
        return ixi(all.toArray(String[]::new));
    }

    private Process signer(String name) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.ixi.cli.Main",
                        "node",
                        "signer",
                        "--home",
                        dir().resolve("v1").toString())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(temp.resolve(name + ".log").toFile());
        builder.environment().put("LANG", "C");
        Process process = builder.start();
        signers.add(process);
        return process;
    }

    private String log(String name) throws IOException {
        return Files.readString(temp.resolve(name + ".log"));
    }

    private void learn(JsonNode status) {
        status.path("validators")
                .forEach(validator -> nodes.add(validator.path("pid").asLong()));
    }

    private static String rpc(JsonNode status, int index) {
        return status.path("validators").get(index).path("rpc").asString();
    }

    private static void rises(String rpc, int blocks) {
        await("it answers").atMost(SOON).until(() -> height(rpc) >= 0);
        long target = height(rpc) + blocks;
        await(rpc + " goes on").atMost(SOON).until(() -> height(rpc) >= target);
    }

    /** -1 while nobody answers. */
    private static long height(String rpc) {
        try (RpcClient client = new RpcClient(URI.create(rpc), Duration.ofSeconds(5))) {
            return client.call("ixi_status").path("height").asLong();
        } catch (IOException | io.ixi.cli.RpcException e) {
            return -1;
        }
    }

    private static String ready(String rpc) throws InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create(rpc).resolve("/readyz"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            return "";
        }
    }
}
