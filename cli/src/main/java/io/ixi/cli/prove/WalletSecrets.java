package io.ixi.cli.prove;

import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.crypto.SigningKey;
import io.ixi.zkp.hash.Quad;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The secrets of an account that are not its key: they follow from a deterministic signature of the key under a context
 * that nothing else uses, so the words of the key bring them back, and no transaction can be taken for them. Not
 * thread-safe.
 */
public final class WalletSecrets implements AutoCloseable {
    private static final byte[] CONTEXT = "IXI-wallet-secrets-1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DETERMINISTIC = new byte[SigningKey.SEED_BYTES];

    private final byte[] root;

    private WalletSecrets(byte[] root) {
        this.root = root;
    }

    public static WalletSecrets of(SigningKey key) {
        byte[] signature = key.sign(CONTEXT, CONTEXT, DETERMINISTIC);
        try {
            return new WalletSecrets(Hash.sha256(CONTEXT, signature).toBytes());
        } finally {
            Arrays.fill(signature, (byte) 0);
        }
    }

    private byte[] derived(String purpose) {
        return Hash.sha256(root, purpose.getBytes(StandardCharsets.US_ASCII)).toBytes();
    }

    /** Spends notes. */
    Quad spendingKey() {
        return Quad.fromHash(derived("spend"));
    }

    /** Holds credentials. */
    Quad holder() {
        return Quad.fromHash(derived("holder"));
    }

    /** 64 bytes: the seed of the key that opens encrypted notes. */
    byte[] openingSeed() {
        byte[] seed = Arrays.copyOf(derived("open-d"), 64);
        System.arraycopy(derived("open-z"), 0, seed, 32, 32);
        return seed;
    }

    @Override
    public void close() {
        Arrays.fill(root, (byte) 0);
    }

    /** Says nothing of the secrets. */
    @Override
    public String toString() {
        return "WalletSecrets[hidden]";
    }
}
