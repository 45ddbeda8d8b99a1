package io.ixi.consensus.types;

/**
 * One member of a validator set.
 *
 * @param publicKey raw FIPS 204 public key; its scheme follows from its length
 * @param power voting weight, at least 1
 */
public record Validator(Bytes publicKey, long power) {
    /** Largest weight of one validator: sums over a full set stay below 2^63. */
    public static final long MAX_POWER = 1L << 48;

    public Validator {
        if (power < 1 || power > MAX_POWER) {
            throw new IllegalArgumentException("validator power must be 1.." + MAX_POWER + ", not " + power);
        }
    }
}
