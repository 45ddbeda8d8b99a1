package io.ixi.vm.kernel.crypto;

import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.types.Bytes;
import java.util.Arrays;

/**
 * Bech32m text form of bytes (BIP-350). Encoding writes lower case. Decoding is total: it returns the bytes or throws
 * {@link MalformedException} with a reason that a person can act on.
 */
public final class Bech32m {
    /** Longest text in characters (BIP-173). */
    public static final int MAX_LENGTH = 90;

    private static final String ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static final int[] GENERATOR = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
    private static final int BECH32M_CONSTANT = 0x2bc830a3;
    private static final int BECH32_CONSTANT = 1;
    private static final int CHECKSUM_LENGTH = 6;

    private Bech32m() {}

    /** A prefix and the 5-bit groups between the separator and the checksum. */
    record Decoded(String prefix, Bytes groups) {}

    /**
     * {@link IllegalArgumentException} if the prefix is not lower-case ASCII or the text would exceed 90 characters.
     */
    public static String encode(String prefix, byte[] data) {
        return encodeGroups(prefix, regroup(data, 8, 5, true));
    }

    /** Reads text with exactly this prefix (given in lower case). */
    public static byte[] decode(String prefix, String text) {
        Decoded decoded = decodeGroups(text);
        if (!decoded.prefix.equals(prefix)) {
            throw new MalformedException("starts with \"" + decoded.prefix + "1\", not \"" + prefix + "1\"");
        }
        return regroup(decoded.groups.unsafeArray(), 5, 8, false);
    }

    static String encodeGroups(String prefix, byte[] groups) {
        if (prefix.isEmpty() || prefix.length() + 1 + groups.length + CHECKSUM_LENGTH > MAX_LENGTH) {
            throw new IllegalArgumentException("empty prefix, or longer than " + MAX_LENGTH + " characters");
        }
        for (int i = 0; i < prefix.length(); i++) {
            char c = prefix.charAt(i);
            if (c < 33 || c > 126 || (c >= 'A' && c <= 'Z')) {
                throw new IllegalArgumentException("a prefix is lower-case printable ASCII");
            }
        }
        int checksum = checksum(prefix, groups, CHECKSUM_LENGTH) ^ BECH32M_CONSTANT;
        StringBuilder text = new StringBuilder(MAX_LENGTH).append(prefix).append('1');
        for (byte group : groups) {
            text.append(ALPHABET.charAt(group));
        }
        for (int i = CHECKSUM_LENGTH - 1; i >= 0; i--) {
            text.append(ALPHABET.charAt((checksum >>> (5 * i)) & 31));
        }
        return text.toString();
    }

    static Decoded decodeGroups(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new MalformedException("longer than " + MAX_LENGTH + " characters");
        }
        String lower = lowerCase(text);
        int separator = lower.lastIndexOf('1');
        if (separator < 1) {
            throw new MalformedException("no prefix before a \"1\"");
        }
        if (lower.length() - separator - 1 < CHECKSUM_LENGTH) {
            throw new MalformedException("too short: the checksum is cut off");
        }
        byte[] groups = new byte[lower.length() - separator - 1];
        for (int i = 0; i < groups.length; i++) {
            int value = ALPHABET.indexOf(lower.charAt(separator + 1 + i));
            if (value < 0) {
                throw new MalformedException(
                        "character '" + lower.charAt(separator + 1 + i) + "' cannot occur at " + (separator + 2 + i));
            }
            groups[i] = (byte) value;
        }
        String prefix = lower.substring(0, separator);
        int checksum = checksum(prefix, groups, 0);
        if (checksum == BECH32_CONSTANT) {
            throw new MalformedException("bech32 checksum where bech32m is expected");
        }
        if (checksum != BECH32M_CONSTANT) {
            throw new MalformedException("checksum does not match: a character is wrong or missing");
        }
        return new Decoded(prefix, Bytes.wrap(Arrays.copyOf(groups, groups.length - CHECKSUM_LENGTH)));
    }

    private static String lowerCase(String text) {
        StringBuilder lower = new StringBuilder(text.length());
        boolean sawLower = false;
        boolean sawUpper = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 33 || c > 126) {
                throw new MalformedException("character " + (i + 1) + " is not printable ASCII");
            }
            boolean upper = c >= 'A' && c <= 'Z';
            sawUpper |= upper;
            sawLower |= c >= 'a' && c <= 'z';
            lower.append(upper ? (char) (c + 32) : c);
        }
        if (sawLower && sawUpper) {
            throw new MalformedException("mixes upper and lower case");
        }
        return lower.toString();
    }

    /** The BCH remainder over expanded prefix, groups and {@code zeros} zero groups (BIP-173). */
    private static int checksum(String prefix, byte[] groups, int zeros) {
        int state = 1;
        for (int i = 0; i < prefix.length(); i++) {
            state = step(state, prefix.charAt(i) >>> 5);
        }
        state = step(state, 0);
        for (int i = 0; i < prefix.length(); i++) {
            state = step(state, prefix.charAt(i) & 31);
        }
        for (byte group : groups) {
            state = step(state, group);
        }
        for (int i = 0; i < zeros; i++) {
            state = step(state, 0);
        }
        return state;
    }

    private static int step(int state, int group) {
        int top = state >>> 25;
        int next = ((state & 0x1ffffff) << 5) ^ group;
        for (int i = 0; i < GENERATOR.length; i++) {
            if (((top >>> i) & 1) != 0) {
                next ^= GENERATOR[i];
            }
        }
        return next;
    }

    /** Regroups bits, most significant first. Unpadded: leftover bits must be fewer than a source group and zero. */
    private static byte[] regroup(byte[] source, int from, int to, boolean pad) {
        int bits = source.length * from;
        byte[] target = new byte[pad ? (bits + to - 1) / to : bits / to];
        int buffer = 0;
        int held = 0;
        int at = 0;
        for (byte group : source) {
            buffer = ((buffer << from) | (group & ((1 << from) - 1))) & 0xfff;
            held += from;
            while (held >= to) {
                held -= to;
                target[at++] = (byte) ((buffer >>> held) & ((1 << to) - 1));
            }
        }
        int rest = buffer & ((1 << held) - 1);
        if (pad && held > 0) {
            target[at] = (byte) (rest << (to - held));
        } else if (!pad && (held >= from || rest != 0)) {
            throw new MalformedException("padding is not canonical");
        }
        return target;
    }
}
