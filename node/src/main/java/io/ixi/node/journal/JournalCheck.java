package io.ixi.node.journal;

import io.ixi.consensus.types.Hash;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a journal directory holds, read without writing a byte: what {@link Journal#open} would find there.
 *
 * @param segments files that the journal consists of; 0: there is none
 * @param records in order
 * @param torn an unfinished write at the end, which the next start cuts off
 */
public record JournalCheck(int segments, List<Journal.Item> records, Optional<Journal.Torn> torn) {
    public JournalCheck {
        records = List.copyOf(records);
    }

    /**
     * Reads a journal that no process has open.
     *
     * @throws DamagedJournalException if a durable record is missing or changed
     * @throws StorageException FOREIGN for another chain or a newer format, IO if the disk fails
     */
    public static JournalCheck of(Path directory, Hash chain) {
        try {
            return read(directory, chain);
        } catch (IOException e) {
            throw new StorageException(
                    StorageException.Reason.IO, "cannot read the journal in " + directory + ": " + e, e);
        }
    }

    private static JournalCheck read(Path directory, Hash chain) throws IOException {
        TreeMap<Long, Path> files = segments(directory);
        if (files.isEmpty()) {
            return new JournalCheck(0, List.of(), Optional.empty());
        }
        List<Journal.Item> records = new ArrayList<>();
        long last = files.lastKey();
        Path newestFile = files.lastEntry().getValue();
        String name = newestFile.toString();
        byte[] newest = bytes(newestFile);
        Format.Header header = Format.header(name, newest, last, chain);
        for (long number = header.base(); number < last; number++) {
            Path file = files.get(number);
            if (file == null) {
                throw new DamagedJournalException(
                        directory.resolve(Names.segment(number)).toString(),
                        0,
                        "the file is missing, but a later segment needs it");
            }
            byte[] content = bytes(file);
            Format.Header own = Format.header(file.toString(), content, number, chain);
            Scan.of(file.toString(), content, own, false, records);
        }
        Scan scan = Scan.of(name, newest, header, true, records);
        return new JournalCheck(
                (int) (last - header.base() + 1),
                records,
                scan.torn() ? Optional.of(new Journal.Torn(name, scan.end())) : Optional.empty());
    }

    private static TreeMap<Long, Path> segments(Path directory) throws IOException {
        TreeMap<Long, Path> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(file -> Names.isSegment(file.getFileName().toString()))
                    .forEach(file -> found.put(Names.number(file.getFileName().toString()), file));
        } catch (NoSuchFileException missing) {
            return found;
        }
        return found;
    }

    private static byte[] bytes(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(channel.size()));
            while (all.hasRemaining()) {
                if (channel.read(all) < 0) {
                    throw new EOFException(file + " became shorter while it was read");
                }
            }
            return all.array();
        }
    }
}
