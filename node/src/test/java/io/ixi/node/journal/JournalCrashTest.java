package io.ixi.node.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.node.journal.Journal.Item;
import io.ixi.node.journal.Journal.Opened;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The journal against power loss, bit rot and kill -9. */
class JournalCrashTest {
    private static final String FIRST = "segment-000000000001.ixj";
    private static final Hash CHAIN = JournalTest.CHAIN;

    private static MemoryDisk synced(int records, int perSync) {
        MemoryDisk disk = new MemoryDisk();
        try (Journal journal = JournalTest.open(disk).journal()) {
            for (int i = 0; i < records; i++) {
                journal.append(i, Bytes.copyOf(new byte[] {1, (byte) i, 3}));
                if (i % perSync == perSync - 1) {
                    journal.sync();
                }
            }
            journal.sync();
        }
        return disk;
    }

    private static List<Item> read(MemoryDisk disk) {
        return JournalTest.open(disk).records();
    }

    /** Bytes from an offset on replaced by zeros, as in a preallocated file. */
    private static void cut(MemoryDisk disk, int offset) {
        byte[] bytes = disk.bytes(FIRST);
        for (int i = offset; i < bytes.length; i++) {
            disk.corrupt(FIRST, i, bytes[i]);
        }
    }

    @Test
    void aCrashAtEveryByteOfTheLastRecordLosesThatRecordOnly() {
        MemoryDisk two = new MemoryDisk();
        Journal journal = JournalTest.open(two).journal();
        journal.append(1, Bytes.copyOf("first".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
        journal.sync();
        int from = Format.HEADER + 16 + 24 + 16;
        journal.append(2, Bytes.copyOf("the second record".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
        journal.sync();
        int end = from + Format.size("the second record".length());
        List<Item> all = read(two.copy());
        assertThat(all).hasSize(2);
        for (int cut = from; cut <= end; cut++) {
            MemoryDisk disk = two.copy();
            cut(disk, cut);
            Opened opened = JournalTest.open(disk);
            // the record ends with zeros of padding, which a cut does not change
            boolean whole = cut >= end - Format.padding("the second record".length());
            assertThat(opened.records()).as("cut at " + cut).isEqualTo(whole ? all : all.subList(0, 1));
            if (cut >= from + 6) {
                assertThat(opened.torn().isPresent()).as("cut at " + cut).isEqualTo(!whole);
            }
        }
    }

    @Test
    void everyFlippedBitOfASyncedJournalIsDamageOrHarmless() {
        flipEveryBit(synced(9, 3), FIRST);
    }

    @Test
    void everyFlippedBitOfARolledJournalIsDamageOrHarmless() {
        MemoryDisk disk = synced(9, 3);
        try (Journal journal = JournalTest.open(disk).journal()) {
            journal.roll(List.of(JournalTest.item(5, "snapshot")));
            journal.append(6, Bytes.copyOf(new byte[33]));
            journal.sync();
            journal.roll(List.of(JournalTest.item(5, "snapshot"), JournalTest.item(6, "more")));
            journal.append(7, Bytes.copyOf(new byte[3]));
            journal.sync();
        }
        flipEveryBit(disk, "segment-000000000003.ixj");
    }

    @Test
    void everyFlippedBitOfAnEarlierSegmentIsDamageOrHarmless() {
        MemoryDisk disk = synced(40, 2);
        assertThat(disk.list()).hasSizeGreaterThan(2);
        flipEveryBit(disk, FIRST);
    }

    private static void flipEveryBit(MemoryDisk disk, String file) {
        List<Item> all = read(disk.copy());
        int damaged = 0;
        int length = disk.bytes(file).length;
        for (int bit = 0; bit < length * 8; bit++) {
            MemoryDisk flipped = disk.copy();
            flipped.corrupt(file, bit / 8, 1 << (bit % 8));
            try {
                assertThat(read(flipped)).as("bit " + bit).isEqualTo(all);
            } catch (DamagedJournalException found) {
                damaged++;
            }
        }
        assertThat(damaged).isGreaterThan(8 * Format.HEADER);
    }

    /** Several flipped bits at once: damage, or a prefix that lost at most the last batch and its synced record. */
    @Property(tries = 2_000)
    void manyFlippedBitsNeverInventARecord(@ForAll long seed) {
        Random random = new Random(seed);
        MemoryDisk disk = synced(9, 3);
        List<Item> all = read(disk.copy());
        for (int i = 2 + random.nextInt(6); i > 0; i--) {
            disk.corrupt(FIRST, random.nextInt(450), 1 << random.nextInt(8));
        }
        try {
            List<Item> found = read(disk);
            assertThat(all.subList(0, found.size())).isEqualTo(found);
        } catch (StorageException refused) {
            assertThat(refused.reason()).isIn(StorageException.Reason.DAMAGED, StorageException.Reason.FOREIGN);
        }
    }

    /**
     * A whole life: appends, syncs, rolls, kills and power losses at any moment. What was acknowledged is there, in
     * order; what else is there was appended, in order; a torn write is never called damage.
     */
    @Property(tries = 1_500)
    void nothingAcknowledgedIsEverLost(@ForAll long seed) {
        Random random = new Random(seed);
        MemoryDisk disk = new MemoryDisk();
        List<Item> acknowledged = new ArrayList<>();
        List<Item> written = new ArrayList<>();
        Journal journal = Journal.open(disk, CHAIN, options(random)).journal();
        for (int step = 0; step < 60; step++) {
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3, 4 -> {
                    Item item = new Item(random.nextInt(256), payload(random));
                    journal.append(item.kind(), item.payload());
                    written.add(item);
                }
                case 5, 6, 7 -> {
                    journal.sync();
                    acknowledged = new ArrayList<>(written);
                }
                case 8 -> {
                    List<Item> snapshot =
                            written.isEmpty() ? List.of() : written.subList(written.size() / 2, written.size());
                    written = new ArrayList<>(snapshot);
                    journal.roll(written);
                    acknowledged = new ArrayList<>(written);
                }
                default -> {
                    if (random.nextBoolean()) {
                        disk.lose(random);
                    } else {
                        disk.kill();
                    }
                    Opened opened = Journal.open(disk, CHAIN, options(random));
                    journal = opened.journal();
                    startsWith(opened.records(), acknowledged, "acknowledged is lost at step " + step);
                    startsWith(written, opened.records(), "a record nobody wrote at step " + step);
                    written = new ArrayList<>(opened.records());
                    acknowledged = new ArrayList<>(written);
                }
            }
        }
    }

    /** A power loss within a roll, at every point that changes the disk: the old journal or the new one. */
    @Property(tries = 500)
    void aRollIsAllOrNothing(@ForAll long seed) {
        Random random = new Random(seed);
        List<Item> before = List.of(JournalTest.item(1, "a"), JournalTest.item(2, "b"));
        List<Item> after = List.of(JournalTest.item(3, "c".repeat(random.nextInt(1_200))));
        StoppingDisk disk = new StoppingDisk(random.nextInt(12));
        Journal journal = Journal.open(disk, CHAIN, JournalTest.SMALL).journal();
        before.forEach(item -> journal.append(item.kind(), item.payload()));
        journal.sync();
        disk.arm();
        boolean rolled = true;
        try {
            journal.roll(after);
        } catch (StorageException stopped) {
            rolled = false;
        }
        disk.memory().lose(random);
        List<Item> found = read(disk.memory());
        if (rolled) {
            assertThat(found).isEqualTo(after);
        } else {
            assertThat(found).isIn(before, after);
        }
    }

    private static void startsWith(List<Item> all, List<Item> first, String what) {
        assertThat(first).as(what).hasSizeLessThanOrEqualTo(all.size());
        assertThat(all.subList(0, first.size())).as(what).isEqualTo(first);
    }

    private static Journal.Options options(Random random) {
        return new Journal.Options(600, random.nextInt(3));
    }

    private static Bytes payload(Random random) {
        byte[] payload = new byte[random.nextInt(10) == 0 ? random.nextInt(2_000) : random.nextInt(60)];
        random.nextBytes(payload);
        return Bytes.wrap(payload);
    }
}
