package io.ixi.rpc.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.ixi.rpc.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/**
 * The classic proof of a badge, verified by {@code @digitalbazaar/vc} on Node.js: installed by npm, exactly as the lock
 * file beside the script says, into target. Skipped where there is no Node.js, no npm or no registry.
 */
class IndependentVerifierTest {
    private static final Path SCRIPT = Path.of("src/test/js/verifier");
    private static final Path INSTALLED = Path.of("target/verifier");
    private static final int PATIENCE_S = 60;

    /** What npm prints where it reaches no registry. */
    private static final List<String> UNREACHED =
            List.of("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH");

    private static final int NONE = -1;

    private record Ran(int code, String out) {}

    @Test
    void theClassicProofHoldsForOthers(@TempDir Path dir) throws Exception {
        install();
        try (CredentialKey classic = Samples.ed25519();
                CredentialKey quantum = Samples.mlDsa()) {
            String controller = "did:example:issuer";
            ObjectNode badge = Samples.badge();
            badge.remove("credentialStatus");
            ((ObjectNode) badge.path("issuer")).put("id", controller);
            badge.put("validFrom", "2025-01-01T00:00:00Z");
            String method = controller + "#assert-1";
            ObjectNode signed = DataIntegrity.sign(
                    badge, DataIntegrity.Suite.EDDSA_RDFC_2022, classic, method, "2025-01-02T00:00:00Z");
            assertThat(verified(dir, signed, classic, method)).contains("VERIFIED true");
            ObjectNode altered = signed.deepCopy();
            altered.put("name", "Another badge");
            assertThat(verified(dir, altered, classic, method)).contains("VERIFIED false");
            ObjectNode twice = DataIntegrity.sign(
                    signed,
                    DataIntegrity.Suite.MLDSA44_JCS_2024,
                    quantum,
                    controller + "#key-1",
                    "2025-01-02T00:00:00Z");
            assertThat(verified(dir, twice, classic, method))
                    .as("a proof that it does not know is not in its way")
                    .contains("VERIFIED true");
        }
    }

    private static void install() throws IOException, InterruptedException {
        if (run(Path.of("."), "node", "--version").code() != 0) {
            abort("skipped: no node on the path");
        }
        Files.createDirectories(INSTALLED);
        for (String name : List.of("package.json", "package-lock.json", "verify.mjs")) {
            Files.write(INSTALLED.resolve(name), Files.readAllBytes(SCRIPT.resolve(name)));
        }
        Ran npm = run(INSTALLED, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        if (npm.code() != 0) {
            assumeFalse(npm.code() == NONE, "skipped: no npm on the path");
            assumeFalse(UNREACHED.stream().anyMatch(npm.out()::contains), "skipped: npm reaches no registry");
        }
        assertThat(npm.code()).as(npm.out()).isZero();
    }

    private static String verified(Path dir, ObjectNode badge, CredentialKey key, String method) throws Exception {
        Path file = dir.resolve("badge.json").toAbsolutePath();
        Path context = dir.resolve("badges.json").toAbsolutePath();
        Files.write(file, Json.write(badge));
        try (var in = Graphs.class.getResourceAsStream("contexts/open-badges-3.0.3.json")) {
            Files.write(context, Objects.requireNonNull(in).readAllBytes());
        }
        String multibase = key.publicKey().multibase();
        return run(INSTALLED, "node", "verify.mjs", file.toString(), context.toString(), method, multibase)
                .out();
    }

    /** What it printed, both streams; code {@link #NONE}: there is no such program. */
    private static Ran run(Path folder, String... command) throws IOException, InterruptedException {
        Path log = Files.createTempFile("verifier", ".log");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            boolean ended = process.waitFor(PATIENCE_S, TimeUnit.SECONDS);
            process.destroyForcibly();
            String out = Files.readString(log, StandardCharsets.UTF_8);
            assertThat(ended).as(List.of(command) + " did not end: " + out).isTrue();
            return new Ran(process.exitValue(), out);
        } catch (IOException e) {
            return new Ran(NONE, String.valueOf(e.getMessage()));
        } finally {
            Files.delete(log);
        }
    }
}
