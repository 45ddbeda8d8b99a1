package io.ixi.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ixi.consensus.types.Hash;
import io.ixi.node.care.Backup;
import io.ixi.node.care.Doctor;
import io.ixi.node.care.Finding;
import io.ixi.node.care.Finding.Code;
import io.ixi.node.care.OwnerDoor;
import io.ixi.node.config.ConfigException;
import io.ixi.node.journal.StorageException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Homes of real nodes: explained, damaged, backed up while the node runs, restored. */
class CareTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private static void awaitHeight(Node node, long height) {
        await().atMost(PATIENCE).until(() -> node.backend().status().height() >= height);
    }

    private static List<Finding> examine(Path home) {
        return Doctor.examine(home, Map.of(), false);
    }

    private static Finding only(Path home, Finding.Level level) {
        List<Finding> found =
                examine(home).stream().filter(f -> f.level() == level).toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    /** A home of a validator that is alone in its network, stopped at some height. */
    private Path stopped(TestNetwork network, long height) {
        awaitHeight(network.start(0), height);
        network.stop(0);
        return network.home(0);
    }

    @Test
    void aHealthyHomeHasNothingToDoAndIsNotTouched() throws Exception {
        try (TestNetwork network = new TestNetwork(directory, 1)) {
            Path home = stopped(network, 3);
            Map<String, Hash> before = files(home);
            for (boolean deep : new boolean[] {false, true}) {
                List<Finding> found = Doctor.examine(home, Map.of(), deep);
                assertThat(found).allMatch(f -> f.level() == Finding.Level.OK);
                assertThat(found.stream().map(Finding::code))
                        .contains(Code.LOCK_FREE, Code.KEY_OK, Code.JOURNAL_OK, Code.WATERMARK_OK)
                        .contains(deep ? Code.STORE_VERIFIED : Code.STORE_OK);
            }
            assertThat(files(home)).isEqualTo(before);
            network.start(0);
            assertThat(only(home, Finding.Level.NOTE).code()).isEqualTo(Code.LOCK_HELD);
        }
    }

    @Test
    void everyDamageIsNamed() throws Exception {
        try (TestNetwork network = new TestNetwork(directory, 1)) {
            Path home = stopped(network, 3);
            Path key = home.resolve("validator.key");
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
            assertThat(only(home, Finding.Level.FATAL).code()).isEqualTo(Code.KEY_BAD);
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));

            Path segment = newest(home.resolve("journal"), ".ixj", "segment");
            write(segment, Files.size(segment) - 9, 77);
            assertThat(only(home, Finding.Level.NOTE).code()).isEqualTo(Code.JOURNAL_TORN);
            write(segment, Files.size(segment) - 9, 0);
            write(segment, 200, 77);
            Finding damaged = only(home, Finding.Level.FATAL);
            assertThat(damaged.code()).isEqualTo(Code.JOURNAL_DAMAGED);
            assertThat(damaged.exitCode()).isEqualTo(65);
            assertThat(damaged.arguments().getFirst()).contains(segment.toString());

            move(home.resolve("journal"), directory.resolve("journal"));
            assertThat(only(home, Finding.Level.WARNING).code()).isEqualTo(Code.JOURNAL_LOST);

            Files.delete(home.resolve("state/db/CURRENT"));
            Finding store = only(home, Finding.Level.FATAL);
            assertThat(store.code()).isEqualTo(Code.STORE_DAMAGED);
            assertThat(store.exitCode()).isEqualTo(65);

            Files.delete(directory.resolve("genesis.json"));
            assertThat(only(home, Finding.Level.FATAL).code()).isEqualTo(Code.GENESIS_BAD);
        }
    }

    @Test
    void anOldJournalIsToldFromTheKeysMemory() throws Exception {
        try (TestNetwork network = new TestNetwork(directory, 1)) {
            Path home = stopped(network, 2);
            copy(home.resolve("journal"), directory.resolve("old"));
            awaitHeight(network.start(0), 8);
            network.stop(0);
            move(home.resolve("journal"), directory.resolve("new"));
            copy(directory.resolve("old"), home.resolve("journal"));
            assertThat(only(home, Finding.Level.WARNING).code()).isEqualTo(Code.WATERMARK_AHEAD);
        }
    }

    @Test
    void aRunningNodeIsBackedUpAndItsValidatorGoesOnVotingAfterTheRestore() throws Exception {
        try (TestNetwork network = new TestNetwork(directory, 1)) {
            awaitHeight(network.start(0), 3);
            Path home = network.home(0);
            Path to = directory.resolve("backup");
            Backup.Contents saved = OwnerDoor.askBackup(home, to).orElseThrow();
            assertThat(saved.height()).isGreaterThanOrEqualTo(3);
            assertThat(Backup.read(to)).isEqualTo(saved);
            assertThat(files(to).keySet()).noneMatch(name -> name.contains("key") || name.contains("journal"));
            assertThatThrownBy(() -> OwnerDoor.askBackup(home, to))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("not empty");
            assertThatThrownBy(() -> Backup.restore(to, network.settings(0), true))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("in use");
            awaitHeight(network.node(0), saved.height() + 2);
            network.stop(0);

            assertThatThrownBy(() -> Backup.restore(to, network.settings(0), false))
                    .hasMessageContaining("nothing was changed");
            long before = Backup.restore(to, network.settings(0), true).before();
            assertThat(before).isGreaterThan(saved.height());
            // the journal holds what the store lacks now: the chain is as high as it was, and grows
            awaitHeight(network.start(0), before + 2);
        }
    }

    @Test
    void withoutItsJournalARestoredValidatorFollowsAndDoesNotVote() throws Exception {
        try (TestNetwork network = new TestNetwork(directory, 1)) {
            Path home = stopped(network, 3);
            Path to = directory.resolve("backup");
            Backup.Contents saved = Backup.copyStopped(network.settings(0), to);
            Backup.copyKey(network.settings(0), to);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(to.resolve("validator.key"))))
                    .isEqualTo("rw-------");
            move(home.resolve("journal"), directory.resolve("journal"));
            move(home.resolve("state"), directory.resolve("state"));
            Backup.Restored restored = Backup.restore(to, network.settings(0), false);
            assertThat(restored).isEqualTo(new Backup.Restored(saved.height(), -1, false));
            assertThat(only(home, Finding.Level.WARNING).code()).isEqualTo(Code.JOURNAL_LOST);
            Node node = network.start(0);
            assertThat(node.backend().status().height()).isEqualTo(saved.height());
            assertThat(node.backend().readiness().checks())
                    .anyMatch(check -> !check.ok() && check.detail().contains("without voting"));
        }
    }

    @Test
    void aDamagedOrForeignBackupIsRefused() throws Exception {
        try (TestNetwork network = new TestNetwork(directory, 1);
                TestNetwork other = new TestNetwork(Files.createDirectory(directory.resolve("other")), 2)) {
            stopped(network, 3);
            Path to = directory.resolve("backup");
            Backup.copyStopped(network.settings(0), to);
            assertThatThrownBy(() -> Backup.restore(to, other.settings(0), false))
                    .hasMessageContaining("holds chain");
            Path table = newest(to.resolve("state/db"), ".sst", "");
            // a copy of its own: the backup's files are links to those of the node
            byte[] bytes = Files.readAllBytes(table);
            bytes[bytes.length / 3] ^= 1;
            Files.delete(table);
            Files.write(table, bytes);
            Map<String, Hash> before = files(network.home(0).resolve("state"));
            assertThatThrownBy(() -> Backup.restore(to, network.settings(0), true))
                    .isInstanceOf(StorageException.class);
            assertThat(files(network.home(0).resolve("state"))).isEqualTo(before);
        }
    }

    private static void write(Path file, long at, int value) throws IOException {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.seek(at);
            access.write(value);
        }
    }

    private static Path newest(Path directory, String end, String start) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(end))
                    .filter(file -> file.getFileName().toString().startsWith(start))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }
    }

    private static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    /** Every file's content by its path. */
    private static Map<String, Hash> files(Path directory) throws IOException {
        Map<String, Hash> found = new TreeMap<>();
        List<Path> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory)) {
            files.filter(Files::isRegularFile).forEach(all::add);
        }
        for (Path file : all) {
            found.put(directory.relativize(file).toString(), Hash.sha256(Files.readAllBytes(file)));
        }
        return found;
    }
}
