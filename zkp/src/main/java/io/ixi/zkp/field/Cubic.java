package io.ixi.zkp.field;

/**
 * An element a + bX + cX² of the field of p³ elements, X³ = X + 1. The three numbers are canonical. Challenges are
 * drawn from this field: 192 bits.
 */
public record Cubic(long a, long b, long c) {
    public static final Cubic ZERO = new Cubic(0, 0, 0);
    public static final Cubic ONE = new Cubic(1, 0, 0);

    public static Cubic of(long base) {
        return new Cubic(base, 0, 0);
    }

    /** The element at position {@code index} of a flat array that holds three numbers for each element. */
    public static Cubic at(long[] flat, int index) {
        return new Cubic(flat[3 * index], flat[3 * index + 1], flat[3 * index + 2]);
    }

    /** Writes this element at position {@code index} of a flat array. */
    public void put(long[] flat, int index) {
        flat[3 * index] = a;
        flat[3 * index + 1] = b;
        flat[3 * index + 2] = c;
    }

    public boolean isZero() {
        return (a | b | c) == 0;
    }

    /** Whether the element lies in the field of p elements. */
    public boolean isBase() {
        return (b | c) == 0;
    }

    public Cubic add(Cubic o) {
        return new Cubic(Goldilocks.add(a, o.a), Goldilocks.add(b, o.b), Goldilocks.add(c, o.c));
    }

    public Cubic sub(Cubic o) {
        return new Cubic(Goldilocks.sub(a, o.a), Goldilocks.sub(b, o.b), Goldilocks.sub(c, o.c));
    }

    public Cubic subBase(long o) {
        return new Cubic(Goldilocks.sub(a, o), b, c);
    }

    public Cubic mulBase(long o) {
        return new Cubic(Goldilocks.mul(a, o), Goldilocks.mul(b, o), Goldilocks.mul(c, o));
    }

    public Cubic mul(Cubic o) {
        // the products of degree 3 and 4 fold back as X³ = X + 1 and X⁴ = X² + X
        long high = Goldilocks.add(Goldilocks.mul(b, o.c), Goldilocks.mul(c, o.b));
        long top = Goldilocks.mul(c, o.c);
        long first = Goldilocks.add(Goldilocks.mul(a, o.b), Goldilocks.mul(b, o.a));
        long second = Goldilocks.add(Goldilocks.mul(a, o.c), Goldilocks.mul(c, o.a));
        return new Cubic(
                Goldilocks.add(Goldilocks.mul(a, o.a), high),
                Goldilocks.add(Goldilocks.add(first, high), top),
                Goldilocks.add(Goldilocks.add(second, Goldilocks.mul(b, o.b)), top));
    }

    public Cubic square() {
        return mul(this);
    }

    /** This element to the power {@code exponent}, which is not negative. */
    public Cubic pow(long exponent) {
        Cubic result = ONE;
        for (int bit = Long.SIZE - Long.numberOfLeadingZeros(exponent) - 1; bit >= 0; bit--) {
            result = result.square();
            if ((exponent >>> bit & 1) == 1) {
                result = result.mul(this);
            }
        }
        return result;
    }

    /** 1 / this, and zero for zero: the first column of the inverse of the matrix "multiply by this". */
    public Cubic inverse() {
        long ac = Goldilocks.add(a, c);
        long bc = Goldilocks.add(b, c);
        long x = Goldilocks.sub(Goldilocks.mul(ac, ac), Goldilocks.mul(bc, b));
        long y = Goldilocks.sub(Goldilocks.mul(bc, c), Goldilocks.mul(b, ac));
        long z = Goldilocks.sub(Goldilocks.mul(b, b), Goldilocks.mul(ac, c));
        long determinant =
                Goldilocks.add(Goldilocks.mul(a, x), Goldilocks.add(Goldilocks.mul(c, y), Goldilocks.mul(b, z)));
        return new Cubic(x, y, z).mulBase(Goldilocks.inverse(determinant));
    }

    /** Replaces every element of a flat array by its inverse; none may be zero. */
    public static void invertAll(long[] flat) {
        int count = flat.length / 3;
        long[] before = new long[flat.length];
        Cubic product = ONE;
        for (int i = 0; i < count; i++) {
            product.put(before, i);
            product = product.mul(at(flat, i));
        }
        Cubic inverse = product.inverse();
        for (int i = count - 1; i >= 0; i--) {
            Cubic element = at(flat, i);
            inverse.mul(at(before, i)).put(flat, i);
            inverse = inverse.mul(element);
        }
    }
}
