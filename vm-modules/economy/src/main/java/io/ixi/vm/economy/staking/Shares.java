package io.ixi.vm.economy.staking;

import com.google.protobuf.ByteString;
import io.ixi.vm.kernel.Amount;
import java.math.BigInteger;

/** Exact sums over stake. Whatever rounding leaves stays with those who stay. */
final class Shares {
    /** A validator's reward index counts in 1 / 2^64 of a base unit. */
    private static final int INDEX_BITS = 64;

    private Shares() {}

    /** What {@code shares} of a pool are worth, rounded down. */
    static Amount worth(Amount shares, Amount poolTokens, Amount poolShares) {
        return poolShares.isZero() ? Amount.ZERO : scaled(shares, poolTokens, poolShares, false);
    }

    /** How many new shares {@code tokens} buy, rounded down; one each while the pool is empty. */
    static Amount bought(Amount tokens, Amount poolTokens, Amount poolShares) {
        return poolShares.isZero() ? tokens : scaled(tokens, poolShares, poolTokens, false);
    }

    /** How many shares it takes to have {@code tokens}, rounded up. */
    static Amount needed(Amount tokens, Amount poolTokens, Amount poolShares) {
        return scaled(tokens, poolShares, poolTokens, true);
    }

    /** {@code value * ppm / 1,000,000}, rounded down. */
    static Amount part(Amount value, long ppm) {
        return ppm == 0 ? Amount.ZERO : value.scaledDown(ppm, 1_000_000);
    }

    static Amount scaled(Amount value, Amount numerator, Amount denominator, boolean up) {
        BigInteger product = value.toBigInteger().multiply(numerator.toBigInteger());
        BigInteger by = denominator.toBigInteger();
        return Amount.of((up ? product.add(by.subtract(BigInteger.ONE)) : product).divide(by));
    }

    static BigInteger index(ByteString bytes) {
        return new BigInteger(1, bytes.toByteArray());
    }

    /** Canonical: no leading zero bytes. */
    static ByteString bytes(BigInteger index) {
        byte[] raw = index.toByteArray();
        int from = 0;
        while (from < raw.length && raw[from] == 0) {
            from++;
        }
        return ByteString.copyFrom(raw, from, raw.length - from);
    }

    /** By how much a reward raises the index of so many shares, rounded down. */
    static BigInteger step(Amount reward, Amount shares) {
        return reward.toBigInteger().shiftLeft(INDEX_BITS).divide(shares.toBigInteger());
    }

    /** What shares earned between two values of the index, rounded down. */
    static Amount earned(Amount shares, BigInteger from, BigInteger to) {
        return Amount.of(shares.toBigInteger().multiply(to.subtract(from)).shiftRight(INDEX_BITS));
    }
}
