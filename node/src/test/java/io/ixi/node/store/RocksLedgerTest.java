package io.ixi.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.ixi.consensus.types.Hash;
import io.ixi.node.journal.StorageException;
import io.ixi.node.journal.StorageException.Reason;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksLedgerTest extends LedgerContract {
    @TempDir
    Path directory;

    @Override
    Ledger create(Ledger.Options options) {
        return open(directory.resolve("ledger"));
    }

    private static RocksLedger open(Path path) {
        return RocksLedger.open(path, SyntheticChain.CHAIN, SyntheticChain.EVENTS, new Ledger.Options(WINDOW));
    }

    /** A ledger of 30 blocks, synced at 25, copied while it is open: what kill -9 leaves. */
    private Path killed(SyntheticChain chain) throws IOException {
        Path copy = directory.resolve("killed");
        try (RocksLedger ledger = open(directory.resolve("live"))) {
            for (int i = 0; i < 30; i++) {
                chain.commit(ledger);
                ledger.prune();
                if (i == 25) {
                    ledger.sync();
                }
            }
            copy(directory.resolve("live"), copy);
        }
        return copy;
    }

    /** The same blocks, closed, with table files. */
    private Path flushed(SyntheticChain chain) throws IOException {
        Path path = directory.resolve("flushed");
        try (RocksLedger ledger = open(path)) {
            for (int i = 0; i < 30; i++) {
                chain.commit(ledger);
            }
            ledger.sync();
            ledger.flush();
        }
        return path;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static List<Path> files(Path path, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(path.resolve("db"))) {
            return files.filter(file -> file.toString().endsWith(suffix) && size(file) > 0)
                    .sorted()
                    .toList();
        }
    }

    private static long size(Path file) {
        return file.toFile().length();
    }

    private static void damaged(Path path) {
        assertThatThrownBy(() -> open(path).close())
                .isInstanceOf(DamagedStoreException.class)
                .hasMessageContaining(path.toString());
    }

    @Test
    void everythingIsThereAfterAReopen() throws IOException {
        SyntheticChain chain = new SyntheticChain(31);
        Path path = flushed(chain);
        try (RocksLedger ledger = open(path)) {
            assertThat(ledger.height()).isEqualTo(29);
            assertThat(ledger.durableHeight()).isEqualTo(29);
            assertThat(ledger.tip().hash()).isEqualTo(chain.blocks.getLast().hash());
            assertThat(ledger.earliest()).isZero();
            for (int height = 0; height < 30; height++) {
                check(ledger.at(height).orElseThrow(), chain, height);
                assertThat(ledger.block(height).orElseThrow().receipts())
                        .isEqualTo(chain.blocks.get(height).executed().receipts());
            }
            chain.commit(ledger);
            check(ledger.latest(), chain, 30);
        }
    }

    @Test
    void afterKillEveryCommitIsThere() throws IOException {
        SyntheticChain chain = new SyntheticChain(32);
        try (RocksLedger ledger = open(killed(chain))) {
            assertThat(ledger.height()).isEqualTo(29);
            assertThat(ledger.durableHeight()).isEqualTo(25);
            assertThat(ledger.earliest()).isPositive();
            for (long height = ledger.earliest(); height < 30; height++) {
                check(ledger.at(height).orElseThrow(), chain, (int) height);
            }
            chain.commit(ledger);
            ledger.sync();
            ledger.prune();
            check(ledger.latest(), chain, 30);
        }
    }

    /** The log cut at any length: whole blocks are lost, newest first, and durable ones are missed. */
    @Test
    void aShortenedLogLosesWholeBlocksOrIsRefused() throws IOException {
        SyntheticChain chain = new SyntheticChain(33);
        Path killed = killed(chain);
        long length = size(files(killed, ".log").getLast());
        int refused = 0;
        int shorter = 0;
        for (int cut = 1; cut <= 10; cut++) {
            Path path = directory.resolve("cut" + cut);
            copy(killed, path);
            try (RandomAccessFile log =
                    new RandomAccessFile(files(path, ".log").getLast().toFile(), "rw")) {
                log.setLength(length - length * cut / 10);
            }
            try (RocksLedger ledger = open(path)) {
                assertThat(ledger.height()).isBetween(25L, 29L);
                shorter += ledger.height() < 29 ? 1 : 0;
                check(ledger.latest(), chain, (int) ledger.height());
                SyntheticChain.commit(
                        ledger, height(ledger) < 29 ? chain.blocks.get(height(ledger) + 1) : chain.next());
                check(ledger.latest(), chain, height(ledger));
            } catch (DamagedStoreException e) {
                assertThat(e).hasMessageContaining("durable");
                refused++;
            }
        }
        assertThat(shorter).isPositive();
        assertThat(refused).isPositive();
    }

    private static int height(Ledger ledger) {
        return (int) ledger.height();
    }

    @Test
    void aMissingFileIsRefused() throws IOException {
        Path good = flushed(new SyntheticChain(34));
        for (String kind : List.of(".sst", "CURRENT")) {
            for (Path file : files(good, kind)) {
                Path path = directory.resolve("missing-" + file.getFileName());
                copy(good, path);
                Files.delete(path.resolve("db").resolve(file.getFileName()));
                damaged(path);
            }
        }
        Path manifest;
        try (Stream<Path> files = Files.list(good.resolve("db"))) {
            manifest = files.filter(file -> file.getFileName().toString().startsWith("MANIFEST"))
                    .findFirst()
                    .orElseThrow();
        }
        Files.delete(manifest);
        damaged(good);
    }

    /** Large blocks lie in blob files, which the database opens only when it needs them. */
    @Test
    void aMissingOrShortenedTableOrBlobFileIsRefusedAtTheStart() throws IOException {
        Path good = flushed(new SyntheticChain(42, 40, 200, 12));
        List<Path> blobs = files(good, ".blob");
        assertThat(blobs).isNotEmpty();
        List<Path> all = new ArrayList<>(blobs);
        all.addAll(files(good, ".sst"));
        for (Path file : all) {
            for (long kept : new long[] {-1, 0, size(file) / 2, size(file) - 1}) {
                Path path = directory.resolve("short-" + file.getFileName() + kept);
                copy(good, path);
                Path victim = path.resolve("db").resolve(file.getFileName());
                if (kept < 0) {
                    Files.delete(victim);
                } else {
                    try (RandomAccessFile bytes = new RandomAccessFile(victim.toFile(), "rw")) {
                        bytes.setLength(kept);
                    }
                }
                assertThatThrownBy(() -> open(path).close())
                        .as(file.getFileName() + " cut to " + kept)
                        .isInstanceOf(DamagedStoreException.class)
                        .hasMessageContaining(path.toString())
                        .hasMessageContaining(file.getFileName().toString());
            }
        }
    }

    @Test
    void anEmptiedDatabaseIsRefused() throws IOException {
        Path path = flushed(new SyntheticChain(35));
        try (Stream<Path> files = Files.list(path.resolve("db"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        damaged(path);
    }

    /** A flipped byte in a table is found when its block is read: at open or at the read, never a wrong answer. */
    @Test
    void aFlippedByteNeverGivesAWrongAnswer() throws IOException {
        SyntheticChain chain = new SyntheticChain(36);
        Path good = flushed(chain);
        int found = 0;
        int round = 0;
        for (Path file : files(good, ".sst")) {
            for (int part = 0; part < 2; part++) {
                Path path = directory.resolve("flip" + round++);
                copy(good, path);
                flip(path.resolve("db").resolve(file.getFileName()), size(file) * part / 2 + 3);
                try (RocksLedger ledger = open(path)) {
                    for (int height = 0; height < 30; height++) {
                        check(ledger.at(height).orElseThrow(), chain, height);
                        assertThat(ledger.block(height).orElseThrow().header())
                                .isEqualTo(chain.blocks.get(height).header());
                    }
                } catch (DamagedStoreException e) {
                    found++;
                }
            }
        }
        assertThat(found).isPositive();
    }

    private static void flip(Path file, long offset) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(offset);
            int value = bytes.read();
            bytes.seek(offset);
            bytes.write(value ^ 0x40);
        }
    }

    @Test
    void aDamagedMarkIsRefused() throws IOException {
        SyntheticChain chain = new SyntheticChain(37);
        Path path = directory.resolve("mark");
        try (RocksLedger ledger = open(path)) {
            chain.commit(ledger);
        }
        flip(path.resolve("durable"), 512 + 20);
        assertThatThrownBy(() -> open(path))
                .isInstanceOf(DamagedStoreException.class)
                .hasMessageContaining("durable");
    }

    @Test
    void anotherChainIsRefused() throws IOException {
        Path path = flushed(new SyntheticChain(38));
        assertThatThrownBy(() -> RocksLedger.open(path, Hash.ZERO, SyntheticChain.EVENTS, Ledger.Options.DEFAULT))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.FOREIGN))
                .hasMessageContaining("holds chain " + SyntheticChain.CHAIN.hex());
    }

    @Test
    void aNewerFormatIsRefused() throws IOException {
        Path path = flushed(new SyntheticChain(39));
        try (Database database = Database.open(path.resolve("db"))) {
            byte[] format = new byte[33];
            format[0] = 2;
            database.write(new Batch().put(database.family(Database.Family.CHAIN), Keys.FORMAT, format));
        }
        assertThatThrownBy(() -> open(path))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.FOREIGN))
                .hasMessageContaining("has format 2");
    }

    @Test
    void aSecondUserIsRefused() {
        Path path = directory.resolve("shared");
        try (RocksLedger first = open(path)) {
            assertThat(first.isEmpty()).isTrue();
            assertThatThrownBy(() -> open(path))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LOCKED));
        }
        open(path).close();
    }

    @Test
    void aClosedLedgerSaysSo() {
        SyntheticChain chain = new SyntheticChain(40);
        RocksLedger ledger = open(directory.resolve("closed"));
        chain.commit(ledger);
        var state = ledger.latest();
        ledger.close();
        ledger.close();
        assertThatThrownBy(() -> state.get(new byte[1])).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> ledger.header(0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aFullDiskStopsTheLedgerAndKeepsWhatWasDurable() throws Exception {
        Path mount = Files.createDirectory(directory.resolve("full"));
        assumeThat(new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", mount.toString())
                        .redirectErrorStream(true)
                        .start()
                        .waitFor())
                .as("mounting a small tmpfs needs root: skipped")
                .isZero();
        SyntheticChain chain = new SyntheticChain(41, 40, 200, 12);
        try {
            RocksLedger ledger = open(mount.resolve("ledger"));
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1_000; i++) {
                            chain.commit(ledger);
                            ledger.sync();
                        }
                    })
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            e -> assertThat(e.exitCode()).isEqualTo(74))
                    .hasMessageContaining("No space left");
            long durable = ledger.durableHeight();
            assertThat(durable).isPositive();
            assertThatThrownBy(ledger::sync).isInstanceOf(StorageException.class);
            ledger.close();
            copy(mount.resolve("ledger"), directory.resolve("bigger"));
            try (RocksLedger recovered = open(directory.resolve("bigger"))) {
                assertThat(recovered.height()).isGreaterThanOrEqualTo(durable);
                check(recovered.latest(), chain, height(recovered));
            }
        } finally {
            assertThat(new ProcessBuilder("umount", "-l", mount.toString())
                            .start()
                            .waitFor())
                    .isZero();
        }
    }
}
