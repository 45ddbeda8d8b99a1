package io.ixi.zkp.statement;

import io.ixi.zkp.hash.Quad;

/**
 * A committed record of a series.
 *
 * @param value below 2^33
 * @param note a field element that a total does not look at, such as a subject; so is {@code more}
 * @param salt random; hides the content
 */
public record Measurement(long value, long series, long note, long more, Quad salt) {
    public Quad commitment() {
        return Quad.hash(Tags.RECORD, data(), salt);
    }

    Quad data() {
        return new Quad(value, series, note, more);
    }

    /** Holds secrets: says nothing of them. */
    @Override
    public String toString() {
        return "Measurement[hidden]";
    }
}
