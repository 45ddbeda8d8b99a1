package io.ixi.testnet.local;

import static io.ixi.testnet.local.Session.ixi;
import static io.ixi.testnet.local.Session.types;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ixi.cli.FailedException;
import io.ixi.cli.RpcClient;
import io.ixi.cli.Terminal;
import io.ixi.cli.Texts;
import io.ixi.cli.light.Trust;
import io.ixi.cli.light.TrustFile;
import io.ixi.consensus.types.ValidatorSet;
import io.ixi.node.journal.StorageException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Four validators as real processes on loopback: what the README promises, and what kill -9 must not break. */
class RealProcessesTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path temp = Path.of("");

    private final List<Long> pids = new ArrayList<>();

    @AfterEach
    void endWhatIsLeft() {
        if (!LocalNetwork.gone(dir())) {
            run("testnet", "down"); // an `up` that failed leaves what it started
        }
        pids.stream().flatMap(pid -> ProcessHandle.of(pid).stream()).forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void upTransferSecondUpDown() throws Exception {
        JsonNode up = up();
        assertThat(up.path("running").asBoolean()).isTrue();
        assertThat(up.path("validators")).hasSize(4).allSatisfy(validator -> {
            assertThat(validator.path("height").asLong()).isPositive();
            assertThat(validator.path("chain_id").asString())
                    .isEqualTo(up.path("chain_id").asString());
        });
        assertThat(up.path("accounts")).hasSize(3);
        JsonNode status = run("testnet", "status", "--json").json();
        assertThat(status.path("validators").get(2).path("pid"))
                .isEqualTo(up.path("validators").get(2).path("pid"));

        String rpc = rpc(up, 1);
        String before = balance(rpc);
        Session.Ran sent = types("tx send --from demo:alice --to demo:bob --amount 1000 --wait --json --rpc " + rpc);
        assertThat(sent.code()).as(sent.err()).isZero();
        assertThat(sent.json().path("status").asString()).isEqualTo("final");
        assertThat(Long.parseLong(balance(rpc)) - Long.parseLong(before)).isEqualTo(1000);

        answersAreVerified(rpc);

        Session.Ran again = run("testnet", "up", "--detach", "--json");
        assertThat(again.code()).isEqualTo(FailedException.CONFLICT);
        assertThat(again.error()).isEqualTo("ALREADY_RUNNING");
        assertThat(again.err()).contains("./ixi testnet status --dir " + dir());
        assertThat(run("testnet", "reset", "--yes", "--json").error()).isEqualTo("RUNNING");
        assertThat(run("testnet", "logs", "v1").out()).isNotBlank();
        aSecondProcessOnTheSameHomeIsRefused(up);

        assertThat(run("testnet", "down").code()).isZero();
        // dead at once; this process, their parent, takes a moment to forget them
        await("no process left")
                .atMost(SOON)
                .until(() ->
                        pids.stream().noneMatch(pid -> ProcessHandle.of(pid).isPresent()));
        assertThat(run("testnet", "status", "--json").json().path("running").asBoolean())
                .isFalse();
        assertThat(run("testnet", "reset", "--yes").code()).isZero();
        assertThat(dir()).doesNotExist();
    }

    /** The light client takes a real node's answer, and takes none for another genesis. */
    private void answersAreVerified(String rpc) throws Exception {
        Path genesis = dir().resolve(Directory.GENESIS);
        Path checkpoint = temp.resolve("checkpoint.json");
        String query = "query bank balance --account demo:bob --json --rpc " + rpc + " --trust " + checkpoint;
        Session.Ran verified = types(query + " --verify " + genesis);
        assertThat(verified.code()).as(verified.err()).isZero();
        assertThat(verified.json().path("verified").path("complete").asBoolean())
                .isTrue();
        Trust kept = TrustFile.read(checkpoint);
        assertThat(kept.validators().size()).isEqualTo(4);
        assertThat(types(query + " --verify " + genesis).code()).isZero();

        ValidatorSet now = kept.validators();
        TrustFile.write(
                checkpoint, new Trust(kept.chain(), new ValidatorSet(now.epoch() + 1, now.seed(), now.validators())));
        Session.Ran old = types(query + " --verify " + genesis);
        assertThat(old.code()).isEqualTo(FailedException.UNPROVEN);
        assertThat(old.error()).isEqualTo("NOT_PROVEN_VALIDATORS");

        Path other = temp.resolve("other.json");
        Files.writeString(other, Files.readString(genesis).replace("\"testnet\"", "\"another\""));
        Files.delete(checkpoint);
        Session.Ran refused = types(query + " --verify " + other);
        assertThat(refused.code()).isEqualTo(FailedException.UNPROVEN);
        assertThat(refused.error()).isEqualTo("NOT_PROVEN_CHAIN");
        assertThat(checkpoint).doesNotExist();
    }

    /** One key, two processes: the second finds the data in use, says so and ends; the first does not notice. */
    private void aSecondProcessOnTheSameHomeIsRefused(JsonNode up) throws Exception {
        Path log = temp.resolve("second.log");
        Process second = Jvm.start(dir().resolve("v2"), log, dir().resolve(Directory.LIB));
        assertThat(second.waitFor(60, TimeUnit.SECONDS)).as("the second ends").isTrue();
        assertThat(second.exitValue()).isEqualTo(StorageException.Reason.LOCKED.exitCode());
        assertThat(log).content().contains("is in use by another process: is the node already running?");
        String rpc = rpc(up, 1);
        long height = height(rpc);
        await("v2 goes on").atMost(SOON).until(() -> height(rpc) > height);
    }

    @Test
    void oneKilledIsMissedByNobodyAndCatchesUp() {
        JsonNode up = up();
        int victim = ThreadLocalRandom.current().nextInt(4);
        String name = up.path("validators").get(victim).path("name").asString();
        assertThat(run("testnet", "kill", name).code()).isZero();
        String other = rpc(up, (victim + 1) % 4);
        long height = height(other);
        String id = send(other, 7);
        await("finality without " + name).atMost(SOON).until(() -> height(other) > height + 2);
        pids.add(run("testnet", "start", name, "--json")
                .json()
                .path("validators")
                .get(victim)
                .path("pid")
                .asLong());
        long reached = height(other);
        String killed = rpc(up, victim);
        await(name + " catches up").atMost(SOON).until(() -> height(killed) > reached);
        assertThat(transaction(killed, id).path("status").asString()).isEqualTo("final");
        assertThat(blocks(up, reached)).hasSize(1);
        assertThat(run("testnet", "down").code()).isZero();
    }

    @Test
    void allKilledLoseNothingFinal() {
        JsonNode up = up();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ids.add(send(rpc(up, i), 100 + i));
        }
        long height = height(rpc(up, 0));
        JsonNode block = block(rpc(up, 0), height);
        pids.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        await().atMost(SOON)
                .until(() ->
                        pids.stream().noneMatch(pid -> ProcessHandle.of(pid).isPresent()));

        JsonNode again = up();
        assertThat(again.path("chain_id")).isEqualTo(up.path("chain_id"));
        for (int i = 0; i < 4; i++) {
            String rpc = rpc(again, i);
            assertThat(ids)
                    .allSatisfy(
                            id -> assertThat(transaction(rpc, id).path("status").asString())
                                    .isEqualTo("final"));
            assertThat(block(rpc, height).path("hash")).isEqualTo(block.path("hash"));
        }
        assertThat(blocks(again, height)).hasSize(1);
        assertThat(run("testnet", "down").code()).isZero();
    }

    private Path dir() {
        return temp.resolve("net");
    }

    /** Starts the network of this test, made on free ports the first time. */
    private JsonNode up() {
        if (LocalNetwork.gone(dir())) {
            int base = 20_000 + 200 * ThreadLocalRandom.current().nextInt(30);
            LocalNetwork.create(
                    dir(),
                    Texts.of("io.ixi.testnet.messages", Locale.ENGLISH),
                    Founding.demo(4, Ports.freeBase(Founding.demo(4, base).plan(), base)));
        }
        Session.Ran ran = run("testnet", "up", "--detach", "--json");
        assertThat(ran.code()).as(ran.err()).isZero();
        JsonNode up = ran.json();
        up.path("validators")
                .forEach(validator -> pids.add(validator.path("pid").asLong()));
        return up;
    }

    private Session.Ran run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--dir", dir().toString()));
        return ixi(all.toArray(String[]::new));
    }

    private static String rpc(JsonNode status, int index) {
        return status.path("validators").get(index).path("rpc").asString();
    }

    private static String send(String rpc, int amount) {
        Session.Ran sent =
                types("tx send --from demo:alice --to demo:carol --amount " + amount + " --wait --json --rpc " + rpc);
        assertThat(sent.code()).as(sent.err()).isZero();
        return sent.json().path("id").asString();
    }

    private static String balance(String rpc) {
        Session.Ran ran = types("query bank balance --account demo:bob --json --rpc " + rpc);
        assertThat(ran.code()).as(ran.err()).isZero();
        return ran.json().path("result").path("free").asString();
    }

    /** -1 while nobody answers. */
    private static long height(String rpc) {
        try (RpcClient client = new RpcClient(URI.create(rpc), Duration.ofSeconds(5))) {
            return client.call("ixi_status").path("height").asLong();
        } catch (java.io.IOException | io.ixi.cli.RpcException e) {
            return -1;
        }
    }

    private static JsonNode transaction(String rpc, String id) {
        return call(rpc, "ixi_getTransaction", Terminal.JSON.createObjectNode().put("id", id));
    }

    private static JsonNode block(String rpc, long height) {
        return call(rpc, "ixi_getBlock", Terminal.JSON.createObjectNode().put("block", Long.toString(height)));
    }

    /** Every answer of the validators to what the block of a height is; its header holds the state root. */
    private static Set<String> blocks(JsonNode status, long height) {
        TreeSet<String> seen = new TreeSet<>();
        for (int i = 0; i < 4; i++) {
            JsonNode block = block(rpc(status, i), height);
            seen.add(block.path("hash").asString()
                    + block.path("header").path("parent_state_root").asString());
        }
        return seen;
    }

    private static JsonNode call(String rpc, String method, ObjectNode params) {
        try (RpcClient client = new RpcClient(URI.create(rpc), Duration.ofSeconds(10))) {
            return client.call(method, params);
        } catch (java.io.IOException | io.ixi.cli.RpcException e) {
            throw new AssertionError(rpc + " " + method, e);
        }
    }
}
