package io.ixi.node.store;

import io.ixi.node.journal.StorageException;
import io.ixi.node.journal.StorageException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A store that takes the place of another one: made beside it in {@code NAME.next}, declared ready, then renamed, by
 * whoever opens the store next. Whatever instant a crash picks, either the old store is there or the new one.
 */
public final class Replacement {
    private static final String READY = "READY";

    private Replacement() {}

    /** Where the replacement of a store is made. */
    public static Path next(Path store) {
        return store.resolveSibling(store.getFileName() + ".next");
    }

    private static Path old(Path store) {
        return store.resolveSibling(store.getFileName() + ".old");
    }

    /** Whether a replacement waits to be taken. */
    public static boolean ready(Path store) {
        return Files.exists(next(store).resolve(READY));
    }

    /** Where the store is that the next start uses. */
    public static Path current(Path store) {
        return ready(store) ? next(store) : store;
    }

    /** The replacement is whole and durable: the next {@link #take} uses it. */
    public static void declare(Path store) {
        attempt(store, () -> {
            Path next = next(store);
            sync(next);
            Files.createFile(next.resolve(READY));
            sync(next);
        });
    }

    /** Puts a replacement that is ready in its place. Nobody may have either store open. */
    public static void take(Path store) {
        attempt(store, () -> {
            if (ready(store)) {
                if (Files.exists(store)) {
                    delete(old(store));
                    Files.move(store, old(store), StandardCopyOption.ATOMIC_MOVE);
                }
                Files.move(next(store), store, StandardCopyOption.ATOMIC_MOVE);
                syncParent(store);
            }
            Files.deleteIfExists(store.resolve(READY));
            delete(old(store));
        });
    }

    /** Deletes a replacement that is not ready. */
    public static void discard(Path store) {
        attempt(store, () -> delete(next(store)));
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> walk = Files.walk(directory)) {
            files = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }

    private static void syncParent(Path path) throws IOException {
        Path parent = path.toAbsolutePath().getParent();
        if (parent != null) {
            sync(parent);
        }
    }

    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private static void attempt(Path store, Step step) {
        try {
            step.run();
        } catch (IOException e) {
            throw new StorageException(Reason.IO, "cannot replace the store " + store + ": " + e, e);
        }
    }
}
