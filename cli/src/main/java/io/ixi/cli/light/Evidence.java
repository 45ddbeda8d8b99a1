package io.ixi.cli.light;

import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a node gives for its answer.
 *
 * @param entries state keys with their values and proofs, against the parent's state root in {@code header}
 * @param links headers above {@code header}, ascending by one
 * @param finalization of the last of these headers
 */
public record Evidence(List<Entry> entries, BlockHeader header, List<BlockHeader> links, Certificate finalization) {
    public Evidence {
        entries = List.copyOf(entries);
        links = List.copyOf(links);
    }

    /** Of the header that is certified: its validators must have signed. */
    public long epoch() {
        return links.isEmpty() ? header.epoch() : links.getLast().epoch();
    }

    /** @param value null: the key is absent */
    public record Entry(Bytes key, @Nullable Bytes value, Bytes proof) {}
}
