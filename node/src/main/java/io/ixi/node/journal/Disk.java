package io.ixi.node.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A directory of files with explicit durability, as POSIX gives it: written bytes survive a crash after {@link
 * File#sync}, names after {@link #syncDirectory}. Held exclusively while open. One thread at a time.
 */
public interface Disk extends AutoCloseable {
    /** Names of all files but the lock, ascending. */
    List<String> list() throws IOException;

    /** Makes a new file of {@code size} zero bytes with its blocks allocated. Fails if the name exists. */
    File create(String name, int size) throws IOException;

    /** Opens a file for reading and writing. */
    File open(String name) throws IOException;

    /** Renames atomically, replacing {@code to}. */
    void rename(String from, String to) throws IOException;

    void delete(String name) throws IOException;

    /** Makes creations, renames and deletions durable. */
    void syncDirectory() throws IOException;

    /** Where this is, for messages to the operator. */
    String describe(String name);

    /** Gives up the lock. Open files stay open. */
    @Override
    void close() throws IOException;

    /** An open file. */
    interface File extends AutoCloseable {
        long size() throws IOException;

        /** Writes all remaining bytes at an absolute offset. */
        void write(long offset, ByteBuffer bytes) throws IOException;

        /** Reads the whole file. */
        byte[] read() throws IOException;

        /** Returns when all bytes written so far survive a power loss (fdatasync). */
        void sync() throws IOException;

        @Override
        void close() throws IOException;
    }
}
