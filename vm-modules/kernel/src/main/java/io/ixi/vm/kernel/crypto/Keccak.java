package io.ixi.vm.kernel.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * SHAKE128 and SHAKE256 (FIPS 202) as an incremental sponge: absorb any number of parts, then squeeze. The first
 * squeeze pads; absorbing afterwards throws {@link IllegalStateException}. One thread at a time.
 */
final class Keccak {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int SHAKE128_RATE = 168;
    private static final int SHAKE256_RATE = 136;

    /** Domain bits 1111 of the extendable-output functions and the first padding bit (FIPS 202, sections 6.2, 5.1). */
    private static final byte SUFFIX = 0x1f;

    private static final long[] ROUND_CONSTANTS = roundConstants();

    private final int rate;
    private final long[] state = new long[25];
    private final byte[] block;
    /** Bytes of {@code block} absorbed but not yet mixed in, or already squeezed. */
    private int position;

    private boolean squeezing;

    private Keccak(int rate) {
        this.rate = rate;
        this.block = new byte[rate];
    }

    static Keccak shake128() {
        return new Keccak(SHAKE128_RATE);
    }

    static Keccak shake256() {
        return new Keccak(SHAKE256_RATE);
    }

    /** Back to the empty sponge. */
    Keccak reset() {
        Arrays.fill(state, 0);
        position = 0;
        squeezing = false;
        return this;
    }

    /** Forgets all that was absorbed and squeezed. */
    void erase() {
        reset();
        Arrays.fill(block, (byte) 0);
    }

    Keccak absorb(byte[] data) {
        return absorb(data, 0, data.length);
    }

    Keccak absorb(byte[] data, int from, int length) {
        if (squeezing) {
            throw new IllegalStateException("the sponge is already squeezed");
        }
        int at = from;
        int end = from + length;
        while (at < end) {
            if (position == 0 && end - at >= rate) {
                mixIn(data, at);
                at += rate;
                continue;
            }
            int taken = Math.min(rate - position, end - at);
            System.arraycopy(data, at, block, position, taken);
            at += taken;
            position += taken;
            if (position == rate) {
                mixIn(block, 0);
                position = 0;
            }
        }
        return this;
    }

    /** The next {@code length} output bytes. */
    Keccak squeeze(byte[] target, int from, int length) {
        int at = from;
        int end = from + length;
        while (at < end) {
            nextBlockIfUsed();
            int given = Math.min(rate - position, end - at);
            System.arraycopy(block, position, target, at, given);
            at += given;
            position += given;
        }
        return this;
    }

    byte[] squeeze(int length) {
        byte[] target = new byte[length];
        squeeze(target, 0, length);
        return target;
    }

    /** The next output byte, 0 to 255. */
    int squeezeByte() {
        nextBlockIfUsed();
        return block[position++] & 0xff;
    }

    private void nextBlockIfUsed() {
        if (!squeezing) {
            squeezing = true;
            Arrays.fill(block, position, rate, (byte) 0);
            block[position] ^= SUFFIX;
            block[rate - 1] ^= (byte) 0x80;
            mixIn(block, 0);
            writeBlock();
        } else if (position == rate) {
            permute(state);
            writeBlock();
        }
    }

    private void mixIn(byte[] data, int from) {
        for (int i = 0; i < rate / 8; i++) {
            state[i] ^= (long) LONGS.get(data, from + 8 * i);
        }
        permute(state);
    }

    private void writeBlock() {
        for (int i = 0; i < rate / 8; i++) {
            LONGS.set(block, 8 * i, state[i]);
        }
        position = 0;
    }

    /** Round constants from the LFSR x^8 + x^6 + x^5 + x^4 + 1 (FIPS 202, Algorithms 5 and 6). */
    private static long[] roundConstants() {
        long[] constants = new long[24];
        int lfsr = 1;
        for (int round = 0; round < constants.length; round++) {
            for (int j = 0; j <= 6; j++) {
                if ((lfsr & 1) != 0) {
                    constants[round] |= 1L << ((1 << j) - 1);
                }
                lfsr = (lfsr << 1) ^ ((lfsr >>> 7) * 0x171);
            }
        }
        return constants;
    }

