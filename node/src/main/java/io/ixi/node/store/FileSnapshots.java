package io.ixi.node.store;

import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.codec.Reader;
import io.ixi.consensus.codec.Writer;
import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.node.journal.StorageException;
import io.ixi.node.journal.StorageException.Reason;
import io.ixi.node.store.Ledger.StoredCertificate;
import io.ixi.node.wire.Handover;
import io.ixi.node.wire.SnapshotChunk;
import io.ixi.node.wire.SnapshotManifest;
import io.ixi.vm.kernel.exec.State;
import io.ixi.vm.kernel.tree.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshots as files: {@code DIR/HEIGHT/manifest} and {@code chunk-N}. They are made on a thread of their own, from the
 * state of a height that commits do not disturb; the newest {@value #KEPT} are kept. What receivers check need not be
 * durable here: a snapshot that a crash cut short has no name yet.
 */
public final class FileSnapshots implements Snapshots, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileSnapshots.class);
    private static final int KEPT = 2;
    private static final String MANIFEST = "manifest";
    private static final String MAKING = "making";
    private static final int BUFFERED = 16 << 20;

    /**
     * @param every a snapshot after each block whose height is a multiple of it; 0: none
     * @param minimumLag a node this many blocks behind takes a snapshot
     * @param chunkBytes of a chunk, about
     */
    public record Options(int every, long minimumLag, int chunkBytes) {
        public Options(int every, long minimumLag) {
            this(every, minimumLag, 512 << 10);
        }
    }

    private final Path directory;
    private final Path store;
    private final Hash chain;
    private final List<String> modules;
    private final Ledger ledger;
    private final Options options;
    private final ExecutorService maker = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("snapshot").daemon().factory());
    private volatile @Nullable SnapshotManifest newest;
    private volatile boolean closed;
    private volatile @Nullable Joining joining;
    private long due = -1;

    /**
     * @param directory of the snapshots; made if missing
     * @param store of the node, which a joined snapshot replaces
     * @param modules names, ascending
     */
    public FileSnapshots(Path directory, Path store, Hash chain, List<String> modules, Ledger ledger, Options options) {
        this.directory = directory;
        this.store = store;
        this.chain = chain;
        this.modules = List.copyOf(modules);
        this.ledger = ledger;
        this.options = options;
        attempt(() -> {
            Files.createDirectories(directory);
            delete(directory.resolve(MAKING));
            for (long height : heights()) {
                newest = read(height);
            }
        });
    }

    /** Whether a snapshot is made after the block with this header. */
    static boolean ends(BlockHeader header, int every) {
        return every > 0 && header.height() > 0 && header.height() % every == 0;
    }

    /** A block was committed, on the thread that commits. Never blocks. */
    public void finalized(BlockHeader header) {
        if (due >= 0 && header.height() > due) {
            StoredCertificate certificate = ledger.certificateAtOrAfter(due + 1).orElse(null);
            if (certificate != null) {
                long height = due;
                due = -1;
                maker.execute(() -> make(height, certificate));
            }
        }
        if (ends(header, options.every())) {
            due = header.height();
        }
    }

    /** Runs what is due now and waits for it. */
    void await() {
        try {
            maker.submit(() -> {}).get();
        } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void make(long height, StoredCertificate certificate) {
        try {
            long start = System.nanoTime();
            Optional<SnapshotManifest> made = write(height, certificate);
            if (made.isPresent()) {
                newest = made.get();
                forgetOld();
                LOG.info(
                        "Snapshot of height {}: {} chunks in {} ms",
                        height,
                        made.get().parts().size(),
                        (System.nanoTime() - start) / 1_000_000);
            }
        } catch (PrunedStateException | IOException | StorageException e) {
            // others make one too, and the next one comes: a node never stops for this
            if (!closed) {
                LOG.warn("No snapshot of height {}: {}", height, e.getMessage(), e);
            }
        }
    }

    private Optional<SnapshotManifest> write(long height, StoredCertificate certificate) throws IOException {
        State state = ledger.at(height).orElse(null);
        List<BlockHeader> above = new ArrayList<>();
        for (long h = height + 1; h <= certificate.height(); h++) {
            ledger.header(h).ifPresent(above::add);
        }
        if (state == null
                || above.size() != certificate.height() - height
                || above.size() > SnapshotManifest.MAX_ABOVE) {
            return Optional.empty();
        }
        Path making = directory.resolve(MAKING);
        delete(making);
        Files.createDirectories(making);
        int depth = depth(state, height);
        spread(state, depth, making);
        List<Part> parts = new ArrayList<>();
        for (int place = 0; place < 1 << depth && !closed; place++) {
            parts.add(chunk(making, depth, place));
        }
        if (closed) {
            return Optional.empty();
        }
        BlockHeader block = ledger.header(height).orElseThrow();
        SnapshotManifest manifest = new SnapshotManifest(modules, block, above, certificate.certificate(), parts);
        String fault = manifest.fault(chain, modules);
        if (fault != null) {
            throw new IllegalStateException("the snapshot of height " + height + " does not prove itself: " + fault);
        }
        Files.write(making.resolve(MANIFEST), manifest.encode());
        Files.move(making, directory.resolve(Long.toString(height)), StandardCopyOption.ATOMIC_MOVE);
        return Optional.of(manifest);
    }

    /** So many bits that a chunk is not larger than it should be; at most a chunk per height of the chain. */
    private int depth(State state, long height) {
        long[] bytes = new long[1];
        state.scan(new byte[0], null, (key, value) -> {
            bytes[0] += key.length + value.length + 8L;
            return true;
        });
        int depth = 0;
        while (bytes[0] >> depth > options.chunkBytes()
                && 2 << depth <= SnapshotManifest.MAX_PARTS
                && 2L << depth <= height + 1) {
            depth++;
        }
        return depth;
    }

    /** Sorts the entries by place: keys in a state lie in another order. */
    private void spread(State state, int depth, Path making) throws IOException {
        TreeMap<Integer, Writer> places = new TreeMap<>();
        int[] buffered = new int[1];
        List<IOException> failed = new ArrayList<>();
        state.scan(new byte[0], null, (key, value) -> {
            places.computeIfAbsent(Part.place(Part.path(key), depth), place -> new Writer())
                    .bytes(Bytes.copyOf(key))
                    .bytes(Bytes.copyOf(value));
            buffered[0] += key.length + value.length + 8;
            if (buffered[0] > BUFFERED) {
                buffered[0] = 0;
                flush(places, making, failed);
            }
            return failed.isEmpty() && !closed;
        });
        flush(places, making, failed);
        if (!failed.isEmpty()) {
            throw failed.getFirst();
        }
    }

    private static void flush(Map<Integer, Writer> places, Path making, List<IOException> failed) {
        try {
            for (Map.Entry<Integer, Writer> place : places.entrySet()) {
                Files.write(
                        making.resolve("place-" + place.getKey()),
                        place.getValue().toByteArray(),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            }
        } catch (IOException e) {
            failed.add(e);
        }
        places.clear();
    }

    private static Part chunk(Path making, int depth, int place) throws IOException {
        Path file = making.resolve("place-" + place);
        NavigableMap<Bytes, Bytes> entries = new TreeMap<>();
        NavigableMap<Hash, Hash> paths = new TreeMap<>();
        if (Files.exists(file)) {
            Reader in = new Reader(Files.readAllBytes(file));
            while (in.remaining() > 0) {
                Bytes key = in.bytes(Integer.MAX_VALUE);
                Bytes value = in.bytes(Integer.MAX_VALUE);
                entries.put(key, value);
                paths.put(Part.path(key.unsafeArray()), Hash.sha256(value.unsafeArray()));
            }
            Files.delete(file);
        }
        byte[] bytes = new SnapshotChunk(entries).encode();
        if (bytes.length > SnapshotChunk.MAX_BYTES) {
            throw new IOException("a chunk of " + bytes.length + " bytes is too large to send");
        }
        Files.write(making.resolve(name(place)), bytes);
        return Part.of(depth, paths);
    }

    private static String name(int place) {
        return "chunk-" + place;
    }

    private List<Long> heights() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("[0-9]{1,18}"))
                    .map(Long::parseLong)
                    .sorted()
                    .toList();
        }
    }

    private void forgetOld() throws IOException {
        List<Long> heights = heights();
        for (long height : heights.subList(0, Math.max(0, heights.size() - KEPT))) {
            delete(directory.resolve(Long.toString(height)));
        }
    }

    private @Nullable SnapshotManifest read(long height) throws IOException {
        try {
            SnapshotManifest manifest = SnapshotManifest.decode(
                    Files.readAllBytes(directory.resolve(Long.toString(height)).resolve(MANIFEST)));
            return manifest.fault(chain, modules) == null ? manifest : null;
        } catch (NoSuchFileException | MalformedException e) {
            return null;
        }
    }

    @Override
    public long minimumLag() {
        return options.minimumLag();
    }

    @Override
    public Optional<SnapshotManifest> newest() {
        return Optional.ofNullable(newest);
    }

    @Override
    public Optional<Bytes> chunk(long height, int index) {
        try {
            return Optional.of(Bytes.wrap(
                    Files.readAllBytes(directory.resolve(Long.toString(height)).resolve(name(index)))));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    @Override
    public Joining join(SnapshotManifest manifest, List<Handover> handovers) {
        Joining before = joining;
        if (before != null) {
            before.close();
        }
        Joining opened = SnapshotStore.open(store, chain, manifest, floors(), all(handovers));
        joining = opened;
        return opened;
    }

    /** Those that are here already, and these. */
    private List<Handover> all(List<Handover> later) {
        List<Handover> all = new ArrayList<>();
        for (long epoch = 0; epoch <= ledger.tip().epoch(); epoch++) {
            ledger.handover(epoch).ifPresent(all::add);
        }
        all.addAll(later);
        return all;
    }

    /** Headers that a later start needs: of block 0, of the tip, and of the block below the tip's epoch. */
    private List<BlockHeader> floors() {
        List<BlockHeader> floors = new ArrayList<>();
        long height = ledger.height();
        BlockHeader tip = ledger.header(height).orElseThrow();
        BlockHeader below = tip;
        while (below.height() > 0 && below.epoch() == tip.epoch()) {
            below = ledger.header(below.height() - 1)
                    .orElseGet(() -> ledger.header(0).orElseThrow());
        }
        floors.add(ledger.header(0).orElseThrow());
        floors.add(below);
        floors.add(tip);
        return floors;
    }

    private static void delete(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> walk = Files.walk(path)) {
            files = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private void attempt(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            throw new StorageException(Reason.IO, "cannot use " + directory + ": " + e, e);
        }
    }

    /** Gives up what is being made, and waits for that. A store that is being built stays as far as it is. */
    @Override
    public void close() {
        closed = true;
        Joining open = joining;
        if (open != null) {
            open.close();
        }
        maker.shutdown();
        try {
            maker.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
