package io.ixi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher, on a file system of its own: fake JDKs that print their path, and a fake Maven that counts builds. */
class LauncherTest {
    private static final List<String> TOOLS = List.of(
            "cat",
            "dirname",
            "readlink",
            "find",
            "head",
            "tail",
            "sed",
            "grep",
            "uname",
            "mkdir",
            "ln",
            "mv",
            "rm",
            "sleep");

    @TempDir
    private Path temp = Path.of("");

    private Path root = Path.of("");
    private final Map<String, String> environment = new TreeMap<>();

    private record Ran(int code, String out, String err) {}

    @BeforeEach
    void layOut() throws IOException {
        root = Files.createDirectories(temp.resolve("repo with space"));
        Files.createDirectories(root.resolve("cli/src/main"));
        Files.writeString(root.resolve("pom.xml"), "<project/>");
        Files.createDirectories(root.resolve(".mvn"));
        Files.copy(repository().resolve("ixi"), root.resolve("ixi"));
        script(root.resolve("mvnw"), "echo \"$JAVA_HOME\" >> builds; mkdir -p testnet/target/dist/lib");
        Path tools = Files.createDirectories(temp.resolve("tools"));
        for (String tool : TOOLS) {
            Path real = Files.exists(Path.of("/bin", tool)) ? Path.of("/bin", tool) : Path.of("/usr/bin", tool);
            script(tools.resolve(tool), "exec " + real + " \"$@\"");
        }
        environment.put("PATH", tools.toString());
        environment.put("HOME", Files.createDirectories(temp.resolve("home")).toString());
        environment.put(
                "IXI_SYSTEM_ROOT",
                Files.createDirectories(temp.resolve("system")).toString());
    }

    @Test
    void takesTheFirstJavaThatIsNewEnough() throws Exception {
        environment.put("JAVA_HOME", jdk("old", "17.0.15", true).toString());
        Path system = jdk("system/usr/lib/jvm/temurin-25", "25.0.3", true);
        Ran ran = ixi("version", "a b");
        assertThat(ran.code()).isZero();
        assertThat(ran.out()).contains("java " + system.resolve("bin/java"));
        assertThat(ran.out()).contains("io.ixi.cli.Main\nversion\na b\n");
        assertThat(ran.out()).contains("-Dixi.root=" + root.toRealPath());
        environment.put("JAVA_HOME", jdk("newer", "26-ea", true).toString());
        assertThat(ixi("version").out()).contains("java " + temp.resolve("newer/bin/java"));
        environment.put("IXI_JAVA_HOME", jdk("chosen", "25", true).toString());
        assertThat(ixi("version").out()).contains("java " + temp.resolve("chosen/bin/java"));
    }

    @Test
    void findsJavaOnThePathAndInHomes() throws Exception {
        jdk("home/.sdkman/candidates/java/25.0.1-tem", "25.0.1", true);
        assertThat(ixi("version").out()).contains("java " + temp.resolve("home/.sdkman/candidates/java/25.0.1-tem"));
        Path onPath = jdk("elsewhere/jdk", "25.0.2", true);
        Files.createSymbolicLink(temp.resolve("tools/java"), onPath.resolve("bin/java"));
        assertThat(ixi("version").out()).contains("java " + onPath.resolve("bin/java"));
    }

    @Test
    void asksTheJavaItselfWhereNoReleaseFileTellsTheVersion() throws Exception {
        Path jdk = jdk("bare", "25.0.3", true);
        Files.delete(jdk.resolve("release"));
        script(jdk.resolve("bin/java"), "[ \"$1\" != -version ] || echo 'openjdk version \"25.0.3\" 2026-01-01' >&2");
        environment.put("JAVA_HOME", jdk.toString());
        assertThat(ixi("version").code()).isZero();
    }

