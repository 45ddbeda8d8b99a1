package io.ixi.node.care;

import io.ixi.consensus.types.Hash;
import io.ixi.node.config.ConfigException;
import io.ixi.node.config.NodeConfig;
import io.ixi.node.genesis.ChainSpec;
import io.ixi.node.genesis.GenesisFile;
import io.ixi.node.genesis.Modules;
import io.ixi.node.journal.FileDisk;
import io.ixi.node.journal.JournalCheck;
import io.ixi.node.journal.StorageException;
import io.ixi.node.replica.JournalSummary;
import io.ixi.node.signer.Watermark;
import io.ixi.node.store.Ledger;
import io.ixi.node.store.Replacement;
import io.ixi.node.store.RocksLedger;
import io.ixi.node.store.StoreSummary;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Copies of a node's chain: {@code state/}, node.toml, genesis.json, and {@code backup.json}, which is written last and
 * says what they are.
 *
 * <p>A journal is never in a backup: an old one is a memory of votes with holes, and a validator that votes on it may
 * sign twice. So a restored node votes only if its own journal is still in its home; else it follows the chain.
 */
public final class Backup {
    private static final int FORMAT = 1;
    private static final String NAME = "backup.json";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Backup() {}

    /** What a backup holds. */
    public record Contents(Hash chain, long height, Hash hash) {}

    /**
     * What a restore did.
     *
     * @param height of the chain now
     * @param before height of the store that was replaced; -1: there was none, or it was damaged
     * @param remembers whether the home's journal remembers this node's votes: only then it may vote
     */
    public record Restored(long height, long before, boolean remembers) {}

    /** Copies an open ledger while it is used. Throws {@link ConfigException} if there is something at {@code to}. */
    public static Contents copy(RocksLedger ledger, NodeConfig config, ChainSpec spec, Path to) {
        try {
            if (Files.exists(to) && !isEmpty(to)) {
                throw new ConfigException(to + " is not empty: choose a new directory for the backup.");
            }
            Files.createDirectories(to);
            Ledger.Tip tip = ledger.checkpoint(to.resolve("state"));
            Files.copy(NodeConfig.file(config.home()), to.resolve("node.toml"));
            Files.copy(config.genesis(), to.resolve("genesis.json"));
            Contents contents = new Contents(spec.hash(), tip.height(), tip.hash());
            write(to, contents);
            return contents;
        } catch (IOException e) {
            throw new ConfigException("Cannot write the backup " + to + ": " + e, e);
        }
    }

    /** Copies the chain of a node that does not run. */
    public static Contents copyStopped(NodeConfig config, Path to) {
        ChainSpec spec = spec(config);
        try (FileDisk _ = FileDisk.open(config.journal())) {
            Replacement.take(config.state());
            try (RocksLedger ledger = RocksLedger.open(
                    config.state(), spec.hash(), Modules.executor().registry().events(), Ledger.Options.ARCHIVE)) {
                if (ledger.isEmpty()) {
                    throw new ConfigException("There is no chain in " + config.state() + " to back up.");
                }
                return copy(ledger, config, spec, to);
            }
        } catch (IOException e) {
            throw new ConfigException("Cannot lock " + config.journal() + ": " + e, e);
        }
    }

