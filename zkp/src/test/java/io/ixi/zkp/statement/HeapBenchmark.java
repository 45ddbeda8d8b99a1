package io.ixi.zkp.statement;

import io.ixi.zkp.prover.Prover;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Prints, for each statement and for one and two threads, the smallest heap of those tried in which a new JVM makes
 * three proofs and checks them, and that process's peak of resident memory where the system tells it. Everything that a
 * wallet needs is in that heap: circuit, tables, secrets and proof.
 */
final class HeapBenchmark {
    private static final int[] MEBIBYTES = {24, 32, 40, 48, 64, 96, 128, 192};
    private static final int PROOFS = 3;

    private HeapBenchmark() {}

    /** No arguments: tries all. A statement's name and a number of threads: makes the proofs in this process. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length == 2) {
            prove(arguments[0], Integer.parseInt(arguments[1]));
            return;
        }
        for (String kind : List.of("transfer", "pass", "total of 64", "total of 960")) {
            search(kind, 1);
            search(kind, 2);
        }
    }

    private static void search(String kind, int threads) throws IOException, InterruptedException {
        for (int mebibytes : MEBIBYTES) {
            String said = attempt(kind, threads, mebibytes);
            if (!said.isEmpty()) {
                System.out.printf("%s, %d threads: -Xmx%dm, %s%n", kind, threads, mebibytes, said);
                return;
            }
        }
        System.out.printf("%s, %d threads: not in %d MiB%n", kind, threads, MEBIBYTES[MEBIBYTES.length - 1]);
    }

    /** What the process printed, or nothing if the heap was too small. */
    private static String attempt(String kind, int threads, int mebibytes) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-XX:+UseSerialGC",
                        "-Xmx" + mebibytes + "m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HeapBenchmark.class.getName(),
                        kind,
                        String.valueOf(threads))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return process.waitFor() == 0 ? said : "";
    }

    private static void prove(String kind, int threads) throws IOException {
        Cases.Case each = switch (kind) {
            case "transfer" -> Cases.transfer();
            case "pass" -> Cases.pass();
            case "total of 64" -> Cases.total(64);
            default -> Cases.total(960);
        };
        Prover prover = new Prover(each.statement().verifier().circuit());
        byte[] statement = each.statement().encode();
        Random random = new Random(9);
        for (int i = 0; i < PROOFS; i++) {
            byte[] entropy = new byte[32];
            random.nextBytes(entropy);
            byte[] proof = prover.prove(
                    statement, each.statement().publicInputs(), each.secrets().get(), entropy, threads, done -> true);
            if (!Statement.verify(statement, proof)) {
                throw new IllegalStateException("a good proof was refused");
            }
        }
        Path status = Path.of("/proc/self/status");
        if (Files.exists(status)) {
            try (Stream<String> lines = Files.lines(status)) {
                lines.filter(line -> line.startsWith("VmHWM"))
                        .forEach(line -> System.out.println(
                                "resident at most " + line.substring(6).strip()));
            }
        } else {
            System.out.println("proven");
        }
    }
}
