package io.ixi.consensus.types;

import java.util.List;

/**
 * The validators of one epoch, in a fixed order that indexes votes.
 *
 * @param seed orders the leaders of the epoch; known to all before the epoch begins
 */
public record ValidatorSet(long epoch, Hash seed, List<Validator> validators) {
    /** Largest number of validators in a set. */
    public static final int MAX = 200;

    public ValidatorSet {
        validators = List.copyOf(validators);
        if (validators.isEmpty() || validators.size() > MAX) {
            throw new IllegalArgumentException("a validator set has 1.." + MAX + " members");
        }
        if (epoch < 0) {
            throw new IllegalArgumentException("epoch out of range");
        }
        for (int i = 1; i < validators.size(); i++) {
            // one key counted twice would be one machine with two votes
            for (int j = 0; j < i; j++) {
                if (validators.get(i).publicKey().equals(validators.get(j).publicKey())) {
                    throw new IllegalArgumentException("validators " + j + " and " + i + " have the same key");
                }
            }
        }
    }

    public int size() {
        return validators.size();
    }

    public long totalPower() {
        long total = 0;
        for (int i = 0; i < validators.size(); i++) {
            total += validators.get(i).power();
        }
        return total;
    }

    /** The smallest weight strictly above two thirds of the total: n-f for equal weights (3 of 4, 4 of 5, 5 of 6). */
    public long quorum() {
        // total <= 200 * 2^48 < 2^56, so the product fits
        return totalPower() * 2 / 3 + 1;
    }

    public Validator get(int index) {
        return validators.get(index);
    }

    /** Index of the validator with this key, or -1. */
    public int indexOf(Bytes publicKey) {
        for (int i = 0; i < validators.size(); i++) {
            if (validators.get(i).publicKey().equals(publicKey)) {
                return i;
            }
        }
        return -1;
    }
}
