package io.ixi.vm.kernel;

import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.crypto.Bech32m;

/** An account: SHA-256 over the scheme number (one byte) and the first public key. Printed as bech32m, {@code ixi1...}. */
public record Address(Hash hash) implements Comparable<Address> {
    /** What stands before the first "1" in the text form. */
    public static final String PREFIX = "ixi";

    public static Address of(int scheme, Bytes publicKey) {
        return new Address(Hash.sha256(new byte[] {(byte) scheme}, publicKey.unsafeArray()));
    }

    /** Reads the text form, all lower or all upper case. Anything else: {@link MalformedException} with the reason. */
    public static Address parse(String text) {
        byte[] bytes = Bech32m.decode(PREFIX, text);
        if (bytes.length != Hash.BYTES) {
            throw new MalformedException("an address holds 32 bytes, not " + bytes.length);
        }
        return new Address(Hash.of(bytes));
    }

    /** 62 characters: {@code ixi1...} in bech32m. */
    public String text() {
        return Bech32m.encode(PREFIX, hash.toBytes());
    }

    @Override
    public int compareTo(Address other) {
        return hash.compareTo(other.hash);
    }
}
