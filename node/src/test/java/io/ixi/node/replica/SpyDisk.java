package io.ixi.node.replica;

import io.ixi.consensus.types.Bytes;
import io.ixi.node.journal.Disk;
import io.ixi.node.journal.MemoryDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** A memory disk that knows which of this node's signatures are not durable yet. */
final class SpyDisk implements Disk {
    final MemoryDisk disk = new MemoryDisk();
    private final List<byte[]> unsynced = new ArrayList<>();
    private final List<Bytes> pending = new ArrayList<>();

    /** The node's key made this signature just now. */
    void signed(Bytes signature) {
        pending.add(signature);
    }

    /** Whether it was made here and is not on disk yet. */
    boolean isAtRisk(Bytes signature) {
        return pending.contains(signature);
    }

    /** The process is gone: what was not synced is not to be relied on. */
    void crashed() {
        unsynced.clear();
        pending.clear();
    }

    private void synced() {
        for (Iterator<Bytes> it = pending.iterator(); it.hasNext(); ) {
            Bytes signature = it.next();
            if (unsynced.stream().anyMatch(write -> contains(write, signature.unsafeArray()))) {
                it.remove();
            }
        }
        unsynced.clear();
    }

    private static boolean contains(byte[] write, byte[] part) {
        for (int i = 0; i + part.length <= write.length; i++) {
            int j = 0;
            while (j < part.length && write[i + j] == part[j]) {
                j++;
            }
            if (j == part.length) {
                return true;
            }
        }
        return false;
    }

    @Override
    public List<String> list() {
        return disk.list();
    }

    @Override
    public File create(String name, int size) throws IOException {
        return new Spied(disk.create(name, size));
    }

    @Override
    public File open(String name) throws IOException {
        return new Spied(disk.open(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        disk.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
        disk.delete(name);
    }

    @Override
    public void syncDirectory() {
        disk.syncDirectory();
    }

    @Override
    public String describe(String name) {
        return disk.describe(name);
    }

    @Override
    public void close() {
        disk.close();
    }

    private final class Spied implements File {
        private final File file;

        Spied(File file) {
            this.file = file;
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void write(long offset, ByteBuffer bytes) throws IOException {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            unsynced.add(copy);
            file.write(offset, bytes);
        }

        @Override
        public byte[] read() throws IOException {
            return file.read();
        }

        @Override
        public void sync() throws IOException {
            file.sync();
            synced();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
