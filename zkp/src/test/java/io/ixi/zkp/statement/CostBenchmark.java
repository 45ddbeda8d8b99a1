package io.ixi.zkp.statement;

import io.ixi.zkp.field.Goldilocks;
import io.ixi.zkp.hash.Poseidon2;
import io.ixi.zkp.prover.Prover;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.generators.core.BenchmarkGenerator;
import org.openjdk.jmh.generators.core.FileSystemDestination;
import org.openjdk.jmh.generators.reflection.RFGeneratorSource;

/**
 * Proofs and verifications of each statement, and in the same run the field's and the hashes' rates, measured by JMH.
 * {@link #main} writes and compiles what JMH needs around these methods into a temporary folder and hands its arguments
 * to JMH. JMH takes wall time: {@link ProofBenchmark} prints processor time, memory and bytes.
 */
@BenchmarkMode(Mode.AverageTime)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
public class CostBenchmark {
    private static final int UNITS = 4096;

    /** One statement, its prover and a proof. */
    @State(Scope.Benchmark)
    public static class Proven {
        @Param({"transfer", "pass", "total"})
        public String kind = "";

        private Cases.Case each = Cases.transfer();
        private Prover prover = new Prover(each.statement().verifier().circuit());
        private byte[] statement = new byte[0];
        private byte[] proof = new byte[0];
        private final Random random = new Random(5);

        @Setup
        public void make() {
            each = switch (kind) {
                case "pass" -> Cases.pass();
                case "total" -> Cases.total(64);
                default -> Cases.transfer();
            };
            prover = new Prover(each.statement().verifier().circuit());
            statement = each.statement().encode();
            proof = prove(1);
        }

        byte[] prove(int threads) {
            byte[] entropy = new byte[32];
            random.nextBytes(entropy);
            long[] inputs = each.statement().publicInputs();
            return prover.prove(statement, inputs, each.secrets().get(), entropy, threads, done -> true);
        }
    }

    /** Numbers to multiply and bytes to hash. */
    @State(Scope.Thread)
    public static class Units {
        private final long[] x = new Random(3).longs(UNITS, 0, Long.MAX_VALUE).toArray();
        private final long[] y = x.clone();
        private final long[] state = new long[Poseidon2.WIDTH];
        private final byte[] pair = new byte[64];
        private final MessageDigest sha;

        public Units() {
            try {
                sha = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Benchmark
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public byte[] proveOnOneThread(Proven proven) {
        return proven.prove(1);
    }

    @Benchmark
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public byte[] proveOnTwoThreads(Proven proven) {
        return proven.prove(2);
    }

    @Benchmark
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public boolean verify(Proven proven) {
        return Statement.verify(proven.statement, proven.proof);
    }

    @Benchmark
    @OutputTimeUnit(TimeUnit.NANOSECONDS)
    @OperationsPerInvocation(UNITS)
    public long[] multiply(Units units) {
        long[] x = units.x;
        long[] y = units.y;
        for (int i = 0; i < UNITS; i++) {
            y[i] = Goldilocks.mul(y[i], x[i]);
        }
        return y;
    }

    @Benchmark
    @OutputTimeUnit(TimeUnit.NANOSECONDS)
    public long[] poseidon2(Units units) {
        Poseidon2.permute(units.state);
        return units.state;
    }

    @Benchmark
    @OutputTimeUnit(TimeUnit.NANOSECONDS)
    public byte[] sha256Of64Bytes(Units units) {
        return units.sha.digest(units.pair);
    }

    /** Arguments are JMH's. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("jmh");
        String path = System.getProperty("java.class.path");
        var source = new RFGeneratorSource();
        source.processClasses(CostBenchmark.class);
        var destination = new FileSystemDestination(folder.toFile(), folder.toFile());
        BenchmarkGenerator generator = new BenchmarkGenerator();
        generator.generate(source, destination);
        generator.complete(source, destination);
        List<String> compile = new ArrayList<>(List.of("-proc:none", "-nowarn", "-d", folder.toString(), "-cp", path));
        try (Stream<Path> files = Files.walk(folder)) {
            files.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(compile::add);
        }
        if (ToolProvider.getSystemJavaCompiler().run(null, null, null, compile.toArray(new String[0])) != 0) {
            throw new IllegalStateException("what JMH wrote does not compile");
        }
        List<String> run = new ArrayList<>();
        run.add(ProcessHandle.current().info().command().orElse("java"));
        run.addAll(List.of("-cp", folder + File.pathSeparator + path, "org.openjdk.jmh.Main"));
        run.addAll(List.of(arguments));
        int code = new ProcessBuilder(run).inheritIO().start().waitFor();
        if (code != 0) {
            throw new IllegalStateException("JMH ended with " + code);
        }
    }
}
