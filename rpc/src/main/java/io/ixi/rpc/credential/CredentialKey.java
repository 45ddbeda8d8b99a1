package io.ixi.rpc.credential;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.crypto.SigningKey;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/** A key that signs credentials. Close it to forget the secret. */
public final class CredentialKey implements AutoCloseable {
    /** Of a seed of any kind. */
    public static final int SEED_BYTES = 32;

    /** What an Ed25519 seed begins with in PKCS #8 (RFC 8410). */
    private static final byte[] ED25519_PKCS8 = HexFormat.of().parseHex("302e020100300506032b657004220420");

    private static final byte[] NO_CONTEXT = {};

    /** Deterministic signatures, as the cryptosuites' test vectors have them. */
    private static final byte[] PLAIN = new byte[SigningKey.SEED_BYTES];

    private final Multikey publicKey;
    private final Signing signing;
    private final Runnable forget;

    private interface Signing {
        byte[] sign(byte[] message);
    }

    private CredentialKey(Multikey publicKey, Signing signing, Runnable forget) {
        this.publicKey = publicKey;
        this.signing = signing;
        this.forget = forget;
    }

    /** An account's key; closing this closes it. */
    public static CredentialKey of(SigningKey key) {
        return new CredentialKey(
                Multikey.of(key.scheme(), key.publicKey()),
                message -> key.sign(NO_CONTEXT, message, PLAIN),
                key::close);
    }

    public static CredentialKey mlDsa44(byte[] seed) {
        return of(SigningKey.fromSeed(Scheme.ML_DSA_44, seed));
    }

    /** @param publicKey of the same pair: the platform does not tell it from the seed */
    public static CredentialKey ed25519(byte[] seed, Bytes publicKey) throws CredentialException {
        byte[] encoded = Arrays.copyOf(ED25519_PKCS8, ED25519_PKCS8.length + SEED_BYTES);
        System.arraycopy(seed, 0, encoded, ED25519_PKCS8.length, SEED_BYTES);
        try {
            PrivateKey secret = KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(encoded));
            return new CredentialKey(
                    new Multikey(Multikey.Kind.ED25519, publicKey), message -> ed25519(secret, message), () -> {});
        } catch (GeneralSecurityException e) {
            throw new CredentialException("no Ed25519 key: " + e.getMessage());
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    private static byte[] ed25519(PrivateKey secret, byte[] message) {
        try {
            Signature signer = Signature.getInstance("Ed25519");
            signer.initSign(secret);
            signer.update(message);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Ed25519 is part of the platform", e);
        }
    }

    public Multikey publicKey() {
        return publicKey;
    }

    byte[] sign(byte[] message) {
        return signing.sign(message);
    }

    @Override
    public void close() {
        forget.run();
    }
}
