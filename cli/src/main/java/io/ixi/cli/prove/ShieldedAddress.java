package io.ixi.cli.prove;

import io.ixi.zkp.hash.Quad;
import java.util.Arrays;
import java.util.Base64;

/** Where shielded payments go: whose notes are, and the ML-KEM-768 key that encrypts them to their owner. */
public final class ShieldedAddress {
    private static final String PREFIX = "ixi-shielded:";
    static final int KEY_BYTES = 1_184;

    private final Quad owner;
    private final byte[] key;

    ShieldedAddress(Quad owner, byte[] key) {
        this.owner = owner;
        this.key = key.clone();
    }

    /** Throws {@link WalletException} BAD_ADDRESS. */
    public static ShieldedAddress parse(String text) {
        try {
            byte[] bytes = text.startsWith(PREFIX)
                    ? Base64.getUrlDecoder().decode(text.substring(PREFIX.length()))
                    : new byte[0];
            if (bytes.length == Quad.BYTES + KEY_BYTES) {
                Quad owner = Quad.read(Arrays.copyOf(bytes, Quad.BYTES)).orElse(null);
                if (owner != null) {
                    return new ShieldedAddress(owner, Arrays.copyOfRange(bytes, Quad.BYTES, bytes.length));
                }
            }
        } catch (IllegalArgumentException e) {
            throw new WalletException(WalletException.Reason.BAD_ADDRESS, String.valueOf(e.getMessage()));
        }
        throw new WalletException(WalletException.Reason.BAD_ADDRESS, "not " + PREFIX + " and 1216 bytes");
    }

    Quad owner() {
        return owner;
    }

    byte[] key() {
        return key.clone();
    }

    /** 1635 characters. */
    public String text() {
        byte[] bytes = Arrays.copyOf(owner.toBytes(), Quad.BYTES + KEY_BYTES);
        System.arraycopy(key, 0, bytes, Quad.BYTES, KEY_BYTES);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
