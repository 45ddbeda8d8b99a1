package io.ixi.node.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** A memory disk that refuses everything after a number of changes. */
final class StoppingDisk implements Disk {
    private final MemoryDisk memory = new MemoryDisk();
    private final int changes;
    private int left = Integer.MAX_VALUE;

    StoppingDisk(int changes) {
        this.changes = changes;
    }

    void arm() {
        left = changes;
    }

    MemoryDisk memory() {
        return memory;
    }

    private void change() throws IOException {
        if (left-- <= 0) {
            throw new IOException("stopped");
        }
    }

    @Override
    public List<String> list() {
        return memory.list();
    }

    @Override
    public File create(String name, int size) throws IOException {
        change();
        return new Counted(memory.create(name, size));
    }

    @Override
    public File open(String name) throws IOException {
        return new Counted(memory.open(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        change();
        memory.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
        change();
        memory.delete(name);
    }

    @Override
    public void syncDirectory() throws IOException {
        change();
        memory.syncDirectory();
    }

    @Override
    public String describe(String name) {
        return memory.describe(name);
    }

    @Override
    public void close() {
        memory.close();
    }

    private final class Counted implements File {
        private final File file;

        Counted(File file) {
            this.file = file;
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void write(long offset, ByteBuffer bytes) throws IOException {
            change();
            file.write(offset, bytes);
        }

        @Override
        public byte[] read() throws IOException {
            return file.read();
        }

        @Override
        public void sync() throws IOException {
            change();
            file.sync();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
