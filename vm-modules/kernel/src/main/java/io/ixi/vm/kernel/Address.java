package io.ixi.vm.kernel;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.crypto.Bech32m;

/**
 * An account: SHA-256 over the scheme number (one byte) and the first public key. Printed as bech32m, {@code
 * ixi1...}.
 */
public record Address(Hash hash) implements Comparable<Address> {
    /** What stands before the first "1" in the text form. */
    public static final String PREFIX = "ixi";

    public static Address of(int scheme, Bytes publicKey) {
        return new Address(Hash.sha256(new byte[] {(byte) scheme}, publicKey.unsafeArray()));
    }

    /**
     * The account that belongs to a module itself: 31 zero bytes and its id. No key hashes to it, so no transaction
     * speaks for it.
     */
    public static Address ofModule(int id) {
        if (id < 1 || id > 255) {
            throw new IllegalArgumentException("module ids are 1 to 255, not " + id);
        }
        return new Address(new Hash(0, 0, 0, id));
    }

    /** Whether this is the account of a module. */
    public boolean isModule() {
        return hash.w0() == 0 && hash.w1() == 0 && hash.w2() == 0 && hash.w3() >= 0 && hash.w3() <= 255;
    }

    /**
     * The account of a module's object: 7 zero bytes, a one and 24 bytes of the digest. No key's address looks like
     * this but by 2^64 tries, and whoever finds one only cannot receive.
     */
    public static Address ofObject(Hash digest) {
        return new Address(new Hash(1, digest.w1(), digest.w2(), digest.w3()));
    }

    /** Whether this is the account of a module's object. */
    public boolean isObject() {
        return hash.w0() == 1;
    }

    /** Reads a protobuf field of format ADDRESS: exactly 32 bytes. */
    public static Address of(ByteString bytes) {
        return new Address(Hash.of(bytes.toByteArray()));
    }

    public ByteString toByteString() {
        return UnsafeByteOperations.unsafeWrap(hash.toBytes());
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
