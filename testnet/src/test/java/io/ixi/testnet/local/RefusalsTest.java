package io.ixi.testnet.local;

import static io.ixi.testnet.local.Session.ixi;
import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.cli.FailedException;
import io.ixi.cli.Texts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the local network refuses, that it says why, and that it changes nothing then. No validator runs here. */
class RefusalsTest {
    @TempDir
    private Path temp = Path.of("");

    @Test
    void aPortInUseIsNamedAndNothingIsMade() throws IOException {
        int base = Ports.freeBase(Founding.demo(4, 30_000).plan(), 30_000);
        Path dir = temp.resolve("net");
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), base + 2));
            Session.Ran ran = ixi("testnet", "up", "--detach", "--dir", dir.toString(), "--base-port", "" + base);
            assertThat(ran.code()).isEqualTo(FailedException.CONFLICT);
            assertThat(ran.err()).contains("Port " + (base + 2)).contains("--base-port ");
        }
        assertThat(dir).doesNotExist();
        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void aPortInUseKeepsAStoppedNetworkAsItIs() throws IOException {
        int base = Ports.freeBase(Founding.demo(4, 31_000).plan(), 31_000);
        Path dir = made(base);
        Map<Path, String> before = contents(dir);
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), base + 101));
            Session.Ran ran = ixi("testnet", "up", "--detach", "--json", "--dir", dir.toString());
            assertThat(ran.code()).isEqualTo(FailedException.CONFLICT);
            assertThat(ran.error()).isEqualTo("PORT_IN_USE");
        }
        Files.deleteIfExists(dir.resolve("lock"));
        assertThat(contents(dir)).isEqualTo(before);
    }

    @Test
    void aHalfWrittenDirectoryIsExplainedAndKept() throws IOException {
        Path dir = made(30_000);
        Files.delete(dir.resolve("v3/validator.key"));
        Map<Path, String> before = contents(dir);
        Session.Ran ran = ixi("testnet", "up", "--detach", "--json", "--dir", dir.toString());
        assertThat(ran.code()).isEqualTo(FailedException.CONFLICT);
        assertThat(ran.error()).isEqualTo("HALF_WRITTEN");
        assertThat(ran.err()).contains("v3/validator.key").contains("reset");
        Files.delete(dir.resolve("testnet.json"));
        before.remove(dir.resolve("testnet.json"));
        assertThat(ixi("testnet", "status", "--json", "--dir", dir.toString()).error())
                .isEqualTo("HALF_WRITTEN");
        assertThat(contents(dir)).isEqualTo(before);
        assertThat(ixi("testnet", "reset", "--yes", "--dir", dir.toString()).code())
                .isZero();
        assertThat(dir).doesNotExist();
    }

    @Test
    void resetAsksAndNeverDeletesWhatIsNotItsOwn() throws IOException {
        Path dir = made(30_000);
        assertThat(ixi("testnet", "reset", "--json", "--dir", dir.toString()).error())
                .isEqualTo("NOT_CONFIRMED");
        Path foreign = Files.writeString(dir.resolve("thesis.txt"), "years of work");
        Session.Ran ran = ixi("testnet", "reset", "--yes", "--json", "--dir", dir.toString());
        assertThat(ran.error()).isEqualTo("FOREIGN_FILES");
        assertThat(ran.err()).contains("thesis.txt");
        assertThat(foreign).exists();
        assertThat(dir.resolve("v1/validator.key")).exists();
        assertThat(ixi(
                                "testnet",
                                "reset",
                                "--yes",
                                "--dir",
                                temp.resolve("none").toString())
                        .code())
                .isZero();
    }

    @Test
    void aDirectoryOfSomethingElseIsLeftAlone() throws IOException {
        Path dir = Files.createDirectories(temp.resolve("photos"));
        Files.writeString(dir.resolve("one.jpg"), "x");
        assertThat(ixi("testnet", "up", "--detach", "--json", "--dir", dir.toString())
                        .error())
                .isEqualTo("HALF_WRITTEN");
        assertThat(dir.resolve("one.jpg")).hasContent("x");
    }

    @Test
    void aNetworkKeepsItsSize() {
        Path dir = made(30_000);
        Session.Ran ran = ixi("testnet", "up", "--detach", "--json", "--validators", "7", "--dir", dir.toString());
        assertThat(ran.error()).isEqualTo("OTHER_SIZE");
        assertThat(ixi(
                                "testnet",
                                "up",
                                "--validators",
                                "0",
                                "--dir",
                                temp.resolve("n").toString())
                        .code())
                .isEqualTo(FailedException.USAGE);
    }

    @Test
    void commandsOnNothingSayHowToMakeOne() {
        for (String command : new String[] {"status", "down", "logs"}) {
            Session.Ran ran =
                    ixi("testnet", command, "--dir", temp.resolve("none").toString());
            assertThat(ran.code()).as(command).isEqualTo(FailedException.FAILED);
            assertThat(ran.err()).as(command).contains("./ixi testnet up");
        }
    }

    @Test
    void validatorKeysAreSecretAndRandom() throws IOException {
        Path one = made(30_000);
        Path key = one.resolve("v1/validator.key");
        assertThat(Files.getPosixFilePermissions(key)).hasToString("[OWNER_READ, OWNER_WRITE]");
        assertThat(Files.readString(key))
                .matches("[0-9a-f]{64}\n")
                .isNotEqualTo(Files.readString(one.resolve("v2/validator.key")));
    }

    private Path made(int base) {
        Path dir = temp.resolve("net");
        LocalNetwork.create(dir, Texts.of("io.ixi.testnet.messages", Locale.ENGLISH), Founding.demo(4, base));
        return dir;
    }

    private static Map<Path, String> contents(Path dir) throws IOException {
        Map<Path, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(file, Files.readString(file));
            }
        }
        return contents;
    }
}