    /** Keccak-f[1600] (FIPS 202, section 3.3) on 25 local lanes; lane {@code a(x + 5y)} is A[x, y]. */
    private static void permute(long[] s) {
        long a0 = s[0];
        long a1 = s[1];
        long a2 = s[2];
        long a3 = s[3];
        long a4 = s[4];
        long a5 = s[5];
        long a6 = s[6];
        long a7 = s[7];
        long a8 = s[8];
        long a9 = s[9];
        long a10 = s[10];
        long a11 = s[11];
        long a12 = s[12];
        long a13 = s[13];
        long a14 = s[14];
        long a15 = s[15];
        long a16 = s[16];
        long a17 = s[17];
        long a18 = s[18];
        long a19 = s[19];
        long a20 = s[20];
        long a21 = s[21];
        long a22 = s[22];
        long a23 = s[23];
        long a24 = s[24];
        for (int round = 0; round < 24; round++) {
            long c0 = a0 ^ a5 ^ a10 ^ a15 ^ a20;
            long c1 = a1 ^ a6 ^ a11 ^ a16 ^ a21;
            long c2 = a2 ^ a7 ^ a12 ^ a17 ^ a22;
            long c3 = a3 ^ a8 ^ a13 ^ a18 ^ a23;
            long c4 = a4 ^ a9 ^ a14 ^ a19 ^ a24;
            long d0 = c4 ^ Long.rotateLeft(c1, 1);
            long d1 = c0 ^ Long.rotateLeft(c2, 1);
            long d2 = c1 ^ Long.rotateLeft(c3, 1);
            long d3 = c2 ^ Long.rotateLeft(c4, 1);
            long d4 = c3 ^ Long.rotateLeft(c0, 1);
            long b0 = a0 ^ d0;
            long b1 = Long.rotateLeft(a6 ^ d1, 44);
            long b2 = Long.rotateLeft(a12 ^ d2, 43);
            long b3 = Long.rotateLeft(a18 ^ d3, 21);
            long b4 = Long.rotateLeft(a24 ^ d4, 14);
            long b5 = Long.rotateLeft(a3 ^ d3, 28);
            long b6 = Long.rotateLeft(a9 ^ d4, 20);
            long b7 = Long.rotateLeft(a10 ^ d0, 3);
            long b8 = Long.rotateLeft(a16 ^ d1, 45);
            long b9 = Long.rotateLeft(a22 ^ d2, 61);
            long b10 = Long.rotateLeft(a1 ^ d1, 1);
            long b11 = Long.rotateLeft(a7 ^ d2, 6);
            long b12 = Long.rotateLeft(a13 ^ d3, 25);
            long b13 = Long.rotateLeft(a19 ^ d4, 8);
            long b14 = Long.rotateLeft(a20 ^ d0, 18);
            long b15 = Long.rotateLeft(a4 ^ d4, 27);
            long b16 = Long.rotateLeft(a5 ^ d0, 36);
            long b17 = Long.rotateLeft(a11 ^ d1, 10);
            long b18 = Long.rotateLeft(a17 ^ d2, 15);
            long b19 = Long.rotateLeft(a23 ^ d3, 56);
            long b20 = Long.rotateLeft(a2 ^ d2, 62);
            long b21 = Long.rotateLeft(a8 ^ d3, 55);
            long b22 = Long.rotateLeft(a14 ^ d4, 39);
            long b23 = Long.rotateLeft(a15 ^ d0, 41);
            long b24 = Long.rotateLeft(a21 ^ d1, 2);
            a0 = b0 ^ (~b1 & b2) ^ ROUND_CONSTANTS[round];
            a1 = b1 ^ (~b2 & b3);
            a2 = b2 ^ (~b3 & b4);
            a3 = b3 ^ (~b4 & b0);
            a4 = b4 ^ (~b0 & b1);
            a5 = b5 ^ (~b6 & b7);
            a6 = b6 ^ (~b7 & b8);
            a7 = b7 ^ (~b8 & b9);
            a8 = b8 ^ (~b9 & b5);
            a9 = b9 ^ (~b5 & b6);
            a10 = b10 ^ (~b11 & b12);
            a11 = b11 ^ (~b12 & b13);
            a12 = b12 ^ (~b13 & b14);
            a13 = b13 ^ (~b14 & b10);
            a14 = b14 ^ (~b10 & b11);
            a15 = b15 ^ (~b16 & b17);
            a16 = b16 ^ (~b17 & b18);
            a17 = b17 ^ (~b18 & b19);
            a18 = b18 ^ (~b19 & b15);
            a19 = b19 ^ (~b15 & b16);
            a20 = b20 ^ (~b21 & b22);
            a21 = b21 ^ (~b22 & b23);
            a22 = b22 ^ (~b23 & b24);
            a23 = b23 ^ (~b24 & b20);
            a24 = b24 ^ (~b20 & b21);
        }
        s[0] = a0;
        s[1] = a1;
        s[2] = a2;
        s[3] = a3;
        s[4] = a4;
        s[5] = a5;
        s[6] = a6;
        s[7] = a7;
        s[8] = a8;
        s[9] = a9;
        s[10] = a10;
        s[11] = a11;
        s[12] = a12;
        s[13] = a13;
        s[14] = a14;
        s[15] = a15;
        s[16] = a16;
        s[17] = a17;
        s[18] = a18;
        s[19] = a19;
        s[20] = a20;
        s[21] = a21;
        s[22] = a22;
        s[23] = a23;
        s[24] = a24;
    }
}
