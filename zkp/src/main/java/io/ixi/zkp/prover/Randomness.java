package io.ixi.zkp.prover;

import io.ixi.zkp.field.Goldilocks;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The randomness of one proof: ChaCha20 streams under one key, one stream for each purpose and number, none used twice.
 * The key is SHA-256 over the caller's entropy, the statement and the secrets, so that entropy that repeats by mistake
 * still gives different streams for different proofs. Safe for use by several threads.
 */
final class Randomness implements AutoCloseable {
    /** The random rows of a trace column. */
    static final int TRACE = 1;

    /** A column of the batch mask. */
    static final int MASK = 2;

    /** The random part of a quotient segment. */
    static final int QUOTIENT = 3;

    /** Bytes of entropy. */
    static final int ENTROPY = 32;

    private final byte[] key;

    /** Throws {@link IllegalArgumentException} unless the entropy is 32 bytes, not all of them equal. */
    Randomness(byte[] entropy, byte[] circuit, byte[] statement, long[] secrets) {
        boolean constant = true;
        for (byte b : entropy) {
            constant &= b == entropy[0];
        }
        if (entropy.length != ENTROPY || constant) {
            throw new IllegalArgumentException("a proof needs 32 bytes from a secure random source");
        }
        MessageDigest sha;
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        sha.update(entropy);
        sha.update(circuit);
        ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES * (1 + secrets.length));
        buffer.putLong(statement.length);
        for (long secret : secrets) {
            buffer.putLong(secret);
        }
        sha.update(statement);
        key = sha.digest(buffer.array());
        Arrays.fill(buffer.array(), (byte) 0);
    }

    /** Writes {@code count} uniform field elements of a stream to {@code out[from]}. */
    void elements(int purpose, int number, long[] out, int from, int count) {
        int done = 0;
        int offset = 0;
        while (done < count) {
            // one in 2^32 candidates is not below p
            byte[] block = crypt(purpose, number, offset, new byte[Long.BYTES * ((count - done + 7) & -8)]);
            offset += block.length / 64;
            ByteBuffer words = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
            while (done < count && words.hasRemaining()) {
                long candidate = words.getLong();
                if (Goldilocks.isCanonical(candidate)) {
                    out[from + done++] = candidate;
                }
            }
            Arrays.fill(block, (byte) 0);
        }
    }

    private byte[] crypt(int purpose, int number, int block, byte[] zeros) {
        byte[] nonce = ByteBuffer.allocate(12).putInt(purpose).putInt(number).array();
        try {
            Cipher cipher = Cipher.getInstance("ChaCha20");
            cipher.init(
                    Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "ChaCha20"), new ChaCha20ParameterSpec(nonce, block));
            return cipher.doFinal(zeros);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform since 11 has ChaCha20", e);
        }
    }

    @Override
    public void close() {
        Arrays.fill(key, (byte) 0);
    }
}
