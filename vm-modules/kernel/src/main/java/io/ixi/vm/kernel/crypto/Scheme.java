package io.ixi.vm.kernel.crypto;

import java.util.Optional;

/** Signature schemes by their number on the wire (FIPS 204). Sizes in bytes. */
public enum Scheme {
    ML_DSA_44(1, 1312, 2420),
    ML_DSA_65(2, 1952, 3309),
    ML_DSA_87(3, 2592, 4627);

    private final int number;
    private final int publicKeyBytes;
    private final int signatureBytes;

    Scheme(int number, int publicKeyBytes, int signatureBytes) {
        this.number = number;
        this.publicKeyBytes = publicKeyBytes;
        this.signatureBytes = signatureBytes;
    }

    public int number() {
        return number;
    }

    /** The scheme with this wire number, or empty. */
    public static Optional<Scheme> ofNumber(int number) {
        return switch (number) {
            case 1 -> Optional.of(ML_DSA_44);
            case 2 -> Optional.of(ML_DSA_65);
            case 3 -> Optional.of(ML_DSA_87);
            default -> Optional.empty();
        };
    }

    /** The name in the standard, {@code ML-DSA-44}. */
    public String title() {
        return switch (this) {
            case ML_DSA_44 -> "ML-DSA-44";
            case ML_DSA_65 -> "ML-DSA-65";
            case ML_DSA_87 -> "ML-DSA-87";
        };
    }

    public int publicKeyBytes() {
        return publicKeyBytes;
    }

    public int signatureBytes() {
        return signatureBytes;
    }
}
