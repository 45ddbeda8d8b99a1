package io.ixi.rpc.credential;

import java.math.BigInteger;
import java.util.Base64;

/** Multibase of two kinds: base58btc after {@code z} and base64url without padding after {@code u}. */
final class Multibase {
    /** Most characters that are read; a status list that does not compress fits. */
    static final int MAX_CHARACTERS = 32_768;

    private static final int MAX_BASE58 = 256;
    private static final String ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final BigInteger BASE = BigInteger.valueOf(ALPHABET.length());

    private Multibase() {}

    static String base64url(byte[] bytes) {
        return "u" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static String base58(byte[] bytes) {
        StringBuilder digits = new StringBuilder();
        for (BigInteger left = new BigInteger(1, bytes); left.signum() > 0; ) {
            BigInteger[] parts = left.divideAndRemainder(BASE);
            digits.append(ALPHABET.charAt(parts[1].intValueExact()));
            left = parts[0];
        }
        for (int i = 0; i < bytes.length && bytes[i] == 0; i++) {
            digits.append(ALPHABET.charAt(0));
        }
        return "z" + digits.reverse();
    }

    static byte[] decode(String text) throws CredentialException {
        if (text.length() < 2 || text.length() > MAX_CHARACTERS) {
            throw new CredentialException("multibase of " + text.length() + " characters");
        }
        return switch (text.charAt(0)) {
            case 'u' -> fromBase64url(text.substring(1));
            case 'z' -> fromBase58(text.substring(1));
            default -> throw new CredentialException("multibase begins with u or z");
        };
    }

    static byte[] fromBase64url(String text) throws CredentialException {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            if (!Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(text)) {
                throw new CredentialException("base64url is not canonical");
            }
            return bytes;
        } catch (IllegalArgumentException e) {
            throw new CredentialException("not base64url");
        }
    }

    private static byte[] fromBase58(String text) throws CredentialException {
        if (text.length() > MAX_BASE58) {
            throw new CredentialException("base58 of " + text.length() + " characters");
        }
        BigInteger value = BigInteger.ZERO;
        int zeros = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = ALPHABET.indexOf(text.charAt(i));
            if (digit < 0) {
                throw new CredentialException("not base58");
            }
            zeros += digit == 0 && zeros == i ? 1 : 0;
            value = value.multiply(BASE).add(BigInteger.valueOf(digit));
        }
        byte[] number = value.toByteArray();
        int skip = value.signum() == 0 ? number.length : number[0] == 0 ? 1 : 0;
        byte[] bytes = new byte[zeros + number.length - skip];
        System.arraycopy(number, skip, bytes, zeros, number.length - skip);
        return bytes;
    }
}
