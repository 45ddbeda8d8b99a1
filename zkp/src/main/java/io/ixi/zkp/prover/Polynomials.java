package io.ixi.zkp.prover;

import io.ixi.zkp.field.Cubic;
import io.ixi.zkp.field.Goldilocks;

/** Polynomials over the extension, three numbers for each coefficient in a flat array. */
final class Polynomials {
    private Polynomials() {}

    /** 1, z, z², ..., three numbers each. */
    static long[] powers(Cubic z, int count) {
        long[] powers = new long[3 * count];
        Cubic power = Cubic.ONE;
        for (int i = 0; i < count; i++) {
            power.put(powers, i);
            power = power.mul(z);
        }
        return powers;
    }

    /** The value of a polynomial over the base field at the point with these powers. */
    static Cubic evaluate(long[] coefficients, long[] powers) {
        long a = 0;
        long b = 0;
        long c = 0;
        for (int i = 0; i < coefficients.length; i++) {
            long coefficient = coefficients[i];
            a = Goldilocks.add(a, Goldilocks.mul(coefficient, powers[3 * i]));
            b = Goldilocks.add(b, Goldilocks.mul(coefficient, powers[3 * i + 1]));
            c = Goldilocks.add(c, Goldilocks.mul(coefficient, powers[3 * i + 2]));
        }
        return new Cubic(a, b, c);
    }

    /** Adds {@code factor} times a polynomial over the base field to coefficients {@code from} to {@code to}. */
    static void accumulate(long[] sum, Cubic factor, long[] coefficients, int from, int to) {
        long a = factor.a();
        long b = factor.b();
        long c = factor.c();
        for (int i = from; i < to; i++) {
            long coefficient = coefficients[i];
            sum[3 * i] = Goldilocks.add(sum[3 * i], Goldilocks.mul(coefficient, a));
            sum[3 * i + 1] = Goldilocks.add(sum[3 * i + 1], Goldilocks.mul(coefficient, b));
            sum[3 * i + 2] = Goldilocks.add(sum[3 * i + 2], Goldilocks.mul(coefficient, c));
        }
    }

    /** Adds {@code factor} * (f(X) - f(z)) / (X - z) to {@code sum}, by synthetic division. */
    static void accumulateQuotient(long[] sum, Cubic factor, long[] f, Cubic z) {
        Cubic carry = Cubic.ZERO;
        for (int i = f.length / 3 - 1; i > 0; i--) {
            carry = carry.mul(z).add(Cubic.at(f, i));
            Cubic.at(sum, i - 1).add(carry.mul(factor)).put(sum, i - 1);
        }
    }

    /** The polynomial f0 + b f1 + ... + b^7 f7 with f(X) = f0(X^8) + X f1(X^8) + ... + X^7 f7(X^8). */
    static long[] fold(long[] f, Cubic challenge, int parts) {
        long[] folded = new long[f.length / parts];
        for (int i = 0; i < folded.length / 3; i++) {
            Cubic sum = Cubic.ZERO;
            for (int k = parts - 1; k >= 0; k--) {
                sum = sum.mul(challenge).add(Cubic.at(f, parts * i + k));
            }
            sum.put(folded, i);
        }
        return folded;
    }
}
