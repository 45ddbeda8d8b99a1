package io.ixi.vm.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.consensus.types.Hash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Machines that agree on nothing but the rules: collector, compiler, language, time zone and charset differ. */
public final class Machines {
    private static final String ROOTS = "roots ";

    private static final List<List<String>> ALL = List.of(
            List.of("-XX:+UseSerialGC", "-Duser.language=ar", "-Duser.timezone=Asia/Kathmandu"),
            List.of(
                    // our code in the interpreter, the library compiled: in the interpreter it hashes and nothing else
                    "-XX:CompileCommand=quiet",
                    "-XX:CompileCommand=exclude,io.ixi.*::*",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseParallelGC",
                    "-Duser.language=tr",
                    "-Duser.country=TR",
                    "-Duser.timezone=Pacific/Chatham",
                    "-Dfile.encoding=ISO-8859-1"));

    private Machines() {}

    /** Runs every test of these classes on each, and compares the state roots of all blocks of all their chains. */
    public static void agree(Class<?>... tests) throws IOException, InterruptedException {
        Process one = start(ALL.getFirst(), tests);
        Process other = start(ALL.getLast(), tests);
        try {
            assertThat(roots(other)).isEqualTo(roots(one)).startsWith(ROOTS);
        } finally {
            one.destroyForcibly();
            other.destroyForcibly();
        }
    }

    private static Process start(List<String> options, Class<?>... tests) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(Machines.class.getName());
        for (Class<?> test : tests) {
            command.add(test.getName());
        }
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static String roots(Process process) throws IOException, InterruptedException {
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(out).isZero();
        return out.lines().filter(line -> line.startsWith(ROOTS)).findFirst().orElse(out);
    }

    /**
     * One machine's part: prints SHA-256 over the roots.
     *
     * @param args names of test classes
     */
    public static void main(String[] args) throws ClassNotFoundException {
        MessageDigest roots = Hash.sha256();
        ModuleChain.roots = roots;
        for (String name : args) {
            Specification.runAll(Class.forName(name));
        }
        System.out.println(ROOTS + HexFormat.of().formatHex(roots.digest()));
    }
}
