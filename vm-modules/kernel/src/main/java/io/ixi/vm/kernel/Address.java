package io.ixi.vm.kernel;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;

/** An account: SHA-256 over the scheme number (one byte) and the first public key. Printed as bech32m, {@code ixi1...}. */
public record Address(Hash hash) implements Comparable<Address> {
    public static Address of(int scheme, Bytes publicKey) {
        return new Address(Hash.sha256(new byte[] {(byte) scheme}, publicKey.unsafeArray()));
    }

    @Override
    public int compareTo(Address other) {
        return hash.compareTo(other.hash);
    }
}
