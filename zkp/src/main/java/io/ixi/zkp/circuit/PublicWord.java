package io.ixi.zkp.circuit;

/**
 * Four public inputs in a row.
 *
 * @param first the position of the first one in the vector of public inputs
 */
public record PublicWord(int first) implements Source {
    /** The public input in {@code lane}, 0..3. */
    public Public at(int lane) {
        if (lane < 0 || lane > 3) {
            throw new IndexOutOfBoundsException(lane);
        }
        return new Public(first + lane);
    }
}
