package io.ixi.rpc.web;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.jspecify.annotations.Nullable;

/**
 * The operator's bearer tokens. A token is {@code NAME.SECRET}; the file holds a line {@code NAME argon2id SALT HASH}
 * of each, never the token. One hash is computed at a time, and after a wrong one not before a pause, so that
 * guessing costs the node nothing. Thread-safe.
 */
public final class Tokens {
    /** Bytes of salt and hash. */
    private static final int BYTES = 32;

    private static final String KIND = "argon2id";
    private static final int MEMORY_KIB = 19 * 1024;
    private static final int PASSES = 2;
    private static final int MAX_TOKENS = 64;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Map<String, Entry> entries;
    /** Digests of tokens that were found right. */
    private final Set<Hash> known = ConcurrentHashMap.newKeySet();

    private long notBefore = Long.MIN_VALUE;

    private record Entry(Bytes salt, Bytes hash) {}

    /**
     * A new token.
     *
     * @param token what its bearer sends; shown once
     * @param line for the file
     */
    public record Made(String token, String line) {}

    private Tokens(Map<String, Entry> entries) {
        this.entries = entries;
    }

    /**
     * @param file null: there are no tokens
     * @throws IOException naming the line that is none
     */
    public static Tokens load(@Nullable Path file) throws IOException {
        Map<String, Entry> entries = new TreeMap<>();
        if (file != null) {
            List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
            for (int i = 0; i < lines.size(); i++) {
                if (!lines.get(i).isBlank()) {
                    read(lines.get(i).strip().split(" +", -1), file + ", line " + (i + 1), entries);
                }
            }
        }
        return new Tokens(entries);
    }

    private static void read(String[] words, String where, Map<String, Entry> entries) throws IOException {
        if (words.length != 4 || !words[1].equals(KIND) || !isName(words[0])) {
            throw new IOException(where + ": expected NAME " + KIND + " SALT HASH");
        }
        if (entries.size() == MAX_TOKENS || entries.containsKey(words[0])) {
            throw new IOException(where + ": the name stands twice, or there are more than " + MAX_TOKENS);
        }
        try {
            entries.put(words[0], new Entry(bytes(words[2]), bytes(words[3])));
        } catch (IllegalArgumentException e) {
            throw new IOException(where + ": salt and hash are base64", e);
        }
    }

    private static Bytes bytes(String base64) {
        return Bytes.wrap(Base64.getDecoder().decode(base64));
    }

    /** @throws IllegalArgumentException for a name that is not 1 to 32 lower-case letters, digits and dashes */
    public static Made make(String name, SecureRandom random) {
        if (!isName(name)) {
            throw new IllegalArgumentException("a token's name is 1 to 32 lower-case letters, digits and dashes");
        }
        byte[] secret = new byte[BYTES];
        byte[] salt = new byte[BYTES];
        random.nextBytes(secret);
        random.nextBytes(salt);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        Base64.Encoder base64 = Base64.getEncoder();
        String line =
                String.join(" ", name, KIND, base64.encodeToString(salt), base64.encodeToString(hash(text, salt)));
        return new Made(name + "." + text, line);
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Whether it is one of the tokens. */
    public boolean accepts(@Nullable String token) {
        if (token == null || token.length() > 128) {
            return false;
        }
        int dot = token.indexOf('.');
        Entry entry = dot < 0 ? null : entries.get(token.substring(0, dot));
        if (entry == null) {
            return false;
        }
        Hash digest = Hash.sha256(token.getBytes(StandardCharsets.UTF_8));
        if (known.contains(digest)) {
            return true;
        }
        synchronized (this) {
            long now = System.nanoTime();
            if (notBefore != Long.MIN_VALUE && now - notBefore < 0) {
                return false;
            }
            byte[] hash = hash(token.substring(dot + 1), entry.salt().toArray());
            boolean right = MessageDigest.isEqual(hash, entry.hash().toArray());
            if (right) {
                known.add(digest);
            } else {
                notBefore = System.nanoTime() + PAUSE_NANOS;
            }
            return right;
        }
    }

    private static boolean isName(String name) {
        return name.matches("[a-z0-9-]{1,32}");
    }

    /** Argon2id version 1.3 with 19 MiB and two passes, as OWASP's password storage notes have it. */
    private static byte[] hash(String secret, byte[] salt) {
        Argon2BytesGenerator argon = new Argon2BytesGenerator();
        argon.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(MEMORY_KIB)
                .withIterations(PASSES)
                .withParallelism(1)
                .withSalt(salt)
                .build());
        byte[] hash = new byte[BYTES];
        argon.generateBytes(secret.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }
}
