package io.ixi.node.journal;

import io.ixi.consensus.types.Bytes;
import java.util.Arrays;
import java.util.List;

/**
 * What a segment's bytes hold.
 *
 * @param end offset behind the last good record
 * @param durable offset below which all is known to have been synced
 * @param sealed whether the last good record is the segment's last ever
 * @param torn whether bytes behind {@code end} were being written when the process or the machine stopped
 */
record Scan(int end, int durable, boolean sealed, boolean torn) {
    /**
     * Reads a segment and adds its records.
     *
     * @throws DamagedJournalException if bytes that had been durable are not as written
     */
    static Scan of(String file, byte[] segment, Format.Header header, boolean last, List<Journal.Item> records) {
        int offset = Format.HEADER;
        int durable = 0;
        while (Format.good(segment, header.salt(), offset)) {
            int length = Format.length(segment, offset);
            int type = Format.type(segment, offset);
            if (type == Format.DATA) {
                int from = offset + Format.RECORD_HEADER;
                Bytes payload = Bytes.wrap(Arrays.copyOfRange(segment, from, from + length));
                records.add(new Journal.Item(Format.kind(segment, offset), payload));
            }
            durable = Math.max(durable, Format.durable(segment, offset));
            offset += Format.size(length);
            if (type == Format.SEALED) {
                return new Scan(offset, durable, true, false);
            }
        }
        if (!last) {
            throw new DamagedJournalException(
                    file, offset, "a record is not as it was written, and a later segment follows");
        }
        return new Scan(offset, durable, false, tail(file, segment, header, offset));
    }

    private static boolean tail(String file, byte[] segment, Format.Header header, int end) {
        boolean torn = false;
        for (int offset = end + 8; offset <= segment.length - Format.RECORD_HEADER; offset += 8) {
            if (Format.good(segment, header.salt(), offset)) {
                if (Format.durable(segment, offset) > end) {
                    throw new DamagedJournalException(
                            file,
                            end,
                            "a record that was durable is not as it was written; good ones follow at " + offset);
                }
                torn = true;
            }
        }
        return torn || (!header.recycled() && !zeros(segment, end));
    }

    private static boolean zeros(byte[] segment, int from) {
        for (int i = from; i < segment.length; i++) {
            if (segment[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
