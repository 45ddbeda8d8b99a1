package io.ixi.consensus.bft;

import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.ValidatorSet;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The order in which validators lead: one shuffle per epoch, then round-robin. Rule R1. */
final class Leaders {
    private static final byte[] TAG = "IXI/leaders".getBytes(StandardCharsets.US_ASCII);

    private final int[] order;

    Leaders(ValidatorSet set) {
        this.order = new int[set.size()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        // Fisher-Yates; each draw is its own hash, and 64 bits modulo 200 are unbiased to 2^-56
        for (int i = order.length - 1; i > 0; i--) {
            int j = (int) Long.remainderUnsigned(draw(set, i), i + 1L);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
    }

    /** Index of the validator that leads {@code view}. */
    int of(long view) {
        return order[(int) (view % order.length)];
    }

    private static long draw(ValidatorSet set, int step) {
        byte[] place = ByteBuffer.allocate(12).putLong(set.epoch()).putInt(step).array();
        return Hash.sha256(TAG, set.seed().toBytes(), place).w0();
    }
}
