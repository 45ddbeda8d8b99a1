package io.ixi.cli.prove;

import com.google.protobuf.ByteString;
import io.ixi.zkp.hash.Quad;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.SecretWithEncapsulation;
import org.bouncycastle.crypto.kems.MLKEMExtractor;
import org.bouncycastle.crypto.kems.MLKEMGenerator;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLKEMPublicKeyParameters;

/**
 * Encrypts what a note's owner must know: value and trapdoor. ML-KEM-768, then AES-256-GCM under the shared secret,
 * which is used once, so the nonce is zero: 1088 + 40 + 16 bytes.
 */
final class NoteCipher {
    private static final int CAPSULE = 1_088;
    private static final int PLAIN = Long.BYTES + Quad.BYTES;
    private static final int TAG = 16;
    private static final int LENGTH = CAPSULE + PLAIN + TAG;

    private final MLKEMPrivateKeyParameters key;

    /** @param seed 64 bytes; overwritten */
    NoteCipher(byte[] seed) {
        this.key = new MLKEMPrivateKeyParameters(MLKEMParameters.ml_kem_768, seed.clone());
        Arrays.fill(seed, (byte) 0);
    }

    /** What a note's owner must know. */
    record Opened(long value, Quad trapdoor) {
        @Override
        public String toString() {
            return "Opened[hidden]";
        }
    }

    byte[] publicKey() {
        return key.getPublicKey();
    }

    private static byte[] crypt(int mode, byte[] secret, byte[] capsule, byte[] text) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(secret, "AES"), new GCMParameterSpec(8 * TAG, new byte[12]));
        cipher.updateAAD(capsule);
        return cipher.doFinal(text);
    }

    static ByteString seal(ShieldedAddress to, long value, Quad trapdoor, SecureRandom random) {
        MLKEMPublicKeyParameters key = new MLKEMPublicKeyParameters(MLKEMParameters.ml_kem_768, to.key());
        SecretWithEncapsulation shared = new MLKEMGenerator(random).generateEncapsulated(key);
        byte[] secret = shared.getSecret();
        ByteBuffer plain = ByteBuffer.allocate(PLAIN).putLong(value).put(trapdoor.toBytes());
        byte[] capsule = shared.getEncapsulation();
        try {
            byte[] sealed = crypt(Cipher.ENCRYPT_MODE, secret, capsule, plain.array());
            return ByteString.copyFrom(capsule).concat(ByteString.copyFrom(sealed));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        } finally {
            Arrays.fill(secret, (byte) 0);
            Arrays.fill(plain.array(), (byte) 0);
        }
    }

    /** Empty: it is not encrypted to this key, or to none. */
    Optional<Opened> open(ByteString sealed) {
        if (sealed.size() != LENGTH) {
            return Optional.empty();
        }
        byte[] capsule = sealed.substring(0, CAPSULE).toByteArray();
        byte[] secret = new MLKEMExtractor(key).extractSecret(capsule);
        try {
            ByteBuffer plain = ByteBuffer.wrap(crypt(
                    Cipher.DECRYPT_MODE,
                    secret,
                    capsule,
                    sealed.substring(CAPSULE).toByteArray()));
            long value = plain.getLong();
            byte[] trapdoor = new byte[Quad.BYTES];
            plain.get(trapdoor);
            return Quad.read(trapdoor).map(word -> new Opened(value, word));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }
}
