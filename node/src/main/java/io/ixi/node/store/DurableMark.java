package io.ixi.node.store;

import io.ixi.consensus.types.Hash;
import io.ixi.node.journal.Disk;
import io.ixi.node.journal.StorageException;
import io.ixi.node.journal.StorageException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The height up to which the store promised durability, in a file of its own: RocksDB recovers silently to an earlier
 * point when its log lost its end, and without this nobody would know that synced blocks are missing.
 *
 * <p>Two slots of 512 bytes are written in turn, so that a torn write leaves the former one. A slot: magic "IXIDURAB",
 * u64 turn, u64 height, header hash (32), CRC32C of the bytes before; big-endian.
 */
final class DurableMark implements AutoCloseable {
    static final String NAME = "durable";
    private static final long MAGIC = 0x4958494455524142L;
    private static final int SLOT = 512;
    private static final int LENGTH = 8 + 8 + 8 + Hash.BYTES + 4;

    private final Disk disk;
    private final Disk.File file;
    private long turn;
    private Optional<Mark> mark = Optional.empty();

    /** A promised height and the hash of its header. */
    record Mark(long height, Hash hash) {}

    private DurableMark(Disk disk, Disk.File file) {
        this.disk = disk;
        this.file = file;
    }

    static DurableMark open(Disk disk) {
        try {
            if (!disk.list().contains(NAME)) {
                disk.create(NAME, 2 * SLOT).close();
                disk.syncDirectory();
            }
            DurableMark opened = new DurableMark(disk, disk.open(NAME));
            opened.read();
            return opened;
        } catch (IOException e) {
            throw new StorageException(Reason.IO, "cannot use " + disk.describe(NAME) + ": " + e, e);
        }
    }

    /** What was promised last; empty: nothing yet. */
    Optional<Mark> mark() {
        return mark;
    }

    /** Durable on return. */
    void write(long height, Hash hash) {
        turn++;
        ByteBuffer slot = ByteBuffer.allocate(LENGTH);
        slot.putLong(MAGIC).putLong(turn).putLong(height).put(hash.toBytes());
        slot.putInt(crc(slot.array())).flip();
        try {
            file.write(turn % 2 * SLOT, slot);
            file.sync();
        } catch (IOException e) {
            throw new StorageException(Reason.IO, "cannot write " + disk.describe(NAME) + ": " + e, e);
        }
        mark = Optional.of(new Mark(height, hash));
    }

    private void read() throws IOException {
        newest(disk.describe(NAME), file.read()).ifPresent(slot -> {
            turn = slot.turn();
            mark = Optional.of(slot.mark());
        });
    }

    /** A slot that holds. */
    record Slot(long turn, Mark mark) {}

    /**
     * The newest slot in a file's bytes; empty if none was ever written.
     *
     * @throws DamagedStoreException if what was written is not there
     */
    static Optional<Slot> newest(String where, byte[] content) {
        boolean written = false;
        Slot newest = null;
        for (int at = 0; at + LENGTH <= content.length; at += SLOT) {
            ByteBuffer slot = ByteBuffer.wrap(content, at, LENGTH).slice();
            byte[] bytes = new byte[LENGTH];
            slot.get(0, bytes);
            written |= slot.getLong(0) != 0;
            if (slot.getLong(0) == MAGIC
                    && slot.getInt(LENGTH - 4) == crc(bytes)
                    && (newest == null || slot.getLong(8) > newest.turn())) {
                newest = new Slot(slot.getLong(8), new Mark(slot.getLong(16), Hash.at(slot, 24)));
            }
        }
        if (content.length != 2 * SLOT || (written && newest == null)) {
            throw new DamagedStoreException(where, "neither slot is as it was written", null);
        }
        return Optional.ofNullable(newest);
    }

    private static int crc(byte[] slot) {
        CRC32C crc = new CRC32C();
        crc.update(slot, 0, LENGTH - 4);
        return (int) crc.getValue();
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new StorageException(Reason.IO, "cannot close " + disk.describe(NAME) + ": " + e, e);
        }
    }
}
