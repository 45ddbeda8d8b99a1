package io.ixi.node.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.ixi.node.journal.Journal.Item;
import io.ixi.node.journal.StorageException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDiskTest {
    @TempDir
    Path directory;

    private static Journal journal(Path path) {
        return JournalTest.open(FileDisk.open(path)).journal();
    }

    @Test
    void recordsSurviveCloseAndReopen() {
        List<Item> items = new ArrayList<>();
        for (int round = 0; round < 5; round++) {
            try (Journal journal = journal(directory)) {
                for (int i = 0; i < 20; i++) {
                    Item item = JournalTest.item(i, "round " + round + " record " + i);
                    journal.append(item.kind(), item.payload());
                    items.add(item);
                }
                journal.sync();
                if (round == 2) {
                    items = new ArrayList<>(items.subList(50, 60));
                    journal.roll(items);
                }
            }
            try (Journal journal = open(items)) {
                assertThat(journal.bytes()).isPositive();
            }
        }
    }

    private Journal open(List<Item> expected) {
        Journal.Opened opened = JournalTest.open(FileDisk.open(directory));
        assertThat(opened.records()).isEqualTo(expected);
        assertThat(opened.torn()).isEmpty();
        return opened.journal();
    }

    @Test
    void aSecondUserOfTheDirectoryIsRefused() {
        try (Journal first = journal(directory)) {
            assertThat(first.bytes()).isZero();
            assertThatThrownBy(() -> FileDisk.open(directory))
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            e -> assertThat(e.exitCode()).isEqualTo(75))
                    .hasMessageContaining("already running");
        }
        journal(directory).close();
    }

    @Test
    void aSecondProcessIsRefused() throws Exception {
        try (Journal first = journal(directory)) {
            assertThat(first.bytes()).isZero();
            Process other = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Opener.class.getName(),
                            directory.toString())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(other.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(other.waitFor()).as(output).isEqualTo(Reason.LOCKED.exitCode());
        }
    }

    /** What another process does with the directory. */
    static final class Opener {
        private Opener() {}

        public static void main(String[] args) {
            try {
                journal(Path.of(args[0])).close();
            } catch (StorageException e) {
                System.exit(e.exitCode());
            }
        }
    }

    @Test
    void aPathThatIsNoDirectoryIsRefused() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertThatThrownBy(() -> FileDisk.open(file))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.IO))
                .hasMessageContaining(file.toString());
    }

    @Test
    void aReadOnlyDirectoryIsRefused() throws Exception {
        try (Mount mount = Mount.tmpfs(directory.resolve("ro"), "ro,size=1m")) {
            assertThatThrownBy(() -> FileDisk.open(mount.path()))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.IO))
                    .hasMessageContaining("writable disk");
        }
    }

    @Test
    void aFullDiskStopsTheJournal() throws Exception {
        List<Item> acknowledged = new ArrayList<>();
        try (Mount mount = Mount.tmpfs(directory.resolve("full"), "size=64k")) {
            Journal journal = journal(mount.path());
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 10_000; i++) {
                            Item item = JournalTest.item(1, "record " + i);
                            journal.append(item.kind(), item.payload());
                            journal.sync();
                            acknowledged.add(item);
                        }
                    })
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("No space left");
            assertThatThrownBy(journal::sync).isInstanceOf(StorageException.class);
            journal.close();
            Path copy = Files.createDirectory(directory.resolve("copy"));
            try (var files = Files.list(mount.path())) {
                for (Path file : files.toList()) {
                    Files.copy(file, copy.resolve(file.getFileName()));
                }
            }
            Journal.Opened recovered = JournalTest.open(FileDisk.open(copy));
            assertThat(recovered.records()).startsWith(acknowledged.toArray(new Item[0]));
            recovered.journal().close();
        }
    }

    /** A small file system; needs root, so the test is skipped with a clear line without it. */
    record Mount(Path path) implements AutoCloseable {
        static Mount tmpfs(Path path, String options) throws IOException {
            Files.createDirectories(path);
            assumeThat(run("mount", "-t", "tmpfs", "-o", options, "tmpfs", path.toString()))
                    .as("mounting a small tmpfs needs root: skipped")
                    .isTrue();
            return new Mount(path);
        }

        @Override
        public void close() throws IOException {
            assertThat(run("umount", "-l", path.toString())).isTrue();
        }

        private static boolean run(String... command) {
            try {
                Process process =
                        new ProcessBuilder(command).redirectErrorStream(true).start();
                return process.onExit().join().exitValue() == 0;
            } catch (IOException noSuchCommand) {
                return false;
            }
        }
    }
}
