package io.ixi.node.wire;

import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.codec.Reader;
import io.ixi.consensus.codec.Writer;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.tree.Part;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The entries of the state that lie at one place of its tree.
 *
 * @param entries values by key
 */
public record SnapshotChunk(NavigableMap<Bytes, Bytes> entries) {
    /** Longest encoding: a message of the channel, with room for its head. */
    public static final int MAX_BYTES = (8 << 20) - 1_024;

    private static final int MAX_ENTRIES = 1 << 20;

    /** Keys ascend. */
    public byte[] encode() {
        return new Writer()
                .list(
                        List.copyOf(entries.entrySet()),
                        (out, entry) -> out.bytes(entry.getKey()).bytes(entry.getValue()))
                .toByteArray();
    }

    /** Throws {@link MalformedException} and nothing else; what decodes re-encodes to itself. */
    public static SnapshotChunk decode(byte[] bytes) {
        List<Map.Entry<Bytes, Bytes>> list = Reader.decode(
                bytes, in -> in.list(MAX_ENTRIES, item -> Map.entry(item.bytes(MAX_BYTES), item.bytes(MAX_BYTES))));
        NavigableMap<Bytes, Bytes> entries = new TreeMap<>();
        for (Map.Entry<Bytes, Bytes> entry : list) {
            if (!entries.isEmpty() && entries.lastKey().compareTo(entry.getKey()) >= 0) {
                throw new MalformedException("keys that do not ascend");
            }
            entries.put(entry.getKey(), entry.getValue());
        }
        return new SnapshotChunk(entries);
    }

    /** Whether these are exactly the entries at this place: each key lies there, and the hash says that none lacks. */
    public boolean fits(int depth, int place, Part part) {
        NavigableMap<Hash, Hash> paths = new TreeMap<>();
        for (Map.Entry<Bytes, Bytes> entry : entries.entrySet()) {
            Hash path = Part.path(entry.getKey().unsafeArray());
            if (Part.place(path, depth) != place) {
                return false;
            }
            paths.put(path, Hash.sha256(entry.getValue().unsafeArray()));
        }
        return Part.of(depth, paths).equals(part);
    }
}
