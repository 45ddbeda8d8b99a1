package io.ixi.vm.kernel.crypto;

import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.types.Hash;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** English recovery phrases (BIP-39): entropy to words and back, words to the 64-byte seed. Words are never logged. */
public final class Bip39 {
    /** Entropy of a 24-word phrase in bytes, the default for new phrases. */
    public static final int DEFAULT_ENTROPY_BYTES = 32;

    private static final int BITS_PER_WORD = 11;
    private static final int ITERATIONS = 2048;
    private static final int SEED_BITS = 512;

    private Bip39() {}

    /** The phrase of 16, 20, 24, 28 or 32 bytes of entropy: 12, 15, 18, 21 or 24 words joined by one space. */
    public static String encode(byte[] entropy) {
        if (entropy.length < 16 || entropy.length > 32 || entropy.length % 4 != 0) {
            throw new IllegalArgumentException("entropy is 16, 20, 24, 28 or 32 bytes, not " + entropy.length);
        }
        byte[] bits = Arrays.copyOf(entropy, entropy.length + 1);
        bits[entropy.length] = Hash.sha256(entropy).toBytes()[0];
        StringBuilder phrase = new StringBuilder();
        for (int word = 0; word < entropy.length * 3 / 4; word++) {
            int index = 0;
            for (int bit = word * BITS_PER_WORD; bit < (word + 1) * BITS_PER_WORD; bit++) {
                index = (index << 1) | ((bits[bit >>> 3] >>> (7 - (bit & 7))) & 1);
            }
            phrase.append(word == 0 ? "" : " ").append(EnglishWords.LIST.get(index));
        }
        Arrays.fill(bits, (byte) 0);
        return phrase.toString();
    }

    /**
     * The entropy of a phrase. Reads any letter case and any white space between words. Throws
     * {@link MalformedException} that names an unknown word and its likely correction, or a failed checksum.
     */
    public static byte[] decode(String phrase) {
        List<String> words = words(phrase);
        int count = words.size();
        if (count < 12 || count > 24 || count % 3 != 0) {
            throw new MalformedException("a phrase has 12, 15, 18, 21 or 24 words, not " + count);
        }
        byte[] bits = new byte[count * BITS_PER_WORD / 8 + 1];
        for (int word = 0; word < count; word++) {
            int index = index(word, words.get(word));
            for (int i = 0; i < BITS_PER_WORD; i++) {
                int bit = word * BITS_PER_WORD + i;
                bits[bit >>> 3] |= (byte) (((index >>> (BITS_PER_WORD - 1 - i)) & 1) << (7 - (bit & 7)));
            }
        }
        byte[] entropy = Arrays.copyOf(bits, count * 4 / 3);
        int mask = 0xff << (8 - count / 3);
        int difference = (bits[entropy.length] ^ Hash.sha256(entropy).toBytes()[0]) & mask & 0xff;
        Arrays.fill(bits, (byte) 0);
        if (difference != 0) {
            Arrays.fill(entropy, (byte) 0);
            throw new MalformedException(
                    "every word is known but the checksum does not match: a word is wrong or out of order");
        }
        return entropy;
    }

    /**
     * The 64-byte seed of a valid phrase: PBKDF2-HMAC-SHA512, 2048 rounds, salt "mnemonic" and the passphrase, both in
     * NFKD. The passphrase may be empty. Throws as {@link #decode} does.
     */
    public static byte[] seed(String phrase, String passphrase) {
        Arrays.fill(decode(phrase), (byte) 0);
        char[] password = String.join(" ", words(phrase)).toCharArray();
        byte[] salt =
                ("mnemonic" + Normalizer.normalize(passphrase, Normalizer.Form.NFKD)).getBytes(StandardCharsets.UTF_8);
        PBEKeySpec spec = new PBEKeySpec(password, salt, ITERATIONS, SEED_BITS);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has PBKDF2WithHmacSHA512", e);
        } finally {
            spec.clearPassword();
            Arrays.fill(password, '\0');
        }
    }

    private static List<String> words(String phrase) {
        String text = Normalizer.normalize(phrase, Normalizer.Form.NFKD)
                .toLowerCase(Locale.ROOT)
                .strip();
        return List.of(text.split("\\s+", -1));
    }

    private static int index(int position, String word) {
        int index = Collections.binarySearch(EnglishWords.LIST, word);
        if (index < 0) {
            throw new MalformedException("word " + (position + 1) + " \"" + shown(word) + "\" is not in the list"
                    + "; the closest is \"" + closest(word) + "\"");
        }
        return index;
    }

    private static String shown(String word) {
        return word.length() <= 16 ? word : word.substring(0, 16) + "...";
    }

    private static String closest(String word) {
        String probe = shown(word);
        String best = "";
        int bestDistance = Integer.MAX_VALUE;
        for (String candidate : EnglishWords.LIST) {
            int distance = distance(probe, candidate);
            if (distance < bestDistance) {
                bestDistance = distance;
                best = candidate;
            }
        }
        return best;
    }

    /** Levenshtein distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, j -> j);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
