package io.ixi.node.store;

import io.ixi.consensus.types.Hash;
import io.ixi.node.journal.StorageException;
import io.ixi.node.journal.StorageException.Reason;
import io.ixi.node.store.Database.Family;
import io.ixi.node.store.DurableMark.Mark;
import io.ixi.node.store.Ledger.Tip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a store directory holds, read without writing a byte.
 *
 * @param tip the last block
 * @param durable height that survives a power loss; -1: none
 * @param earliest lowest height whose state is kept
 * @param earliestBlock lowest height from which on every block is kept
 */
public record StoreSummary(Tip tip, long durable, long earliest, long earliestBlock) {
    /**
     * Checks a store that no process has open as {@link RocksLedger#open} does. Empty: nothing was ever stored there.
     *
     * @param deep read all of it and compare it with its checksums, too
     * @throws DamagedStoreException if it is not as it was written
     * @throws StorageException FOREIGN for another chain or a newer format, IO
     */
    public static Optional<StoreSummary> of(Path directory, Hash chain, boolean deep) {
        Path path = directory.resolve("db");
        Optional<Mark> mark = mark(directory);
        if (!Files.exists(path.resolve("CURRENT")) && mark.isEmpty() && !hasTables(path)) {
            return Optional.empty();
        }
        try (Database database = Database.openReadOnly(path)) {
            Tip tip = check(database, chain, mark);
            if (tip == null) {
                return Optional.empty();
            }
            if (deep) {
                database.verify();
            }
            PastBlocks past = new PastBlocks(database, new StoreCodec(List.of()));
            past.start();
            byte[] earliest = database.get(Family.CHAIN, Keys.EARLIEST);
            return Optional.of(new StoreSummary(
                    tip,
                    mark.map(Mark::height).orElse(-1L),
                    earliest == null ? 0 : Keys.height(earliest),
                    past.earliest()));
        }
    }

    private static @Nullable Tip check(Database database, Hash chain, Optional<Mark> mark) {
        return new StoreCheck(database, new Live(database), chain).tip(mark);
    }

    private static boolean hasTables(Path path) {
        if (!Files.isDirectory(path)) {
            return false;
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.anyMatch(file -> file.toString().endsWith(".sst"));
        } catch (IOException e) {
            throw new StorageException(Reason.IO, "cannot read " + path + ": " + e, e);
        }
    }

    private static Optional<Mark> mark(Path directory) {
        Path file = directory.resolve(DurableMark.NAME);
        try {
            return Files.exists(file)
                    ? DurableMark.newest(file.toString(), Files.readAllBytes(file))
                            .map(DurableMark.Slot::mark)
                    : Optional.empty();
        } catch (IOException e) {
            throw new StorageException(Reason.IO, "cannot read " + file + ": " + e, e);
        }
    }
}
