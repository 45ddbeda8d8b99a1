package io.ixi.node.journal;

import io.ixi.node.journal.StorageException.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory of the file system, locked against a second process through a file named LOCK. A thread that writes here
 * must not be interrupted: the JDK would close its file.
 */
public final class FileDisk implements Disk {
    private static final String LOCK = "LOCK";
    private static final int FILL = 1 << 20;

    private final Path directory;
    private final FileChannel lock;

    private FileDisk(Path directory, FileChannel lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /**
     * Makes the directory if it is missing, and locks it.
     *
     * @throws StorageException LOCKED if another process (or this one) holds it; IO if it cannot be written
     */
    public static FileDisk open(Path directory) {
        try {
            Files.createDirectories(directory);
            FileChannel channel =
                    FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!lock(channel)) {
                channel.close();
                throw new StorageException(
                        Reason.LOCKED,
                        directory + " is in use by another process: is the node already running? Stop it first");
            }
            syncDirectory(directory);
            return new FileDisk(directory, channel);
        } catch (IOException e) {
            throw new StorageException(
                    Reason.IO,
                    "cannot write in " + directory + ": " + e
                            + ". Check that it is a directory of this user on a writable disk",
                    e);
        }
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException held) {
            return false;
        }
    }

    @Override
    public List<String> list() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(LOCK))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public File create(String name, int size) throws IOException {
        FileChannel channel = FileChannel.open(
                directory.resolve(name),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        try {
            // real zeros, not a hole: a later write must not allocate blocks, or its fsync pays for that
            ByteBuffer zeros = ByteBuffer.allocateDirect(Math.min(size, FILL));
            for (int offset = 0; offset < size; offset += zeros.capacity()) {
                writeAll(channel, offset, zeros.clear().limit(Math.min(zeros.capacity(), size - offset)));
            }
            return new Opened(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public File open(String name) throws IOException {
        return new Opened(FileChannel.open(directory.resolve(name), StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(
                directory.resolve(from),
                directory.resolve(to),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.delete(directory.resolve(name));
    }

    @Override
    public void syncDirectory() throws IOException {
        syncDirectory(directory);
    }

    private static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public String describe(String name) {
        return directory.resolve(name).toString();
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    private static void writeAll(FileChannel channel, long offset, ByteBuffer bytes) throws IOException {
        long at = offset;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    private record Opened(FileChannel channel) implements File {
        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void write(long offset, ByteBuffer bytes) throws IOException {
            writeAll(channel, offset, bytes);
        }

        @Override
        public byte[] read() throws IOException {
            ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(channel.size()));
            while (all.hasRemaining()) {
                if (channel.read(all, all.position()) < 0) {
                    throw new EOFException("the file became shorter while it was read");
                }
            }
            return all.array();
        }

        @Override
        public void sync() throws IOException {
            channel.force(false);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
