package io.ixi.node.replica;

import io.ixi.consensus.bft.Entry;
import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.node.fuzz.FuzzTarget;
import io.ixi.node.journal.Journal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Records of a replica's journal: the first byte is the record's kind. */
public final class LogFuzz {
    private LogFuzz() {}

    public static List<FuzzTarget> targets() {
        List<byte[]> seeds = new ArrayList<>();
        seeds.add(record(1, Wire.encode(new Entry.Verdict(9, Hash.ZERO, true))));
        seeds.add(record(3, new byte[] {1}));
        for (int kind = 0; kind < 8; kind++) {
            seeds.add(record(kind, new byte[300]));
        }
        return List.of(new FuzzTarget("journal.record", seeds, LogFuzz::read));
    }

    private static byte[] record(int kind, byte[] payload) {
        byte[] record = new byte[1 + payload.length];
        record[0] = (byte) kind;
        System.arraycopy(payload, 0, record, 1, payload.length);
        return record;
    }

    private static String read(byte[] input) {
        if (input.length == 0) {
            return "nothing";
        }
        Bytes payload = Bytes.wrap(Arrays.copyOfRange(input, 1, input.length));
        List<Journal.Item> records = List.of(new Journal.Item(input[0] & 0xff, payload));
        try {
            JournalSummary summary = JournalSummary.of(records);
            return summary.votes() + " votes, " + summary.blocks() + " blocks " + summary.later();
        } catch (MalformedException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
