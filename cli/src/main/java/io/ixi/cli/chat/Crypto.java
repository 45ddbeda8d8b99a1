package io.ixi.cli.chat;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.KEM;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The platform's ML-KEM-768, HKDF-SHA-256 and AES-256-GCM. */
final class Crypto {
    static final int KEY_BYTES = 32;

    private static final int TAG_BITS = 128;

    /** Every key encrypts once, so its nonce needs no randomness. */
    private static final byte[] ONCE = new byte[12];

    private static final String KEM_NAME = "ML-KEM-768";

    private Crypto() {}

    static KeyPair kemPair() {
        try {
            return KeyPairGenerator.getInstance(KEM_NAME).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("ML-KEM is part of the platform", e);
        }
    }

    static PublicKey kemKey(byte[] encoded) throws ChatException {
        try {
            return KeyFactory.getInstance(KEM_NAME).generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new ChatException("no ML-KEM-768 key");
        }
    }

    /** A secret for the key's owner, and what tells it to the owner. */
    record Sealed(Bytes secret, Bytes encapsulation) {}

    static Sealed encapsulate(PublicKey key) throws ChatException {
        try {
            KEM.Encapsulated sealed =
                    KEM.getInstance("ML-KEM").newEncapsulator(key).encapsulate();
            return new Sealed(Bytes.wrap(sealed.key().getEncoded()), Bytes.wrap(sealed.encapsulation()));
        } catch (GeneralSecurityException e) {
            throw new ChatException("the key cannot be used");
        }
    }

    static byte[] decapsulate(PrivateKey key, byte[] encapsulation) throws ChatException {
        try {
            SecretKey secret = KEM.getInstance("ML-KEM").newDecapsulator(key).decapsulate(encapsulation);
            return secret.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new ChatException("an encapsulation for another key");
        }
    }

    /** 32 bytes that follow from a secret, for one use. */
    static byte[] derive(byte[] secret, String use, byte[]... context) {
        byte[] label = ("IXI-chat-v1 " + use).getBytes(StandardCharsets.US_ASCII);
        int size = label.length + 1;
        for (byte[] part : context) {
            size += Integer.BYTES + part.length;
        }
        ByteBuffer info = ByteBuffer.allocate(size).put(label).put((byte) 0);
        for (byte[] part : context) {
            info.putInt(part.length).put(part);
        }
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.ofExtract().addIKM(secret).thenExpand(info.array(), KEY_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HKDF is part of the platform", e);
        }
    }

    static Hash box(byte[] secret, String use, byte[]... context) {
        return Hash.of(derive(secret, use, context));
    }

    static byte[] encrypt(byte[] key, byte[] content, byte[] around) {
        try {
            return cipher(Cipher.ENCRYPT_MODE, key, around).doFinal(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES is part of the platform", e);
        }
    }

    static byte[] decrypt(byte[] key, byte[] content, byte[] around) throws ChatException {
        try {
            return cipher(Cipher.DECRYPT_MODE, key, around).doFinal(content);
        } catch (GeneralSecurityException e) {
            throw new ChatException("nobody of the group wrote this");
        }
    }

    private static Cipher cipher(int mode, byte[] key, byte[] around) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, ONCE));
        cipher.updateAAD(around);
        return cipher;
    }
}
