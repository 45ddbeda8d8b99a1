package io.ixi.testnet.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A file system of its own under one validator's data, which can lose its free space and get it back. Linux, root. */
final class SmallDisk implements AutoCloseable {
    private static final String ROOMY = "size=8g";
    private static final long LEFT_BYTES = 64 << 10;
    private static final int TRIES = 20;

    private final Path place;

    private SmallDisk(Path place) {
        this.place = place;
    }

    /** Mounts it over an empty folder; empty if that is not allowed here. */
    static Optional<SmallDisk> mount(Path place) throws IOException {
        Files.createDirectories(place);
        return run("mount", "-t", "tmpfs", "-o", ROOMY, "tmpfs", place.toString())
                ? Optional.of(new SmallDisk(place))
                : Optional.empty();
    }

    /** Leaves almost no room: the next writes fail with "No space left on device". */
    void fill() throws IOException {
        for (int i = 0; i < TRIES; i++) { // a writer may outrun it
            FileStore store = Files.getFileStore(place);
            long used = store.getTotalSpace() - store.getUnallocatedSpace();
            if (run("mount", "-o", "remount,size=" + (used + LEFT_BYTES), place.toString())) {
                return;
            }
        }
        throw new IOException("cannot shrink " + place);
    }

    void free() throws IOException {
        if (!run("mount", "-o", "remount," + ROOMY, place.toString())) {
            throw new IOException("cannot grow " + place);
        }
    }

    @Override
    public void close() {
        try {
            if (!run("umount", "-l", place.toString())) {
                throw new IOException("cannot unmount " + place);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean run(String... command) throws IOException {
        Process process;
        try {
            process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            return false; // there is no such command here
        }
        try {
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
