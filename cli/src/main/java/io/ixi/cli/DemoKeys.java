package io.ixi.cli;

import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.crypto.Bip39;
import io.ixi.vm.kernel.crypto.Derivation;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.crypto.SigningKey;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Accounts for local networks. Their phrases are test vectors of BIP-39, known to everyone: money on them is anybody's.
 */
public enum DemoKeys {
    ALICE(0x00),
    BOB(0x7f),
    CAROL(0x80);

    private static final String PREFIX = "demo:";

    private final int fill;

    DemoKeys(int fill) {
        this.fill = fill;
    }

    /** How the command line calls the key, like demo:alice. */
    public String label() {
        return PREFIX + name().toLowerCase(Locale.ROOT);
    }

    /** The key that a label names. */
    public static Optional<DemoKeys> of(String label) {
        return Arrays.stream(values()).filter(key -> key.label().equals(label)).findFirst();
    }

    /** The 24 words. */
    public String phrase() {
        byte[] entropy = new byte[Bip39.DEFAULT_ENTROPY_BYTES];
        Arrays.fill(entropy, (byte) fill);
        return Bip39.encode(entropy);
    }

    public SigningKey key() {
        byte[] seed = Derivation.keySeed(Bip39.seed(phrase(), ""), Derivation.Path.ofAccount(0), Scheme.ML_DSA_44);
        return SigningKey.fromSeed(Scheme.ML_DSA_44, seed);
    }

    public Address address() {
        try (SigningKey key = key()) {
            return Address.of(Scheme.ML_DSA_44.number(), key.publicKey());
        }
    }
}
