package io.ixi.cli.keys;

import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.crypto.Scheme;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** Seals a seed under a password and opens it: Argon2id (RFC 9106), then AES-256-GCM bound to scheme and address. */
final class SeedCipher {
    /** Argon2id work. Memory in KiB. */
    record Cost(int memory, int iterations, int parallelism) {
        /** About half a second on one core. */
        static final Cost DEFAULT = new Cost(65536, 3, 4);
    }

    private static final int KEY_BYTES = 32;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private SeedCipher() {}

    static KeyFile seal(byte[] seed, Scheme scheme, Address address, char[] password, Cost cost) {
        byte[] salt = random(KeyFile.SALT_BYTES);
        byte[] iv = random(KeyFile.IV_BYTES);
        HexFormat hex = HexFormat.of();
        KeyFile.Argon2 params = new KeyFile.Argon2(
                cost.memory, cost.iterations, cost.parallelism, KeyFile.ARGON2_VERSION, hex.formatHex(salt));
        byte[] derived = derive(password, params, salt);
        try {
            byte[] sealed = gcm(Cipher.ENCRYPT_MODE, derived, iv, scheme.title(), address.text(), seed);
            return new KeyFile(
                    KeyFile.VERSION,
                    address.text(),
                    scheme.title(),
                    new KeyFile.Crypto(
                            new KeyFile.Kdf("argon2id", params),
                            new KeyFile.Checksum("sha256", hex.formatHex(passwordCheck(derived))),
                            new KeyFile.Cipher(
                                    "aes-256-gcm", new KeyFile.Gcm(hex.formatHex(iv)), hex.formatHex(sealed))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        } finally {
            Arrays.fill(derived, (byte) 0);
        }
    }

    /** The seed; the caller erases it. */
    static byte[] open(KeyFile file, char[] password) {
        byte[] derived = derive(password, file.crypto().kdf().params(), file.salt());
        try {
            if (!MessageDigest.isEqual(passwordCheck(derived), file.passwordCheck())) {
                throw new KeystoreException("wrong password");
            }
            return gcm(Cipher.DECRYPT_MODE, derived, file.iv(), file.scheme(), file.address(), file.sealedSeed());
        } catch (AEADBadTagException e) {
            throw new KeystoreException("the key file was changed after it was written: restore it from a backup");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES-GCM", e);
        } finally {
            Arrays.fill(derived, (byte) 0);
        }
    }

    private static byte[] gcm(int mode, byte[] derived, byte[] iv, String scheme, String address, byte[] input)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(derived, 0, KEY_BYTES, "AES"), new GCMParameterSpec(TAG_BITS, iv));
        cipher.updateAAD(("IXI-keystore-v1|" + scheme + "|" + address).getBytes(StandardCharsets.US_ASCII));
        return cipher.doFinal(input);
    }

    private static byte[] passwordCheck(byte[] derived) {
        byte[] second = Arrays.copyOfRange(derived, KEY_BYTES, 2 * KEY_BYTES);
        byte[] check = Hash.sha256(second).toBytes();
        Arrays.fill(second, (byte) 0);
        return check;
    }

    private static byte[] derive(char[] password, KeyFile.Argon2 params, byte[] salt) {
        byte[] secret = passwordBytes(password);
        try {
            Argon2BytesGenerator generator = new Argon2BytesGenerator();
            generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                    .withVersion(params.version())
                    .withMemoryAsKB(params.memory())
                    .withIterations(params.iterations())
                    .withParallelism(params.parallelism())
                    .withSalt(salt)
                    .build());
            byte[] derived = new byte[2 * KEY_BYTES];
            generator.generateBytes(secret, derived);
            return derived;
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    /** As EIP-2335: NFKD, control characters dropped, UTF-8. Only a password beyond ASCII passes through a String. */
    private static byte[] passwordBytes(char[] password) {
        boolean ascii = true;
        for (char c : password) {
            ascii &= c < 0x80;
        }
        CharBuffer chars = CharBuffer.wrap(password);
        char[] normal = ascii
                ? password.clone()
                : Normalizer.normalize(chars, Normalizer.Form.NFKD).toCharArray();
        int length = 0;
        for (char c : normal) {
            if (!Character.isISOControl(c)) {
                normal[length++] = c;
            }
        }
        byte[] buffer = new byte[3 * length];
        ByteBuffer encoded = ByteBuffer.wrap(buffer);
        StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .encode(CharBuffer.wrap(normal, 0, length), encoded, true);
        byte[] bytes = Arrays.copyOf(buffer, encoded.position());
        Arrays.fill(buffer, (byte) 0);
        Arrays.fill(normal, '\0');
        return bytes;
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
