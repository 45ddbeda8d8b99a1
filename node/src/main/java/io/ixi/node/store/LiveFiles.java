package io.ixi.node.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * Whether the files that an open database stands on are there and whole. RocksDB checks its tables when it opens, its
 * blob files only when a value is read from them, which may be long after the start.
 */
final class LiveFiles {
    /** A finished blob file ends with 32 bytes that begin with this number (RocksDB, blob_log_format.h). */
    private static final int FOOTER_MAGIC = 2_395_959;

    private static final int FOOTER = 32;

    private LiveFiles() {}

    /** Throws {@link DamagedStoreException} naming the file. */
    static void check(RocksDB rocks, Path path) throws RocksDBException {
        for (String name : rocks.getLiveFiles(false).files) {
            Path file = path.resolve(name.replaceFirst("^/", ""));
            if (!Files.exists(file)) {
                throw new DamagedStoreException(path.toString(), file.getFileName() + " is missing", null);
            }
            if (name.endsWith(".blob") && !finished(file)) {
                throw new DamagedStoreException(path.toString(), file.getFileName() + " is cut short", null);
            }
        }
    }

    private static boolean finished(Path blob) {
        try (FileChannel channel = FileChannel.open(blob)) {
            ByteBuffer magic = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            long at = channel.size() - FOOTER;
            return at >= 0 && channel.read(magic, at) == Integer.BYTES && magic.getInt(0) == FOOTER_MAGIC;
        } catch (IOException e) {
            return false;
        }
    }
}
