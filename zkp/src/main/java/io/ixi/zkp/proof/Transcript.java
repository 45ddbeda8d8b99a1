package io.ixi.zkp.proof;

import io.ixi.zkp.field.Cubic;
import io.ixi.zkp.field.Goldilocks;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The Fiat-Shamir transcript: a chain of SHA-256. Absorbing replaces the state by SHA-256(state ‖ label ‖ length in
 * eight bytes ‖ data); each 32 bytes of output are SHA-256(state ‖ 0xFF), after which the state becomes
 * SHA-256(state ‖ 0xFE). Challenges are eight bytes, little end first, drawn again while not below p. Everything that a
 * verifier reads before it draws the queries is absorbed before the next challenge.
 */
public final class Transcript {
    /** The circuit's identity. */
    public static final int CIRCUIT = 1;

    /** The statement's bytes. */
    public static final int STATEMENT = 2;

    /** The vector of public inputs. */
    public static final int PUBLIC = 3;

    /** The root of the trace tree. */
    public static final int TRACE = 4;

    /** The root of the quotient tree. */
    public static final int QUOTIENT = 5;

    /** The values outside the domain. */
    public static final int VALUES = 6;

    /** The root of a layer of the low degree test. */
    public static final int LAYER = 7;

    /** The coefficients of the last polynomial. */
    public static final int FINAL = 8;

    /** The nonce of the grinding. */
    public static final int NONCE = 9;

    private static final int GRIND = 0xFD;
    private static final int ADVANCE = 0xFE;
    private static final int OUTPUT = 0xFF;
    private static final byte[] START = "IXI-ZKP transcript 2".getBytes(StandardCharsets.UTF_8);

    private final MessageDigest sha = Hasher.sha256();
    private final ByteBuffer eight = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteBuffer grind =
            ByteBuffer.allocate(Shape.DIGEST + 1 + Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private byte[] state;
    private ByteBuffer output = ByteBuffer.allocate(0);

    /** The transcript of one proof of one statement: starts with everything that is public. */
    public Transcript(byte[] circuit, byte[] statement, long[] publicInputs) {
        state = sha.digest(START);
        absorb(CIRCUIT, circuit);
        absorb(STATEMENT, statement);
        absorb(PUBLIC, publicInputs);
    }

    public void absorb(int label, byte[] data) {
        begin(label);
        number(data.length);
        sha.update(data);
        end();
    }

    public void absorb(int label, long[] data) {
        begin(label);
        number((long) Long.BYTES * data.length);
        for (long element : data) {
            number(element);
        }
        end();
    }

    /** An element of the extension. */
    public Cubic challenge() {
        return new Cubic(element(), element(), element());
    }

    /** {@code count} positions below 2^{@code log}, each equally likely, sorted, with repetitions. */
    public int[] positions(int count, int log) {
        int[] positions = new int[count];
        for (int i = 0; i < count; i++) {
            positions[i] = (int) (word() & ((1L << log) - 1));
        }
        Arrays.sort(positions);
        return positions;
    }

    /** Whether {@code nonce} shows {@code bits} zero bits after everything absorbed so far. Changes nothing. */
    public boolean grinds(long nonce, int bits) {
        grind.clear().put(state).put((byte) GRIND).putLong(nonce);
        byte[] digest = sha.digest(grind.array());
        long first = ByteBuffer.wrap(digest).order(ByteOrder.LITTLE_ENDIAN).getLong();
        return (first & ((1L << bits) - 1)) == 0;
    }

    /** A copy for another thread. */
    public Transcript copy() {
        Transcript copy = new Transcript(new byte[0], new byte[0], new long[0]);
        copy.state = state.clone();
        return copy;
    }

    private long element() {
        long candidate = word();
        while (!Goldilocks.isCanonical(candidate)) {
            candidate = word();
        }
        return candidate;
    }

    private long word() {
        if (!output.hasRemaining()) {
            begin(OUTPUT);
            output = ByteBuffer.wrap(sha.digest()).order(ByteOrder.LITTLE_ENDIAN);
            begin(ADVANCE);
            state = sha.digest();
        }
        return output.getLong();
    }

    private void begin(int label) {
        sha.update(state);
        sha.update((byte) label);
    }

    private void number(long value) {
        eight.clear().putLong(value);
        sha.update(eight.array());
    }

    private void end() {
        state = sha.digest();
        output = ByteBuffer.allocate(0);
    }
}
