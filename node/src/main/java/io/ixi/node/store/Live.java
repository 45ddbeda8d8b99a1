package io.ixi.node.store;

import io.ixi.consensus.types.Bytes;
import io.ixi.node.store.Database.Family;
import io.ixi.vm.kernel.exec.Executed;
import org.jspecify.annotations.Nullable;

/**
 * The newest state values and tree nodes behind bounded caches, and how far commits and pruning are. One thread commits
 * and prunes; any thread reads.
 */
final class Live {
    private static final long MIN_VALUE_CACHE = 12L << 20;
    private static final long MIN_NODE_CACHE = 20L << 20;
    /** Of the heap's limit, the sixteenth for values and the eighth for nodes. */
    private static final long HEAP = Runtime.getRuntime().maxMemory();

    /** In the cache of values: there is none. Told by identity. */
    private static final Bytes ABSENT = Bytes.copyOf(new byte[1]);

    private final Database database;
    private final ByteCache values = new ByteCache(Math.max(MIN_VALUE_CACHE, HEAP / 16));
    private final ByteCache nodes = new ByteCache(Math.max(MIN_NODE_CACHE, HEAP / 8));
    private volatile long begun = -1;
    private volatile long committed = -1;
    private volatile long earliest;

    Live(Database database) {
        this.database = database;
    }

    /** What is on disk when the ledger opens. */
    void start(long height, long earliestKept) {
        earliest = earliestKept;
        begun = height;
        committed = height;
    }

    /** Before the write of a commit. */
    void begin(long height) {
        begun = height;
    }

    /** After the write of a commit. */
    void finish(Executed executed) {
        executed.writes().forEach((key, value) -> values.put(key, value.orElse(ABSENT)));
        executed.newNodes().forEach(nodes::put);
        executed.staleNodes().forEach(nodes::remove);
        committed = executed.height();
    }

    /** Before the write that prunes. */
    void keepFrom(long height) {
        earliest = height;
    }

    /** Height of the last commit that began; set before its write. */
    long begun() {
        return begun;
    }

    /** Lowest kept height; set before what only lower ones need is deleted. */
    long earliest() {
        return earliest;
    }

    /**
     * The latest value of a state key. It goes into the cache only if no commit ran or began while it was read; every
     * later commit then replaces it.
     */
    @SuppressWarnings("ReferenceEquality") // ABSENT is told by identity: a value may have the same bytes
    byte @Nullable [] value(byte[] key) {
        Bytes cached = values.get(Bytes.wrap(key));
        if (cached != null) {
            return cached == ABSENT ? null : cached.unsafeArray();
        }
        long before = committed;
        boolean quiet = begun == before;
        byte[] value = database.get(Family.STATE, key);
        if (quiet) {
            Bytes entry = value == null ? ABSENT : Bytes.wrap(value);
            values.putIf(Bytes.copyOf(key), entry, () -> begun == before);
        }
        return value;
    }

    /** A tree node of any kept version. It never changes, so it may be cached at any time. */
    byte @Nullable [] node(byte[] key) {
        Bytes cached = nodes.get(Bytes.wrap(key));
        if (cached != null) {
            return cached.unsafeArray();
        }
        byte[] node = database.get(Family.NODES, key);
        if (node != null) {
            nodes.put(Bytes.copyOf(key), Bytes.wrap(node));
        }
        return node;
    }
}
