package io.ixi.vm.kernel.tree;

import io.ixi.consensus.types.Hash;
import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;

/** The tree's hash functions with one reused buffer. Not thread-safe. */
final class Hasher {
    private static final byte LEAF = 0;
    private static final byte INNER = 1;

    private final MessageDigest sha256 = Hash.sha256();
    private final byte[] in = new byte[1 + 2 * Hash.BYTES];
    private final byte[] out = new byte[Hash.BYTES];
    private final ByteBuffer input = ByteBuffer.wrap(in);
    private final ByteBuffer output = ByteBuffer.wrap(out);

    Hash of(byte[] bytes) {
        sha256.update(bytes);
        return digest();
    }

    Hash leaf(Hash key, Hash value) {
        return pair(LEAF, key, value);
    }

    /** The same of a key and a value hash that lie at an offset. */
    Hash leaf(byte[] from, int offset) {
        in[0] = LEAF;
        System.arraycopy(from, offset, in, 1, 2 * Hash.BYTES);
        sha256.update(in);
        return digest();
    }

    Hash inner(Hash left, Hash right) {
        return pair(INNER, left, right);
    }

    private Hash pair(byte tag, Hash a, Hash b) {
        in[0] = tag;
        put(1, a);
        put(1 + Hash.BYTES, b);
        sha256.update(in);
        return digest();
    }

    private void put(int at, Hash hash) {
        input.putLong(at, hash.w0());
        input.putLong(at + 8, hash.w1());
        input.putLong(at + 16, hash.w2());
        input.putLong(at + 24, hash.w3());
    }

    private Hash digest() {
        try {
            sha256.digest(out, 0, out.length);
        } catch (DigestException e) {
            throw new IllegalStateException("the buffer has the digest's size", e);
        }
        return Hash.at(output, 0);
    }
}
