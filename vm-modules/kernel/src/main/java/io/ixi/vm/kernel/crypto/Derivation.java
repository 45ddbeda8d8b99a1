package io.ixi.vm.kernel.crypto;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * From a BIP-39 seed to the 32-byte seed of one key: HKDF-SHA512 (RFC 5869) with salt {@code IXI-HD-v1} and info
 * {@code m/44'/<coin>'/<account>'/<role>'/<index>'|ML-DSA-44}. Every step is hardened: lattice keys have no public
 * derivation. The scheme's name in the info keeps keys of different schemes apart.
 */
public final class Derivation {
    /** "IXI" in ASCII. Not registered in SLIP-44. */
    public static final int COIN = 0x495849;

    private static final byte[] SALT = "IXI-HD-v1".getBytes(StandardCharsets.US_ASCII);

    private Derivation() {}

    /** What the key is for. The number is part of the path and never changes. */
    public enum Role {
        ACCOUNT(0),
        VALIDATOR(1),
        AGENT(2);

        private final int number;

        Role(int number) {
            this.number = number;
        }

        public int number() {
            return number;
        }
    }

    /** Which key of a phrase. Account and index are not negative. */
    public record Path(int coin, int account, Role role, int index) {
        public Path {
            if (coin < 0 || account < 0 || index < 0) {
                throw new IllegalArgumentException("path numbers are not negative");
            }
        }

        /** The given index of account 0, for ordinary accounts. */
        public static Path ofAccount(int index) {
            return new Path(COIN, 0, Role.ACCOUNT, index);
        }

        /** {@code m/44'/<coin>'/<account>'/<role>'/<index>'}. */
        public String text() {
            return "m/44'/" + coin + "'/" + account + "'/" + role.number() + "'/" + index + "'";
        }
    }

    /** The 32-byte key seed; the caller erases it. {@link IllegalArgumentException} unless the input is 64 bytes. */
    public static byte[] keySeed(byte[] bip39Seed, Path path, Scheme scheme) {
        if (bip39Seed.length != 64) {
            throw new IllegalArgumentException("a BIP-39 seed is 64 bytes, not " + bip39Seed.length);
        }
        byte[] info = (path.text() + "|" + scheme.title()).getBytes(StandardCharsets.US_ASCII);
        try {
            return KDF.getInstance("HKDF-SHA512")
                    .deriveData(HKDFParameterSpec.ofExtract()
                            .addIKM(bip39Seed)
                            .addSalt(SALT)
                            .thenExpand(info, SigningKey.SEED_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK 25 has HKDF-SHA512", e);
        }
    }
}
