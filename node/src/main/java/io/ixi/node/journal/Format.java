package io.ixi.node.journal;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.node.journal.StorageException.Reason;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** The bytes of segment files; the layout is in the package documentation. */
final class Format {
    static final int VERSION = 1;
    static final int HEADER = 72;
    static final int RECORD_HEADER = 16;
    static final int DATA = 1;
    static final int SYNCED = 2;
    static final int SEALED = 3;

    private static final long MAGIC = 0x4958492d4a524e4cL;
    private static final int MARK = 0x49d5;
    private static final byte[] PADDING = new byte[8];

    private Format() {}

    /** What the header of a segment says. */
    record Header(boolean recycled, long number, long base, int salt) {}

    static byte[] header(boolean recycled, long number, long base, Hash chain) {
        ByteBuffer out = ByteBuffer.allocate(HEADER);
        out.putLong(MAGIC)
                .putInt(VERSION)
                .putInt(recycled ? 1 : 0)
                .putLong(number)
                .putLong(base);
        out.put(chain.toBytes()).putInt(salt(chain, number));
        CRC32C crc = new CRC32C();
        crc.update(out.array(), 0, out.position());
        return out.putInt((int) crc.getValue()).array();
    }

    /** Checks a header. It was durable before the file got its name: any flaw is damage. */
    static Header header(String file, byte[] segment, long number, Hash chain) {
        if (segment.length < HEADER) {
            throw new DamagedJournalException(file, segment.length, "the file is shorter than its header");
        }
        ByteBuffer in = ByteBuffer.wrap(segment);
        CRC32C crc = new CRC32C();
        crc.update(segment, 0, HEADER - 4);
        if (in.getLong(0) != MAGIC || in.getInt(HEADER - 4) != (int) crc.getValue()) {
            throw new DamagedJournalException(file, 0, "the header's checksum does not hold");
        }
        if (in.getInt(8) != VERSION) {
            throw new StorageException(
                    Reason.FOREIGN,
                    file + " has format " + in.getInt(8) + "; this version reads format " + VERSION
                            + ". Use the version of the node that wrote it");
        }
        Hash found = Hash.at(in, 32);
        if (!found.equals(chain)) {
            throw new StorageException(
                    Reason.FOREIGN,
                    file + " is the journal of chain " + found.hex() + ", not of " + chain.hex()
                            + ". Check the genesis file and the directory");
        }
        Header header = new Header((in.getInt(12) & 1) != 0, in.getLong(16), in.getLong(24), in.getInt(64));
        if (header.number() != number || header.base() < 1 || header.base() > number) {
            throw new DamagedJournalException(file, 16, "the file holds segment " + header.number());
        }
        return header;
    }

    static int salt(Hash chain, long number) {
        CRC32C crc = new CRC32C();
        crc.update(chain.toBytes());
        return (int) crc.getValue() + (int) number;
    }

    /** Bytes that a record with this payload takes. */
    static int size(int payload) {
        return Math.addExact(RECORD_HEADER + payload, 7) & -8;
    }

    /** The first 16 bytes of a record that starts at {@code offset}. */
    static ByteBuffer recordHeader(int salt, int offset, int type, int kind, int durable, Bytes payload) {
        ByteBuffer head = ByteBuffer.allocate(RECORD_HEADER);
        head.putInt(0).putShort((short) MARK).put((byte) type).put((byte) kind).putInt(payload.size());
        head.putInt(durable);
        CRC32C crc = begin(salt, offset);
        crc.update(head.array(), 4, RECORD_HEADER - 4);
        crc.update(payload.unsafeArray());
        crc.update(PADDING, 0, padding(payload.size()));
        return head.putInt(0, (int) crc.getValue()).flip();
    }

    static int padding(int payload) {
        return size(payload) - RECORD_HEADER - payload;
    }

    /** Whether a whole, unchanged record of this segment starts at {@code offset}. */
    static boolean good(byte[] segment, int salt, int offset) {
        if (segment.length - offset < RECORD_HEADER) {
            return false;
        }
        ByteBuffer in = ByteBuffer.wrap(segment);
        int type = type(segment, offset);
        int length = in.getInt(offset + 8);
        if ((in.getShort(offset + 4) & 0xffff) != MARK
                || type < DATA
                || type > SEALED
                || length < 0
                || length > segment.length - offset - RECORD_HEADER
                || size(length) > segment.length - offset) {
            return false;
        }
        CRC32C crc = begin(salt, offset);
        crc.update(segment, offset + 4, size(length) - 4);
        return (int) crc.getValue() == in.getInt(offset);
    }

    static int type(byte[] segment, int offset) {
        return segment[offset + 6];
    }

    static int kind(byte[] segment, int offset) {
        return segment[offset + 7] & 0xff;
    }

    static int length(byte[] segment, int offset) {
        return ByteBuffer.wrap(segment).getInt(offset + 8);
    }

    static int durable(byte[] segment, int offset) {
        return ByteBuffer.wrap(segment).getInt(offset + 12);
    }

    private static CRC32C begin(int salt, int offset) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(8).putInt(salt).putInt(offset).flip());
        return crc;
    }
}
