package io.ixi.testnet.sim;

import io.ixi.node.journal.Disk;
import io.ixi.node.journal.MemoryDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;

/** A node's journal disk: a {@link MemoryDisk} whose every operation takes time and may be the last one. */
final class SimDisk implements Disk {
    /** What a disk tells its node. */
    interface Host {
        /** An effect is about to happen or has just happened: the process may end here. */
        void boundary();

        void spend(long microseconds);
    }

    private static final int FAST_SYNC_US = 120;

    private final MemoryDisk disk = new MemoryDisk();
    private final Host host;
    private final SplittableRandom random;
    private int syncUs = FAST_SYNC_US;

    SimDisk(Host host, SplittableRandom random) {
        this.host = host;
        this.random = random;
    }

    void slow(int microseconds) {
        syncUs = microseconds;
    }

    /** Leaves room for so many more bytes. */
    void fill(long more) {
        long used = 0;
        for (String name : disk.list()) {
            used += disk.bytes(name).length;
        }
        disk.limit(used + more);
    }

    /** No faults from now on; those that happened stay. */
    void heal() {
        syncUs = FAST_SYNC_US;
        disk.heal();
    }

    void failNextSync() {
        disk.failNextSync();
    }

    void kill() {
        disk.kill();
    }

    void losePower() {
        disk.lose(random);
    }

    /** Changes one byte of one file that is not empty. False: there is none. */
    boolean rot() {
        List<String> names = disk.list();
        if (names.isEmpty()) {
            return false;
        }
        String name = names.get(random.nextInt(names.size()));
        byte[] bytes = disk.bytes(name);
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        if (end == 0) {
            return false;
        }
        disk.corrupt(name, random.nextInt(end), 1 << random.nextInt(8));
        return true;
    }

    /** All bytes that files take. */
    long used() {
        long used = 0;
        for (String name : disk.list()) {
            used += disk.bytes(name).length;
        }
        return used;
    }

    /** A copy as it would be read now. */
    MemoryDisk copy() {
        return disk.copy();
    }

    @Override
    public List<String> list() {
        return disk.list();
    }

    @Override
    public File create(String name, int size) throws IOException {
        host.boundary();
        return new Watched(disk.create(name, size));
    }

    @Override
    public File open(String name) throws IOException {
        return new Watched(disk.open(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        host.boundary();
        disk.rename(from, to);
        host.boundary();
    }

    @Override
    public void delete(String name) throws IOException {
        host.boundary();
        disk.delete(name);
        host.boundary();
    }

    @Override
    public void syncDirectory() {
        host.boundary();
        disk.syncDirectory();
        host.boundary();
    }

    @Override
    public String describe(String name) {
        return disk.describe(name);
    }

    @Override
    public void close() {
        disk.close();
    }

    private final class Watched implements File {
        private final File file;

        Watched(File file) {
            this.file = file;
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void write(long offset, ByteBuffer bytes) throws IOException {
            host.boundary();
            file.write(offset, bytes);
            host.boundary();
        }

        @Override
        public byte[] read() throws IOException {
            return file.read();
        }

        @Override
        public void sync() throws IOException {
            host.spend(syncUs / 2 + random.nextInt(syncUs));
            host.boundary();
            file.sync();
            host.boundary();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
