package io.ixi.node.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.node.journal.Journal.Item;
import io.ixi.node.journal.Journal.Opened;
import io.ixi.node.journal.StorageException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class JournalTest {
    static final Hash CHAIN = Hash.sha256("journal tests".getBytes(StandardCharsets.US_ASCII));
    static final Journal.Options SMALL = new Journal.Options(512, 1);
    private static final String FIRST = "segment-000000000001.ixj";

    static Item item(int kind, String text) {
        return new Item(kind, Bytes.copyOf(text.getBytes(StandardCharsets.US_ASCII)));
    }

    static Opened open(Disk disk) {
        return Journal.open(disk, CHAIN, SMALL);
    }

    private static void append(Journal journal, Item item) {
        journal.append(item.kind(), item.payload());
    }

    private static List<Item> items(int count) {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(item(i % 256, "record " + i));
        }
        return items;
    }

    private static MemoryDisk with(Consumer<Journal> writes) {
        MemoryDisk disk = new MemoryDisk();
        try (Journal journal = open(disk).journal()) {
            writes.accept(journal);
        }
        return disk;
    }

    private static List<Item> records(MemoryDisk disk) {
        return open(disk.copy()).records();
    }

    @Test
    void aNewJournalIsFreshOnce() {
        MemoryDisk disk = new MemoryDisk();
        Opened first = open(disk);
        assertThat(first.fresh()).isTrue();
        assertThat(first.records()).isEmpty();
        first.journal().close();
        Opened second = open(disk);
        assertThat(second.fresh()).isFalse();
        assertThat(second.torn()).isEmpty();
    }

    @Test
    void recordsComeBackInOrderOverManySegments() {
        List<Item> items = items(100);
        MemoryDisk disk = with(journal -> {
            for (Item item : items) {
                append(journal, item);
                journal.sync();
            }
        });
        assertThat(disk.list()).hasSizeGreaterThan(5);
        assertThat(records(disk)).isEqualTo(items);
    }

    @Test
    void openingAgainAndAgainLosesNothingAndFillsSegmentsToTheEnd() {
        MemoryDisk disk = new MemoryDisk();
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            Opened opened = open(disk);
            assertThat(opened.records()).isEqualTo(items);
            assertThat(opened.torn()).isEmpty();
            if (i % 3 == 0) {
                items.add(item(1, "x".repeat(i)));
                append(opened.journal(), items.getLast());
                opened.journal().sync();
            }
            disk.kill();
        }
    }

    @Test
    void aRecordLargerThanASegmentGetsItsOwn() {
        List<Item> items = List.of(item(1, "a"), item(2, "b".repeat(5_000)), item(3, ""));
        MemoryDisk disk = with(journal -> {
            items.forEach(item -> append(journal, item));
            journal.sync();
        });
        assertThat(records(disk)).isEqualTo(items);
    }

    @Test
    void whatAStartThatWasCutOffLeftInASpareIsNoRecord() throws IOException {
        MemoryDisk disk = with(journal -> {
            append(journal, item(1, "a"));
            journal.sync();
        });
        MemoryDisk cutOff = disk.copy();
        try (Journal journal = open(cutOff).journal()) {
            journal.roll(List.of(item(1, "x".repeat(200))));
        }
        byte[] second = cutOff.bytes(Names.segment(2));
        if (disk.list().contains(Names.spare(2))) {
            disk.delete(Names.spare(2));
        }
        try (Disk.File spare = disk.create(Names.spare(2), second.length)) {
            spare.write(0, ByteBuffer.wrap(second));
        }
        try (Journal journal = open(disk).journal()) {
            journal.roll(List.of(item(1, "b")));
        }
        assertThat(records(disk)).containsExactly(item(1, "b"));
    }

    @Test
    void oneSyncCoversManyAppendsAndNothingNewCostsNone() {
        MemoryDisk disk = new MemoryDisk();
        try (Journal journal =
                Journal.open(disk, CHAIN, Journal.Options.DEFAULT).journal()) {
            long before = disk.syncs();
            items(50).forEach(item -> append(journal, item));
            journal.sync();
            journal.sync();
            assertThat(disk.syncs()).isEqualTo(before + 1);
        }
    }

    @Test
    void rollKeepsTheSnapshotAndReusesFiles() {
        MemoryDisk disk = new MemoryDisk();
        List<Item> live = new ArrayList<>();
        try (Journal journal = open(disk).journal()) {
            for (int round = 0; round < 20; round++) {
                for (Item item : items(30)) {
                    append(journal, item);
                }
                live = new ArrayList<>(List.of(item(7, "snapshot " + round), item(8, "y".repeat(round * 40))));
                journal.roll(live);
                append(journal, item(9, "after " + round));
                live.add(item(9, "after " + round));
                journal.sync();
                assertThat(records(disk)).isEqualTo(live);
                assertThat(disk.list()).hasSizeLessThan(4);
            }
        }
        assertThat(disk.list()).anyMatch(name -> name.startsWith("spare-"));
    }

    @Test
    void aMissingSegmentIsDamage() {
        MemoryDisk disk = with(journal -> {
            items(60).forEach(item -> append(journal, item));
            journal.sync();
        });
        List<String> segments = disk.list();
        for (String name : segments.subList(0, segments.size() - 1)) {
            MemoryDisk copy = disk.copy();
            delete(copy, name);
            assertThatThrownBy(() -> open(copy))
                    .isInstanceOf(DamagedJournalException.class)
                    .hasMessageContaining(name)
                    .hasMessageContaining("missing");
        }
    }

    private static void delete(MemoryDisk disk, String name) {
        try {
            disk.delete(name);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void damageNamesFileOffsetAndCure() {
        MemoryDisk disk = with(journal -> {
            items(3).forEach(item -> append(journal, item));
            journal.sync();
        });
        disk.corrupt(FIRST, Format.HEADER + 16 + 20, 1);
        assertThatThrownBy(() -> open(disk)).isInstanceOfSatisfying(DamagedJournalException.class, e -> {
            assertThat(e.file()).endsWith(FIRST);
            assertThat(e.offset()).isEqualTo(Format.HEADER + 16);
            assertThat(e.exitCode()).isEqualTo(65);
            assertThat(e).hasMessageContaining("must not vote");
        });
    }

    @Test
    void anotherChainOrANewerFormatIsRefused() {
        MemoryDisk disk = with(journal -> {});
        assertThatThrownBy(() -> Journal.open(disk, Hash.ZERO, SMALL))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.FOREIGN))
                .hasMessageContaining("is the journal of chain " + CHAIN.hex());
        byte[] header = disk.bytes(FIRST);
        header[11] = 2;
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(header, 0, Format.HEADER - 4);
        int sum = (int) crc.getValue();
        disk.corrupt(FIRST, 11, 3);
        for (int i = 0; i < 4; i++) {
            int at = Format.HEADER - 4 + i;
            disk.corrupt(FIRST, at, header[at] ^ (byte) (sum >>> (24 - 8 * i)));
        }
        assertThatThrownBy(() -> open(disk))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.FOREIGN))
                .hasMessageContaining("has format 2");
    }

    @Test
    void afterAFailedSyncNothingIsAcknowledged() {
        MemoryDisk disk = new MemoryDisk();
        Journal journal = open(disk).journal();
        append(journal, item(1, "kept"));
        journal.sync();
        append(journal, item(2, "lost"));
        disk.failNextSync();
        assertThatThrownBy(journal::sync).isInstanceOf(StorageException.class).hasMessageContaining("sync");
        assertThatThrownBy(journal::sync).isInstanceOf(StorageException.class).hasMessageContaining("earlier failure");
        assertThatThrownBy(() -> append(journal, item(3, "c"))).isInstanceOf(StorageException.class);
        assertThatThrownBy(() -> journal.roll(List.of())).isInstanceOf(StorageException.class);
        journal.close();
        disk.lose(new java.util.Random(1));
        assertThat(open(disk).records()).containsExactly(item(1, "kept"));
    }

    @Test
    void aFullDiskStopsTheJournalAndLosesNothingAcknowledged() {
        MemoryDisk disk = new MemoryDisk();
        disk.limit(1_800);
        Journal journal = open(disk).journal();
        List<Item> acknowledged = new ArrayList<>();
        assertThatThrownBy(() -> {
                    for (Item item : items(100)) {
                        append(journal, item);
                        journal.sync();
                        acknowledged.add(item);
                    }
                })
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.exitCode()).isEqualTo(74))
                .hasMessageContaining("No space left");
        disk.limit(Long.MAX_VALUE);
        assertThat(acknowledged).isNotEmpty();
        assertThatThrownBy(journal::sync).isInstanceOf(StorageException.class);
        disk.kill();
        assertThat(open(disk).records()).startsWith(acknowledged.toArray(new Item[0]));
    }

    @Test
    void staleBytesOfARecycledSegmentNeverPass() {
        MemoryDisk disk = new MemoryDisk();
        try (Journal journal = open(disk).journal()) {
            for (int round = 0; round < 6; round++) {
                // the same lengths in every segment: stale records start exactly where new ones would
                for (int i = 0; i < 10; i++) {
                    append(journal, item(1, "round " + round + " " + i));
                }
                journal.sync();
                journal.roll(List.of());
                assertThat(records(disk)).isEmpty();
            }
            append(journal, item(1, "only"));
            journal.sync();
        }
        assertThat(records(disk)).containsExactly(item(1, "only"));
    }

    @Test
    void aLostBatchNeverComesBackBehindANewRecord() {
        for (int seed = 0; seed < 200; seed++) {
            MemoryDisk disk = new MemoryDisk();
            Journal first = open(disk).journal();
            append(first, item(1, "durable"));
            first.sync();
            for (int i = 0; i < 12; i++) {
                append(first, item(2, "unsynced" + (char) ('a' + i)));
            }
            disk.lose(new java.util.Random(seed));
            Opened second = open(disk);
            List<Item> expected = new ArrayList<>(second.records());
            append(second.journal(), item(3, "unsynced?"));
            expected.add(item(3, "unsynced?"));
            second.journal().sync();
            assertThat(records(disk)).as("seed " + seed).isEqualTo(expected);
        }
    }
}
