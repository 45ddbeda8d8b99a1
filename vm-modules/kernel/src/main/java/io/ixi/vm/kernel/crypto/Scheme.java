package io.ixi.vm.kernel.crypto;

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

    public int publicKeyBytes() {
        return publicKeyBytes;
    }

    public int signatureBytes() {
        return signatureBytes;
    }
}
