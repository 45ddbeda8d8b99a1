package io.ixi.cli.keys;

import io.ixi.consensus.codec.MalformedException;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.crypto.Scheme;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON of one key file, shaped after EIP-2335 with our own version number: Argon2id makes 64 bytes from the
 * password; the first 32 are the AES-256-GCM key, the SHA-256 of the last 32 is stored, which tells a wrong password
 * from a changed file. Everything that is read is bounded here, before any work is done with it.
 */
record KeyFile(int version, String address, String scheme, Crypto crypto) {
    static final int VERSION = 1;

    /** Argon2 memory of at most 1 GiB: a file cannot make us allocate more. */
    static final int MAX_MEMORY_KIB = 1 << 20;

    static final int MAX_ITERATIONS = 16;
    static final int MAX_PARALLELISM = 16;
    static final int ARGON2_VERSION = 0x13;
    static final int SALT_BYTES = 16;
    static final int IV_BYTES = 12;
    static final int CHECK_BYTES = 32;
    static final int SEALED_SEED_BYTES = 32 + 16;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    record Crypto(Kdf kdf, Checksum checksum, Cipher cipher) {}

    record Kdf(String function, Argon2 params) {}

    /** Memory in KiB; salt in hex. */
    record Argon2(int memory, int iterations, int parallelism, int version, String salt) {}

    record Checksum(String function, String message) {}

    record Cipher(String function, Gcm params, String message) {}

    record Gcm(String iv) {}

    /** Throws {@link KeystoreException} with what is wrong. */
    static KeyFile parse(byte[] json) {
        @Nullable KeyFile file;
        try {
            file = JSON.readValue(json, KeyFile.class);
        } catch (JacksonException e) {
            throw new KeystoreException("not a key file: " + e.getOriginalMessage());
        }
        if (file == null) {
            throw new KeystoreException("not a key file: null");
        }
        if (file.version != VERSION) {
            throw new KeystoreException("key file version " + file.version + ", this program reads " + VERSION);
        }
        file.check();
        return file;
    }

    byte[] json() {
        return JSON.writeValueAsBytes(this);
    }

    Scheme parsedScheme() {
        for (Scheme known : Scheme.values()) {
            if (known.title().equals(scheme)) {
                return known;
            }
        }
        throw new KeystoreException("unknown signature scheme in the key file");
    }

    Address parsedAddress() {
        try {
            return Address.parse(address);
        } catch (MalformedException e) {
            throw new KeystoreException("bad address in the key file: " + e.getMessage());
        }
    }

    byte[] salt() {
        return hex("salt", crypto.kdf.params.salt, SALT_BYTES);
    }

    byte[] iv() {
        return hex("iv", crypto.cipher.params.iv, IV_BYTES);
    }

    byte[] passwordCheck() {
        return hex("checksum", crypto.checksum.message, CHECK_BYTES);
    }

    byte[] sealedSeed() {
        return hex("cipher message", crypto.cipher.message, SEALED_SEED_BYTES);
    }

    private void check() {
        parsedScheme();
        parsedAddress();
        require("kdf", "argon2id", crypto.kdf.function);
        require("checksum", "sha256", crypto.checksum.function);
        require("cipher", "aes-256-gcm", crypto.cipher.function);
        Argon2 params = crypto.kdf.params;
        within("argon2id iterations", params.iterations, 1, MAX_ITERATIONS);
        within("argon2id parallelism", params.parallelism, 1, MAX_PARALLELISM);
        within("argon2id memory (KiB)", params.memory, 8 * params.parallelism, MAX_MEMORY_KIB);
        within("argon2id version", params.version, ARGON2_VERSION, ARGON2_VERSION);
        salt();
        iv();
        passwordCheck();
        sealedSeed();
    }

    private static void require(String what, String expected, String actual) {
        if (!expected.equals(actual)) {
            throw new KeystoreException("the key file's " + what + " is not " + expected);
        }
    }

    private static void within(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new KeystoreException(
                    "the key file asks for " + what + " " + value + ", allowed are " + least + " to " + most);
        }
    }

    private static byte[] hex(String what, String text, int bytes) {
        if (text.length() != 2 * bytes) {
            throw new KeystoreException("the key file's " + what + " is not " + bytes + " bytes of hex");
        }
        try {
            return HexFormat.of().parseHex(text);
        } catch (IllegalArgumentException e) {
            throw new KeystoreException("the key file's " + what + " is not hex");
        }
    }
}
