package io.ixi.rpc.chain;

import io.ixi.rpc.json.InvalidJsonException;
import java.util.Comparator;

/**
 * A place in the chain's history: {@code HEIGHT}, {@code HEIGHT-INDEX} or {@code HEIGHT-INDEX-EVENT}. What lies after
 * it is above it; a place without index is after everything in its block.
 *
 * @param index of the transaction in its block; that of the end of the block follows the last one
 */
record Cursor(long height, int index, int event) implements Comparable<Cursor> {
    static final int END = Integer.MAX_VALUE;
    private static final Comparator<Cursor> ORDER = Comparator.comparingLong(Cursor::height)
            .thenComparingInt(Cursor::index)
            .thenComparingInt(Cursor::event);

    static Cursor afterBlock(long height) {
        return new Cursor(height, END, END);
    }

    static Cursor parse(String text, String path) throws InvalidJsonException {
        if (!text.matches("(0|[1-9][0-9]{0,17})(-(0|[1-9][0-9]{0,8})){0,2}")) {
            throw new InvalidJsonException(path, "expected a cursor that this node gave, like \"12\" or \"12-0-3\"");
        }
        String[] parts = text.split("-", -1);
        return new Cursor(
                Long.parseLong(parts[0]),
                parts.length > 1 ? Integer.parseInt(parts[1]) : END,
                parts.length > 2 ? Integer.parseInt(parts[2]) : END);
    }

    /** Height of the first block that has something after this place. */
    long nextBlock() {
        return index == END ? height + 1 : height;
    }

    String text() {
        return height + (index == END ? "" : "-" + index + (event == END ? "" : "-" + event));
    }

    @Override
    public int compareTo(Cursor other) {
        return ORDER.compare(this, other);
    }
}
