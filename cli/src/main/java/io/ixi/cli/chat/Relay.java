package io.ixi.cli.chat;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import java.io.IOException;
import java.util.List;

/** Boxes on a server that anybody may put bytes into who knows their names. It is trusted with nothing but delivery. */
public interface Relay {
    /** Largest content of a box's entry. */
    int MAX_BYTES = 256 << 10;

    void put(Hash box, Bytes content) throws IOException;

    /** Entries of a box from a number on, oldest first; entries that were dropped before that are gone. */
    Page get(Hash box, long from) throws IOException;

    /** @param next where the page after begins */
    record Page(List<Bytes> entries, long next) {}
}
