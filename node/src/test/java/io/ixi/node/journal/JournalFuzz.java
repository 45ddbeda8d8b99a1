package io.ixi.node.journal;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.node.fuzz.FuzzTarget;
import java.util.ArrayList;
import java.util.List;

/** A journal's files. */
public final class JournalFuzz {
    private JournalFuzz() {}

    public static List<FuzzTarget> targets() {
        return List.of(new FuzzTarget("journal.segment", List.of(segment(false), segment(true)), JournalFuzz::scan));
    }

    private static byte[] segment(boolean second) {
        MemoryDisk disk = new MemoryDisk();
        try (Journal journal =
                Journal.open(disk, Hash.ZERO, new Journal.Options(512, 0)).journal()) {
            journal.append(1, Bytes.fromHex("0102030405"));
            journal.sync();
            if (second) {
                journal.append(2, Bytes.copyOf(new byte[40]));
            }
            journal.append(3, Bytes.EMPTY);
            journal.sync();
            return disk.bytes(Names.segment(1));
        }
    }

    private static String scan(byte[] input) {
        StringBuilder outcome = new StringBuilder();
        for (boolean last : new boolean[] {true, false}) {
            try {
                List<Journal.Item> records = new ArrayList<>();
                Format.Header header = Format.header("file", input, 1, Hash.ZERO);
                Scan scan = Scan.of("file", input, header, last, records);
                outcome.append(records.size()).append(scan.torn()).append(scan.sealed());
            } catch (StorageException e) {
                outcome.append(e.getMessage());
            }
        }
        return outcome.toString();
    }
}