    @Test
    void saysInOneSentenceWhatToInstall() throws Exception {
        Ran none = ixi("version");
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.err().lines())
                .singleElement()
                .asString()
                .contains("JDK 25")
                .contains("install")
                .contains("https://");
        environment.put("JAVA_HOME", jdk("old", "17.0.15", true).toString());
        assertThat(ixi("version").err()).contains("the newest Java found is 17 (" + temp.resolve("old") + ")");
        environment.put("IXI_LANG", "ru");
        assertThat(ixi("version").err().lines())
                .singleElement()
                .asString()
                .contains("JDK 25")
                .contains("установите".substring(1));
        environment.put("IXI_JAVA_HOME", temp.resolve("nowhere").toString());
        assertThat(ixi("version").err()).contains("IXI_JAVA_HOME");
    }

    @Test
    void aRuntimeWithoutCompilerRunsButDoesNotBuild() throws Exception {
        environment.put("JAVA_HOME", jdk("runtime", "25.0.3", false).toString());
        Ran ran = ixi("version");
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains("no compiler");
        Path full = jdk("system/opt/jdk-25", "25.0.3", true);
        assertThat(ixi("version").out()).contains("java " + full);
        assertThat(ixi("version").out()).contains("java " + temp.resolve("runtime"));
    }

    @Test
    void buildsOnceAndAgainWhenSourcesChange() throws Exception {
        Path jdk = jdk("jdk", "25.0.3", true);
        environment.put("JAVA_HOME", jdk.toString());
        assertThat(ixi("version").err()).contains("First build");
        assertThat(ixi("version").err()).isEmpty();
        assertThat(builds()).containsExactly(jdk.toString());
        Path source = root.resolve("cli/src/main/Main.java");
        Files.writeString(source, "class Main {}");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));
        assertThat(ixi("version").err()).contains("Sources changed");
        assertThat(builds()).hasSize(2);
    }

    @Test
    void aFailedBuildSaysWhyAndWhereTheLogIs() throws Exception {
        environment.put("JAVA_HOME", jdk("jdk", "25.0.3", true).toString());
        script(root.resolve("mvnw"), "echo '[ERROR] no such artifact'; exit 1");
        Ran ran = ixi("version");
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains("[ERROR] no such artifact").contains("target/ixi-build.log");
        assertThat(root.resolve("target/ixi-build.lock")).doesNotExist();
    }

    @Test
    void twoFirstRunsBuildOnce() throws Exception {
        environment.put("JAVA_HOME", jdk("jdk", "25.0.3", true).toString());
        script(root.resolve("mvnw"), "echo built >> builds; sleep 1; mkdir -p testnet/target/dist/lib");
        Process first = start("version");
        Process second = start("version");
        assertThat(first.waitFor()).isZero();
        assertThat(second.waitFor()).isZero();
        assertThat(builds()).hasSize(1);
    }

    @Test
    void takesOverTheLockOfABuildThatDied() throws Exception {
        environment.put("JAVA_HOME", jdk("jdk", "25.0.3", true).toString());
        Process dead = new ProcessBuilder("/bin/sh", "-c", "exit 0").start();
        dead.waitFor();
        Files.createDirectories(root.resolve("target"));
        Files.writeString(root.resolve("target/ixi-build.lock"), dead.pid() + "\n");
        assertThat(ixi("version").code()).isZero();
        assertThat(builds()).hasSize(1);
    }

    @Test
    void testRunsMavenWithThatJavaAndTheArguments() throws Exception {
        Path jdk = jdk("system/usr/lib/jvm/25", "25.0.3", true);
        script(root.resolve("mvnw"), "echo \"$JAVA_HOME $*\"");
        assertThat(ixi("test", "-pl", "cli").out()).isEqualTo(jdk + " verify -pl cli\n");
    }

    @Test
    void worksThroughASymbolicLink() throws Exception {
        environment.put("JAVA_HOME", jdk("jdk", "25.0.3", true).toString());
        Files.createDirectories(temp.resolve("bin"));
        Path link = Files.createSymbolicLink(temp.resolve("bin/ixi"), Path.of("..", "repo with space", "ixi"));
        Ran ran = finish(start(link, List.of("version")));
        assertThat(ran.code()).isZero();
        assertThat(ran.out()).contains("-Dixi.root=" + root.toRealPath());
    }

    private List<String> builds() throws IOException {
        return Files.readAllLines(root.resolve("builds"));
    }

    private Path jdk(String where, String version, boolean compiler) throws IOException {
        Path home = temp.resolve(where);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        script(home.resolve("bin/java"), "echo \"java $0\"; for a; do echo \"$a\"; done");
        if (compiler) {
            script(home.resolve("bin/javac"), "exit 0");
        }
        return home;
    }

    private static void script(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Ran ixi(String... arguments) throws IOException, InterruptedException {
        return finish(start(arguments));
    }

    private Process start(String... arguments) throws IOException {
        return start(root.resolve("ixi"), List.of(arguments));
    }

    private Process start(Path launcher, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("/bin/sh", launcher.toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(temp.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static Ran finish(Process process) throws IOException, InterruptedException {
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Ran(process.exitValue(), out, err);
    }

    private static Path repository() {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.exists(here.resolve("mvnw"))) {
            here = java.util.Objects.requireNonNull(here.getParent(), "not inside the repository");
        }
        return here;
    }
}
