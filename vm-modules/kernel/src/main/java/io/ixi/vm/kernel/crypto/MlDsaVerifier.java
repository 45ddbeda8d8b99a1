package io.ixi.vm.kernel.crypto;

import io.ixi.consensus.types.Bytes;

/**
 * One-shot verification of ML-DSA signatures (FIPS 204, Algorithm 3). Keys seen more than once: keep a {@link
 * PublicKey}.
 */
public final class MlDsaVerifier {
    private MlDsaVerifier() {}

    /**
     * Whether {@code signature} is valid. Total: bytes of any length and content give true or false. A public key or
     * signature of the wrong length, or a context over 255 bytes, is false.
     */
    public static boolean verify(Scheme scheme, byte[] publicKey, byte[] context, byte[] message, byte[] signature) {
        return signature.length == scheme.signatureBytes()
                && PublicKey.decode(scheme, Bytes.wrap(publicKey))
                        .map(key -> key.verify(context, message, signature))
                        .orElse(false);
    }
}
