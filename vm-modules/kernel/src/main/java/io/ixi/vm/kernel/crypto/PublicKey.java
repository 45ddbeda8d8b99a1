package io.ixi.vm.kernel.crypto;

import io.ixi.consensus.types.Bytes;
import java.util.Optional;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithContext;
import org.bouncycastle.crypto.signers.MLDSASigner;

/** An ML-DSA public key (FIPS 204), expanded once for many verifications. Immutable and thread-safe. */
public final class PublicKey {
    private static final int MAX_CONTEXT_BYTES = 255;

    private final Scheme scheme;
    private final Bytes encoded;
    private final MLDSAPublicKeyParameters key;

    private PublicKey(Scheme scheme, Bytes encoded) {
        this.scheme = scheme;
        this.encoded = encoded;
        this.key = new MLDSAPublicKeyParameters(parameters(scheme), encoded.unsafeArray());
    }

    /** Expands the key. Empty if the length is not the scheme's; every string of the right length is a key. */
    public static Optional<PublicKey> decode(Scheme scheme, Bytes raw) {
        return raw.size() == scheme.publicKeyBytes() ? Optional.of(new PublicKey(scheme, raw)) : Optional.empty();
    }

    /** Whether {@code signature} is valid for {@code message} under {@code context} (at most 255 bytes). Total. */
    public boolean verify(byte[] context, byte[] message, byte[] signature) {
        if (context.length > MAX_CONTEXT_BYTES || signature.length != scheme.signatureBytes()) {
            return false;
        }
        MLDSASigner signer = new MLDSASigner();
        signer.init(false, new ParametersWithContext(key, context));
        signer.update(message, 0, message.length);
        return signer.verifySignature(signature);
    }

    public Scheme scheme() {
        return scheme;
    }

    /** The encoded form that {@link #decode} read. */
    public Bytes encoded() {
        return encoded;
    }

    static MLDSAParameters parameters(Scheme scheme) {
        return switch (scheme) {
            case ML_DSA_44 -> MLDSAParameters.ml_dsa_44;
            case ML_DSA_65 -> MLDSAParameters.ml_dsa_65;
            case ML_DSA_87 -> MLDSAParameters.ml_dsa_87;
        };
    }
}
