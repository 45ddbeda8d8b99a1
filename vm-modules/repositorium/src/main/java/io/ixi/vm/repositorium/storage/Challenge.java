package io.ixi.vm.repositorium.storage;

import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Which leaves a provider has to show in an epoch: they follow from the beacon, and nobody knows them before. */
public final class Challenge {
    /** Leaves for an epoch. */
    public static final int LEAVES = 10;

    private static final byte[] TAG = "IXI-repo-challenge".getBytes(StandardCharsets.US_ASCII);

    private Challenge() {}

    /**
     * A position among all leaves of a provider: the first 64 bits of SHA-256 over a tag, the beacon, the provider and
     * the number, modulo the leaves. At most 2^41 leaves, so that the bias is below 2^-23.
     */
    public static long position(Hash beacon, Address provider, int number, long leaves) {
        Hash hash = Hash.sha256(TAG, beacon.toBytes(), provider.hash().toBytes(), new byte[] {(byte) number});
        return Long.remainderUnsigned(ByteBuffer.wrap(hash.toBytes()).getLong(), leaves);
    }
}
