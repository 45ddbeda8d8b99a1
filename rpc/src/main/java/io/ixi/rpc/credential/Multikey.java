package io.ixi.rpc.credential;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.crypto.MlDsaVerifier;
import io.ixi.vm.kernel.crypto.Scheme;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/** A public key as W3C Multikey writes it. Source of the prefixes: the multicodec table. */
public record Multikey(Kind kind, Bytes publicKey) {
    /** Kinds of keys that credentials are signed with. */
    public enum Kind {
        ED25519("ed01", 32),
        ML_DSA_44("9024", 1_312),
        ML_DSA_65("9124", 1_952),
        ML_DSA_87("9224", 2_592);

        private final String prefix;
        private final int bytes;

        Kind(String prefix, int bytes) {
            this.prefix = prefix;
            this.bytes = bytes;
        }

        /** What a key of this kind begins with. */
        private byte[] prefix() {
            return HexFormat.of().parseHex(prefix);
        }

        static Kind of(Scheme scheme) {
            return switch (scheme) {
                case ML_DSA_44 -> ML_DSA_44;
                case ML_DSA_65 -> ML_DSA_65;
                case ML_DSA_87 -> ML_DSA_87;
            };
        }

        /** As {@code alg} of JOSE names it (RFC 8037, RFC 9964). */
        String algorithm() {
            return this == ED25519 ? "EdDSA" : name().replace('_', '-');
        }
    }

    private static final byte[] NO_CONTEXT = {};

    /** What an Ed25519 key begins with in X.509 (RFC 8410). */
    private static final byte[] ED25519_X509 = HexFormat.of().parseHex("302a300506032b6570032100");

    public static Multikey of(Scheme scheme, Bytes publicKey) {
        return new Multikey(Kind.of(scheme), publicKey);
    }

    public static Multikey parse(String multibase) throws CredentialException {
        byte[] all = Multibase.decode(multibase);
        for (Kind kind : Kind.values()) {
            byte[] prefix = kind.prefix();
            boolean begins = all.length == kind.bytes + prefix.length
                    && Arrays.equals(all, 0, prefix.length, prefix, 0, prefix.length);
            if (begins) {
                return new Multikey(kind, Bytes.wrap(Arrays.copyOfRange(all, prefix.length, all.length)));
            }
        }
        throw new CredentialException("no key of a known kind");
    }

    /** {@code publicKeyMultibase}: Ed25519 in base58, the others in base64url. */
    public String multibase() {
        byte[] prefix = kind.prefix();
        byte[] all = Arrays.copyOf(prefix, prefix.length + publicKey.size());
        System.arraycopy(publicKey.unsafeArray(), 0, all, prefix.length, publicKey.size());
        return kind == Kind.ED25519 ? Multibase.base58(all) : Multibase.base64url(all);
    }

    /** Whether it is a signature of the message; total. */
    boolean verify(byte[] message, byte[] signature) {
        return switch (kind) {
            case ED25519 -> ed25519(message, signature);
            case ML_DSA_44 -> mlDsa(Scheme.ML_DSA_44, message, signature);
            case ML_DSA_65 -> mlDsa(Scheme.ML_DSA_65, message, signature);
            case ML_DSA_87 -> mlDsa(Scheme.ML_DSA_87, message, signature);
        };
    }

    private boolean mlDsa(Scheme scheme, byte[] message, byte[] signature) {
        return MlDsaVerifier.verify(scheme, publicKey.toArray(), NO_CONTEXT, message, signature);
    }

    private boolean ed25519(byte[] message, byte[] signature) {
        try {
            byte[] encoded = Arrays.copyOf(ED25519_X509, ED25519_X509.length + publicKey.size());
            System.arraycopy(publicKey.unsafeArray(), 0, encoded, ED25519_X509.length, publicKey.size());
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
