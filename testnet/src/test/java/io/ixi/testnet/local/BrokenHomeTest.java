package io.ixi.testnet.local;

import static io.ixi.testnet.local.Session.ixi;
import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.cli.FailedException;
import io.ixi.cli.Texts;
import io.ixi.node.journal.StorageException.Reason;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ixi node start} on a home that was damaged since a validator used it: a clear refusal, each its code. */
class BrokenHomeTest {
    @TempDir
    private Path temp = Path.of("");

    @Test
    void damageIsNamedAndNothingStarts() throws IOException {
        Path dir = used();
        Path flipped = copy(dir, "flipped");
        Path segment;
        try (Stream<Path> files = Files.list(flipped.resolve("journal"))) {
            segment = files.filter(file -> file.getFileName().toString().startsWith("segment-"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
        flip(segment, 1_000);
        refused(flipped, Reason.DAMAGED.exitCode(), segment.getFileName().toString());

        Path missing = copy(dir, "missing");
        Files.delete(missing.resolve("state/db/CURRENT"));
        refused(missing, Reason.DAMAGED.exitCode(), "state");

        Path emptied = copy(dir, "emptied");
        Directory.delete(emptied.resolve("state/db"));
        refused(emptied, Reason.DAMAGED.exitCode(), "state");

        Path foreign = copy(dir, "foreign");
        Path genesis = dir.resolve("genesis.json");
        String before = Files.readString(genesis);
        Files.writeString(genesis, before.replace("\"" + "broken" + "\"", "\"another\""));
        refused(foreign, Reason.FOREIGN.exitCode(), "holds chain");
        Files.writeString(genesis, before);

        Path unset = copy(dir, "unset");
        Files.writeString(unset.resolve("node.toml"), "nonsense = [");
        refused(unset, FailedException.FAILED, "node.toml");
    }

    private static void refused(Path home, int code, String named) {
        Session.Ran ran = ixi("node", "start", "--home", home.toString(), "--json");
        assertThat(ran.code()).as(ran.err()).isEqualTo(code);
        assertThat(ran.error()).isEqualTo("NODE_START");
        assertThat(ran.err()).contains(named);
    }

    /** A network of one that finalized a few blocks and was stopped. */
    private Path used() {
        Path dir = temp.resolve("net");
        LocalNetwork network = LocalNetwork.create(
                dir, Texts.of("io.ixi.testnet.messages", Locale.ENGLISH), Founding.anywhere("broken", 1, Map.of()));
        network.start();
        try {
            network.awaitFinality(done -> {});
        } finally {
            network.stop();
        }
        return dir;
    }

    /** The home of the validator once more, beside it. */
    private static Path copy(Path dir, String name) throws IOException {
        Path from = dir.resolve("v1");
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path to = dir.resolve(name).resolve(from.relativize(file).toString());
                Files.copy(file, to, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return dir.resolve(name);
    }

    private static void flip(Path file, long offset) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(offset);
            int value = bytes.read();
            bytes.seek(offset);
            bytes.write(value ^ 0x10);
        }
    }
}
