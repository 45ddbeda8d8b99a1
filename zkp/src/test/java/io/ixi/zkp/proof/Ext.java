package io.ixi.zkp.proof;

import java.math.BigInteger;

/** a + bX + cX² with X³ = X + 1, in whole numbers of any size: for the second verifier. */
record Ext(BigInteger a, BigInteger b, BigInteger c) {
    static final BigInteger P =
            BigInteger.TWO.pow(64).subtract(BigInteger.TWO.pow(32)).add(BigInteger.ONE);
    static final Ext ZERO = of(BigInteger.ZERO);
    static final Ext ONE = of(BigInteger.ONE);

    static Ext of(BigInteger base) {
        return new Ext(base, BigInteger.ZERO, BigInteger.ZERO);
    }

    Ext plus(Ext o) {
        return new Ext(a.add(o.a).mod(P), b.add(o.b).mod(P), c.add(o.c).mod(P));
    }

    Ext minus(Ext o) {
        return new Ext(
                a.subtract(o.a).mod(P), b.subtract(o.b).mod(P), c.subtract(o.c).mod(P));
    }

    Ext times(Ext o) {
        BigInteger third = b.multiply(o.c).add(c.multiply(o.b));
        BigInteger fourth = c.multiply(o.c);
        return new Ext(
                a.multiply(o.a).add(third).mod(P),
                a.multiply(o.b).add(b.multiply(o.a)).add(third).add(fourth).mod(P),
                a.multiply(o.c)
                        .add(b.multiply(o.b))
                        .add(c.multiply(o.a))
                        .add(fourth)
                        .mod(P));
    }

    Ext power(BigInteger exponent) {
        Ext result = ONE;
        for (int bit = exponent.bitLength() - 1; bit >= 0; bit--) {
            result = result.times(result);
            result = exponent.testBit(bit) ? result.times(this) : result;
        }
        return result;
    }

    Ext inverse() {
        return isBase() ? of(a.modInverse(P)) : power(P.pow(3).subtract(BigInteger.TWO));
    }

    boolean isBase() {
        return b.signum() == 0 && c.signum() == 0;
    }
}
