package io.ixi.vm.kernel.crypto;

import io.ixi.consensus.types.Bytes;
import java.util.Arrays;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;

/**
 * An ML-DSA private key made from its 32-byte seed (FIPS 204, Algorithm 6 with the seed as xi) by Bouncy Castle.
 * Signing is ours (docs/adr/0018-own-signing.md). Thread-safe. {@link #close} erases the seed and the expanded key;
 * later calls to {@link #sign} throw {@link IllegalStateException}. Text form and errors never show secret bytes.
 */
public final class SigningKey implements AutoCloseable {
    /** Length of a seed and of the signing randomness in bytes. */
    public static final int SEED_BYTES = 32;

    private static final int MAX_CONTEXT_BYTES = 255;

    private final Scheme scheme;
    private final byte[] seed;
    private final Bytes publicKey;
    private final MlDsaSigner signer;
    private boolean closed;

    private SigningKey(Scheme scheme, byte[] seed) {
        this.scheme = scheme;
        this.seed = seed;
        MLDSAPrivateKeyParameters key = new MLDSAPrivateKeyParameters(parameters(scheme), seed);
        this.publicKey = Bytes.wrap(key.getPublicKey());
        byte[] expanded = key.getEncoded();
        try {
            this.signer = new MlDsaSigner(PublicKey.decode(scheme, publicKey).orElseThrow(), expanded);
        } finally {
            Arrays.fill(expanded, (byte) 0);
            key.destroy();
        }
    }

    /** Copies the seed; the caller erases its own copy. {@link IllegalArgumentException} unless it is 32 bytes. */
    public static SigningKey fromSeed(Scheme scheme, byte[] seed) {
        if (seed.length != SEED_BYTES) {
            throw new IllegalArgumentException("an ML-DSA seed is 32 bytes, not " + seed.length);
        }
        return new SigningKey(scheme, seed.clone());
    }

    public Scheme scheme() {
        return scheme;
    }

    /** The encoded public key. */
    public Bytes publicKey() {
        return publicKey;
    }

    /**
     * Signs {@code message} under {@code context} (FIPS 204, Algorithm 2).
     *
     * @param context at most 255 bytes, else {@link IllegalArgumentException}
     * @param randomness 32 fresh random bytes (hedged signing), or 32 zero bytes for a deterministic signature
     */
    public synchronized byte[] sign(byte[] context, byte[] message, byte[] randomness) {
        if (closed) {
            throw new IllegalStateException("the signing key is closed");
        }
        if (context.length > MAX_CONTEXT_BYTES) {
            throw new IllegalArgumentException("a context is at most 255 bytes, not " + context.length);
        }
        if (randomness.length != SEED_BYTES) {
            throw new IllegalArgumentException("signing randomness is 32 bytes, not " + randomness.length);
        }
        return signer.sign(context, message, randomness);
    }

    /** Erases the seed and the expanded key. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Arrays.fill(seed, (byte) 0);
            signer.erase();
        }
    }

    @Override
    public String toString() {
        return "SigningKey(" + scheme + ", " + publicKey + ")";
    }

    static MLDSAParameters parameters(Scheme scheme) {
        return switch (scheme) {
            case ML_DSA_44 -> MLDSAParameters.ml_dsa_44;
            case ML_DSA_65 -> MLDSAParameters.ml_dsa_65;
            case ML_DSA_87 -> MLDSAParameters.ml_dsa_87;
        };
    }
}
