package io.ixi.node.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.consensus.types.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The bytes on disk are frozen: a change needs a new format version. */
class JournalConformanceTest {
    private static final String FIRST = "segment-000000000001.ixj";
    private static final String SECOND = "segment-000000000002.ixj";

    @Test
    void segmentsHaveTheGoldenBytes() throws IOException {
        TreeMap<String, String> actual = new TreeMap<>();
        MemoryDisk disk = new MemoryDisk();
        try (Journal journal = JournalTest.open(disk).journal()) {
            journal.append(3, Bytes.fromHex("0102030405"));
            journal.append(255, Bytes.EMPTY);
            journal.sync();
            byte[] first = disk.bytes(FIRST);
            actual.put("header.first", hex(first, 0, 72));
            actual.put("record.start-synced", hex(first, 72, 88));
            actual.put("record.data", hex(first, 88, 112));
            actual.put("record.empty", hex(first, 112, 128));
            actual.put("record.synced", hex(first, 128, 144));
            journal.append(1, Bytes.copyOf(new byte[400]));
            actual.put("record.sealed", hex(disk.bytes(FIRST), 144, 160));
            actual.put("header.second", hex(disk.bytes(SECOND), 0, 72));
            journal.roll(List.of());
            journal.roll(List.of(new Journal.Item(9, Bytes.fromHex("ff"))));
            byte[] rolled = disk.bytes("segment-000000000004.ixj");
            actual.put("header.rolled-recycled", hex(rolled, 0, 72));
            actual.put("record.snapshot", hex(rolled, 72, 96));
        }
        assertThat(actual).isEqualTo(golden());
    }

    private static String hex(byte[] bytes, int from, int to) {
        return HexFormat.of().formatHex(Arrays.copyOfRange(bytes, from, to));
    }

    private static Map<String, String> golden() throws IOException {
        TreeMap<String, String> golden = new TreeMap<>();
        try (InputStream in = JournalConformanceTest.class.getResourceAsStream("journal.golden")) {
            assertThat(in).isNotNull();
            for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    int space = line.indexOf(' ');
                    golden.put(line.substring(0, space), line.substring(space + 1));
                }
            }
        }
        return golden;
    }
}
