package io.ixi.node.journal;

import io.ixi.consensus.types.Bytes;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A disk in memory that fails as real ones do; in the main code because the simulator of the testnet module runs nodes
 * on it. Not thread-safe.
 *
 * <p>Power loss keeps what was synced. Of the rest, every 512-byte sector of every write is kept, lost or torn at any
 * byte, independently of order; of the changes of names since the last {@link #syncDirectory} a prefix is kept (as a
 * journaled file system does). A failed sync drops its writes for good while they stay readable (Linux since 4.13,
 * "fsyncgate").
 */
public final class MemoryDisk implements Disk {
    private static final int SECTOR = 512;

    private final TreeMap<String, Inode> names = new TreeMap<>();
    private final TreeMap<String, Inode> durableNames = new TreeMap<>();
    private final List<Runnable> unsyncedNames = new ArrayList<>();
    private long capacity = Long.MAX_VALUE;
    private boolean failSync;
    private int generation;
    private long writes;
    private long syncs;

    private record Write(int offset, Bytes bytes) {
        int end() {
            return offset + bytes.size();
        }

        void copy(int from, byte[] to, int length) {
            System.arraycopy(bytes.unsafeArray(), from - offset, to, from, length);
        }
    }

    private static final class Inode {
        private byte[] content;
        private byte[] durable;
        private final List<Write> unsynced = new ArrayList<>();

        Inode(int size) {
            this.content = new byte[size];
            this.durable = new byte[size];
        }

        void apply(Write write) {
            content = write.end() > content.length ? Arrays.copyOf(content, write.end()) : content;
            write.copy(write.offset(), content, write.bytes().size());
            unsynced.add(write);
        }

        /** Writes of a failed sync are in the content, but not here: they never become durable. */
        void sync() {
            durable = durable.length == content.length ? durable : Arrays.copyOf(durable, content.length);
            for (Write write : unsynced) {
                write.copy(write.offset(), durable, write.bytes().size());
            }
            unsynced.clear();
        }

        void lose(RandomGenerator random) {
            byte[] after = Arrays.copyOf(durable, content.length);
            for (Write write : unsynced) {
                int end = write.end();
                for (int from = write.offset(); from < end; ) {
                    int to = Math.min(end, (from / SECTOR + 1) * SECTOR);
                    int kept = switch (random.nextInt(8)) {
                        case 0, 1, 2 -> 0;
                        case 3 -> random.nextInt(to - from + 1);
                        default -> to - from;
                    };
                    write.copy(from, after, kept);
                    from = to;
                }
            }
            content = after;
            durable = after.clone();
            unsynced.clear();
        }
    }

    /** From now on files may hold this many bytes in all; more gives an IOException like ENOSPC. */
    public void limit(long bytes) {
        capacity = bytes;
    }

    /** Makes the next sync of a file fail. */
    public void failNextSync() {
        failSync = true;
    }

    /** No more faults: what was announced by {@link #limit} and {@link #failNextSync} does not happen. */
    public void heal() {
        capacity = Long.MAX_VALUE;
        failSync = false;
    }

    /** Kill -9: open files are gone, the page cache stays. */
    public void kill() {
        generation++;
    }

    /** Power loss, as described above. Open files are gone. */
    public void lose(RandomGenerator random) {
        generation++;
        int kept = random.nextInt(unsyncedNames.size() + 1);
        unsyncedNames.subList(0, kept).forEach(Runnable::run);
        unsyncedNames.clear();
        names.clear();
        names.putAll(durableNames);
        names.values().forEach(inode -> inode.lose(random));
    }

    /** Flips bits of a byte, also in what was synced. */
    public void corrupt(String name, int offset, int mask) {
        Inode inode = names.get(name);
        if (inode == null) {
            throw new IllegalArgumentException(name);
        }
        inode.content[offset] ^= (byte) mask;
        inode.durable[offset] = inode.content[offset];
    }

    /** A copy of a file's bytes. */
    public byte[] bytes(String name) {
        Inode inode = names.get(name);
        if (inode == null) {
            throw new IllegalArgumentException(name);
        }
        return inode.content.clone();
    }

    /** Same files, everything durable. */
    public MemoryDisk copy() {
        MemoryDisk copy = new MemoryDisk();
        names.forEach((name, inode) -> {
            Inode twin = new Inode(0);
            twin.content = inode.content.clone();
            twin.durable = inode.content.clone();
            copy.names.put(name, twin);
        });
        copy.durableNames.putAll(copy.names);
        return copy;
    }

    /** Number of writes so far. */
    public long writes() {
        return writes;
    }

    /** Number of file syncs so far. */
    public long syncs() {
        return syncs;
    }

    @Override
    public List<String> list() {
        return List.copyOf(names.keySet());
    }

    @Override
    public File create(String name, int size) throws IOException {
        if (names.containsKey(name)) {
            throw new FileAlreadyExistsException(name);
        }
        reserve(size);
        Inode inode = new Inode(size);
        names.put(name, inode);
        unsyncedNames.add(() -> durableNames.put(name, inode));
        return new Opened(inode, generation);
    }

    @Override
    public File open(String name) throws IOException {
        return new Opened(find(name), generation);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Inode inode = find(from);
        names.remove(from);
        names.put(to, inode);
        unsyncedNames.add(() -> {
            durableNames.remove(from);
            durableNames.put(to, inode);
        });
    }

    @Override
    public void delete(String name) throws IOException {
        find(name);
        names.remove(name);
        unsyncedNames.add(() -> durableNames.remove(name));
    }

    @Override
    public void syncDirectory() {
        unsyncedNames.forEach(Runnable::run);
        unsyncedNames.clear();
    }

    @Override
    public String describe(String name) {
        return "memory/" + name;
    }

    @Override
    public void close() {
        generation++;
    }

    private Inode find(String name) throws FileNotFoundException {
        Inode inode = names.get(name);
        if (inode == null) {
            throw new FileNotFoundException(name);
        }
        return inode;
    }

    private void reserve(long more) throws IOException {
        if (capacity == Long.MAX_VALUE) {
            return;
        }
        long used =
                names.values().stream().mapToLong(inode -> inode.content.length).sum();
        if (used + more > capacity) {
            throw new IOException("No space left on device");
        }
    }

    private final class Opened implements File {
        private final Inode inode;
        private final int born;

        Opened(Inode inode, int born) {
            this.inode = inode;
            this.born = born;
        }

        @Override
        public long size() throws IOException {
            alive();
            return inode.content.length;
        }

        @Override
        public void write(long offset, ByteBuffer bytes) throws IOException {
            alive();
            writes++;
            reserve(Math.max(0, offset + bytes.remaining() - inode.content.length));
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            inode.apply(new Write(Math.toIntExact(offset), Bytes.wrap(copy)));
        }

        @Override
        public byte[] read() throws IOException {
            alive();
            return inode.content.clone();
        }

        @Override
        public void sync() throws IOException {
            alive();
            syncs++;
            if (failSync) {
                failSync = false;
                inode.unsynced.clear();
                throw new IOException("Input/output error");
            }
            inode.sync();
        }

        @Override
        public void close() {}

        private void alive() throws IOException {
            if (born != generation) {
                throw new ClosedChannelException();
            }
        }
    }
}