    /** Adds the validator's key and the memory of its votes; both readable by their owner only. */
    public static void copyKey(NodeConfig config, Path to) {
        try {
            Path watermark = Watermark.beside(config.key(), spec(config).hash());
            for (Path file : List.of(config.key(), watermark)) {
                if (Files.exists(file)) {
                    Path name = file.getFileName();
                    Files.copy(file, to.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        } catch (IOException e) {
            throw new ConfigException("Cannot copy the key to " + to + ": " + e, e);
        }
    }

    /** What a directory says it holds. Throws {@link ConfigException} if it is no whole backup. */
    public static Contents read(Path from) {
        try {
            JsonNode json = JSON.readTree(Files.readString(from.resolve(NAME)));
            if (json.path("format").asInt(0) != FORMAT) {
                throw new ConfigException(
                        from + " has format " + json.path("format") + "; this version reads format " + FORMAT + ".");
            }
            return new Contents(
                    Hash.fromHex(json.path("chain").asString("")),
                    Long.parseLong(json.path("height").asString("")),
                    Hash.fromHex(json.path("hash").asString("")));
        } catch (IOException | JacksonException | IllegalArgumentException e) {
            throw new ConfigException(from + " is not a whole backup: " + e, e);
        }
    }

    /**
     * Puts a backup in the place of a home's store; key and journal stay as they are.
     *
     * @param older replace a healthy store that is ahead of the backup, too
     * @throws ConfigException if the backup does not fit or the store is better
     * @throws StorageException LOCKED if the node runs, DAMAGED if the backup is
     */
    public static Restored restore(Path from, NodeConfig config, boolean older) {
        Contents contents = read(from);
        ChainSpec spec = spec(config);
        if (!contents.chain().equals(spec.hash())) {
            throw new ConfigException(from + " holds chain " + contents.chain().hex() + "; the genesis of "
                    + config.home() + " is of chain " + spec.hash().hex() + ".");
        }
        try (FileDisk _ = FileDisk.open(config.journal())) {
            long before = height(config, spec);
            StoreSummary summary = StoreSummary.of(from.resolve("state"), spec.hash(), true)
                    .filter(found -> found.tip().hash().equals(contents.hash()))
                    .orElseThrow(
                            () -> new ConfigException(from + " does not hold the block that its " + NAME + " names."));
            if (before > summary.tip().height() && !older) {
                throw new ConfigException("The store of " + config.home() + " is healthy and at height " + before
                        + ", the backup at " + summary.tip().height() + ": nothing was changed.");
            }
            Replacement.discard(config.state());
            copyTree(from.resolve("state"), Replacement.next(config.state()));
            Replacement.declare(config.state());
            Replacement.take(config.state());
            return new Restored(summary.tip().height(), before, remembers(config, spec));
        } catch (IOException e) {
            throw new ConfigException("Cannot restore " + from + " to " + config.home() + ": " + e, e);
        }
    }

    /** Height of the store that is there; -1 if it is missing or damaged. Throws LOCKED if a process uses it. */
    private static long height(NodeConfig config, ChainSpec spec) throws IOException {
        if (!Files.exists(config.state())) {
            return -1;
        }
        try (FileDisk _ = FileDisk.open(config.state())) {
            return StoreSummary.of(config.state(), spec.hash(), false)
                    .map(found -> found.tip().height())
                    .orElse(-1L);
        } catch (StorageException e) {
            if (e.reason() == StorageException.Reason.LOCKED) {
                throw e;
            }
            return -1;
        }
    }

    private static boolean remembers(NodeConfig config, ChainSpec spec) {
        try {
            JournalCheck check = JournalCheck.of(config.journal(), spec.hash());
            return check.segments() > 0 && !JournalSummary.of(check.records()).later();
        } catch (StorageException e) {
            return false;
        }
    }

    private static ChainSpec spec(NodeConfig config) {
        return ChainSpec.of(
                GenesisFile.read(config.genesis(), Modules.executor().registry()));
    }

    private static void write(Path to, Contents contents) throws IOException {
        ObjectNode json = JSON.createObjectNode()
                .put("format", FORMAT)
                .put("chain", contents.chain().hex())
                .put("height", Long.toString(contents.height()))
                .put("hash", contents.hash().hex());
        Path file = to.resolve(NAME);
        Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
        force(file);
        force(to);
    }

    private static void copyTree(Path from, Path to) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(from)) {
            files = walk.toList();
        }
        for (Path file : files) {
            Path target = to.resolve(from.relativize(file).toString());
            Files.copy(file, target);
            if (Files.isRegularFile(target)) {
                force(target);
            }
        }
        for (Path file : files) {
            if (Files.isDirectory(file)) {
                force(to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().isEmpty();
        }
    }

    private static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
