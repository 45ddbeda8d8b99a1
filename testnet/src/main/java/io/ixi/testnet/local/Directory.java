package io.ixi.testnet.local;

import io.ixi.cli.FailedException;
import io.ixi.cli.Terminal;
import io.ixi.cli.Texts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** The files of one network. Made whole in one rename, or not at all. */
final class Directory {
    static final String MARKER = "testnet.json";
    static final String GENESIS = "genesis.json";
    static final String PROCESSES = "processes.json";
    static final String LIB = "lib";
    private static final String LOCK = "lock";
    private static final Set<String> OWN = Set.of(MARKER, GENESIS, PROCESSES, LIB, LOCK);

    private final Path path;
    private final Texts texts;

    Directory(Path path, Texts texts) {
        this.path = path.toAbsolutePath().normalize();
        this.texts = texts;
    }

    Path path() {
        return path;
    }

    /** Nothing is there yet. */
    boolean absent() {
        return !Files.exists(path, LinkOption.NOFOLLOW_LINKS) || entries().isEmpty();
    }

    /** What was made here, or null if nothing is. Fails on a half-written or foreign directory. */
    @Nullable
    Network network() {
        if (absent()) {
            return null;
        }
        Path marker = path.resolve(MARKER);
        if (!Files.exists(marker)) {
            throw broken(MARKER);
        }
        Network network;
        try {
            network = Terminal.JSON.readValue(Files.readString(marker), Network.class);
        } catch (IOException | JacksonException e) {
            throw broken(MARKER);
        }
        if (network.format() != Network.FORMAT) {
            throw failed("FORMAT", "dir.format", path, network.format());
        }
        List<String> missing = new ArrayList<>();
        need(path.resolve(GENESIS), missing);
        for (Network.Member member : network.validators()) {
            need(member.home(path).resolve("validator.key"), missing);
        }
        if (!missing.isEmpty()) {
            throw broken(String.join(", ", missing));
        }
        return network;
    }

    /** The same, where there must be a network. */
    Network existing() {
        Network network = network();
        if (network == null) {
            throw new FailedException(
                    FailedException.FAILED, "NO_TESTNET", texts.text("dir.none", path), texts.text("dir.none.hint"));
        }
        return network;
    }

    private void need(Path file, List<String> missing) {
        if (!Files.isReadable(file)) {
            missing.add(path.relativize(file).toString());
        }
    }

    private FailedException broken(String missing) {
        return failed("HALF_WRITTEN", "dir.broken", path, missing);
    }

    private FailedException failed(String name, String key, Object... arguments) {
        return new FailedException(
                FailedException.CONFLICT,
                name,
                texts.text(key, arguments),
                texts.text("dir.broken.hint", path.getFileName()));
    }

    /** An empty folder beside this directory, on the same file system, to make the network in. */
    Path draft() {
        try {
            Path parent = parent();
            Files.createDirectories(parent);
            return Files.createTempDirectory(parent, path.getFileName() + ".new-");
        } catch (IOException e) {
            throw notWritable(e);
        }
    }

    /** The draft becomes this directory, in one step. */
    void adopt(Path draft) {
        try {
            Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            delete(draft);
            if (!absent()) {
                throw failed("EXISTS", "dir.taken", path);
            }
            throw notWritable(e);
        }
    }

    private FailedException notWritable(IOException e) {
        return new FailedException(
                FailedException.FAILED,
                "NOT_WRITABLE",
                texts.text("dir.unwritable", path, e.getClass().getSimpleName()),
                texts.text("dir.unwritable.hint"));
    }

    /** Deletes everything, if everything here is a network's. */
    void delete() {
        for (Path entry : entries()) {
            String name = entry.getFileName().toString();
            boolean home = Files.isDirectory(entry)
                    && (Files.exists(entry.resolve("validator.key")) || Files.exists(entry.resolve("node.toml")));
            if (!OWN.contains(name) && !name.startsWith(PROCESSES) && !home) {
                throw new FailedException(
                        FailedException.CONFLICT,
                        "FOREIGN_FILES",
                        texts.text("dir.foreign", path, name),
                        texts.text("dir.foreign.hint"));
            }
        }
        delete(path);
    }

    /** Deletes a tree; links in it are not followed. */
    static void delete(Path tree) {
        if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a file whole or not at all. */
    static void write(Path file, String text) {
        try {
            Path draft = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(draft, text);
            try {
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Does a piece of work while no other command can change this network. */
    <T> T locked(Work<T> work) {
        try (FileChannel channel =
                FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (channel.tryLock() == null) {
                throw busy();
            }
            return work.run();
        } catch (OverlappingFileLockException e) {
            throw busy();
        } catch (IOException e) {
            throw notWritable(e);
        }
    }

    /** Work that reads and writes files. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    private FailedException busy() {
        return new FailedException(
                FailedException.CONFLICT, "BUSY", texts.text("dir.busy", path), texts.text("dir.busy.hint"));
    }

    private Path parent() {
        Path parent = path.getParent();
        return parent == null ? path : parent;
    }

    private List<Path> entries() {
        try (Stream<Path> all = Files.list(path)) {
            return all.sorted().toList();
        } catch (IOException e) {
            throw new FailedException(
                    FailedException.FAILED,
                    "NOT_READABLE",
                    texts.text("dir.unreadable", path),
                    texts.text("dir.unwritable.hint"));
        }
    }
}
