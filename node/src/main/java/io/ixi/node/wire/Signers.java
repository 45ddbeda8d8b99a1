package io.ixi.node.wire;

import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.codec.Reader;
import io.ixi.consensus.codec.Writer;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.ValidatorSet;
import java.util.BitSet;

/**
 * A set of validator indices, as the bitmap that crosses the wire: signer {@code i} is bit {@code i % 8} of byte
 * {@code i / 8}; the last byte is not zero; no bytes for the empty set.
 */
public record Signers(Bytes bitmap) {
    private static final int MAX_BYTES = ValidatorSet.MAX / 8;

    public Signers {
        if (bitmap.size() > MAX_BYTES || (bitmap.size() > 0 && bitmap.at(bitmap.size() - 1) == 0)) {
            throw new MalformedException("signer bitmap is not minimal");
        }
    }

    public static Signers of(BitSet indices) {
        return new Signers(Bytes.copyOf(indices.toByteArray()));
    }

    public static Signers of(int... indices) {
        BitSet set = new BitSet();
        for (int index : indices) {
            set.set(index);
        }
        return of(set);
    }

    /** A fresh mutable copy. */
    public BitSet toBitSet() {
        return BitSet.valueOf(bitmap.unsafeArray());
    }

    public boolean contains(int signer) {
        return signer >= 0 && signer / 8 < bitmap.size() && (bitmap.at(signer / 8) >> (signer % 8) & 1) == 1;
    }

    Writer write(Writer out) {
        return out.u8(bitmap.size()).raw(bitmap);
    }

    static Signers read(Reader in) {
        int size = in.u8();
        if (size > MAX_BYTES) {
            throw new MalformedException("signer bitmap of " + size + " bytes");
        }
        return new Signers(in.raw(size));
    }
}
