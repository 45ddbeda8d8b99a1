package io.ixi.cli.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.crypto.MlDsaVerifier;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.crypto.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeystoreTest {
    private static final SeedCipher.Cost CHEAP = new SeedCipher.Cost(64, 1, 1);
    private static final char[] PASSWORD = "correct horse".toCharArray();
    private static final byte[] SEED = seed();

    @TempDir
    private Path temporary;

    private Path directory;
    private Keystore keystore;

    @BeforeEach
    void start() {
        directory = temporary.resolve("home").resolve("keys");
        keystore = new Keystore(directory, CHEAP);
    }

    @ParameterizedTest
    @EnumSource
    void opensWhatItStored(Scheme scheme) {
        Keystore.Entry entry = keystore.create("alice", scheme, SEED, PASSWORD);
        try (SigningKey key = keystore.open("alice", PASSWORD)) {
            assertThat(Address.of(scheme.number(), key.publicKey())).isEqualTo(entry.address());
            byte[] signature = key.sign(new byte[0], new byte[3], new byte[32]);
            assertThat(MlDsaVerifier.verify(scheme, key.publicKey().toArray(), new byte[0], new byte[3], signature))
                    .isTrue();
        }
    }

    /** The shipped cost, once: 64 MiB, 3 passes, 4 lanes. */
    @Test
    void writesTheDefaultCostAndReadsIt() throws IOException {
        new Keystore(directory).create("alice", Scheme.ML_DSA_44, SEED, PASSWORD);
        assertThat(text("alice"))
                .contains("\"argon2id\"")
                .contains("\"memory\" : 65536")
                .contains("\"iterations\" : 3")
                .contains("\"parallelism\" : 4")
                .contains("\"version\" : 19")
                .contains("\"aes-256-gcm\"");
        keystore.open("alice", PASSWORD).close();
    }

    @Test
    void onlyTheOwnerMayReadAndNothingElseIsLeft() throws IOException {
        keystore.create("alice", Scheme.ML_DSA_44, SEED, PASSWORD);
        assertThat(permissions(directory)).isEqualTo("rwx------");
        assertThat(permissions(directory.resolve("alice.json"))).isEqualTo("rw-------");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(f -> f.getFileName().toString())).containsExactly("alice.json");
        }
    }

    @Test
    void tightensADirectoryThatOthersCouldRead() throws IOException {
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        keystore.create("alice", Scheme.ML_DSA_44, SEED, PASSWORD);
        assertThat(permissions(directory)).isEqualTo("rwx------");
    }

    @Test
    void neverOverwrites() throws IOException {
        keystore.create("alice", Scheme.ML_DSA_44, SEED, PASSWORD);
        String before = text("alice");
        assertThatThrownBy(() -> keystore.create("alice", Scheme.ML_DSA_44, new byte[32], PASSWORD))
                .isInstanceOf(KeystoreException.class)
                .hasMessageContaining("exists already");
        assertThat(text("alice")).isEqualTo(before);
    }

    @Test
    void listsByNameWithoutAPassword() throws IOException {
        assertThat(keystore.list().keys()).isEmpty();
        Keystore.Entry bob = keystore.create("bob", Scheme.ML_DSA_65, SEED, PASSWORD);
        Keystore.Entry alice = keystore.create("alice", Scheme.ML_DSA_44, SEED, PASSWORD);
        Files.writeString(directory.resolve("notes.txt"), "x");
        assertThat(keystore.list().keys()).isEqualTo(List.of(alice, bob));
        assertThat(keystore.list().damaged()).isEmpty();
        assertThat(keystore.find("bob")).isEqualTo(bob);
    }

    @Test
    void aDamagedFileHidesNoOther() throws IOException {
        Keystore.Entry alice = keystore.create("alice", Scheme.ML_DSA_44, SEED, PASSWORD);
        Keystore.Entry carol = keystore.create("carol", Scheme.ML_DSA_44, SEED, PASSWORD);
        Files.writeString(directory.resolve("bob.json"), "{\"version\":1}");
        Files.createDirectory(directory.resolve("dave.json"));
        Keystore.Contents contents = keystore.list();
        assertThat(contents.keys()).containsExactly(alice, carol);
        assertThat(contents.damaged()).extracting(Keystore.Damaged::name).containsExactly("bob", "dave");
        assertThat(contents.damaged().getFirst().reason()).contains("bob.json").contains("not a key file");
        assertThatThrownBy(() -> keystore.find("bob")).isInstanceOf(KeystoreException.class);
    }

    @Test
    void saysThatThePasswordIsWrong() {
        keystore.create("alice", Scheme.ML_DSA_44, SEED, PASSWORD);
        assertThatThrownBy(() -> keystore.open("alice", "correct horsf".toCharArray()))
                .isInstanceOf(KeystoreException.class)
                .hasMessage("wrong password");
        assertThatThrownBy(() -> keystore.create("carol", Scheme.ML_DSA_44, SEED, new char[0]))
                .hasMessageContaining("empty");
    }

    /** Composed and decomposed accents are one password; control characters do not count (EIP-2335). */
    @Test
    void normalizesThePassword() {
        keystore.create("alice", Scheme.ML_DSA_44, SEED, "caf\u00e9\u0007".toCharArray());
        keystore.open("alice", "cafe\u0301".toCharArray()).close();
        assertThatThrownBy(() -> keystore.open("alice", "cafe".toCharArray())).hasMessage("wrong password");
    }

    @Test
    void saysThatTheKeyIsMissing() {
        assertThatThrownBy(() -> keystore.open("nobody", PASSWORD)).hasMessageContaining("no key named nobody");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../alice", "a/b", ".hidden", "-x", "a b", "a.b", "\u0430lice", "a\n"})
    void refusesNamesThatAreNotPlain(String name) {
        assertThatThrownBy(() -> keystore.create(name, Scheme.ML_DSA_44, SEED, PASSWORD))
                .isInstanceOf(KeystoreException.class)
                .hasMessageContaining("a key's name is");
        assertThatThrownBy(() -> keystore.open(name, PASSWORD)).hasMessageContaining("a key's name is");
        assertThatThrownBy(() -> keystore.find("a".repeat(65))).hasMessageContaining("a key's name is");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "scheme" : "ML-DSA-44"      | "scheme" : "ML-DSA-65"          | was changed
                    "scheme" : "ML-DSA-44"      | "scheme" : "RSA"                | unknown signature scheme
                    "address" : "ixi1           | "address" : "ixi2               | bad address
                    "version" : 1,              | "version" : 2,                  | key file version 2
                    "memory" : 64               | "memory" : 104857600            | memory (KiB) 104857600, allowed are
                    "memory" : 64               | "memory" : 99999999999999       | not a key file
                    "memory" : 64               | "memory" : 7                    | memory (KiB) 7, allowed are 8
                    "memory" : 64               | "memory" : -1                   | memory (KiB) -1, allowed are
                    "memory" : 64               | "memory" : "64"                 | not a key file
                    "memory" : 64               | "memory" : 64.5                 | not a key file
                    "memory" : 64               | "memory" : null                 | not a key file
                    "memory" : 64               | "memory" : 65                   | wrong password
                    "iterations" : 1            | "iterations" : 1000000          | iterations 1000000, allowed are
                    "parallelism" : 1           | "parallelism" : 0               | parallelism 0, allowed are
                    "version" : 19              | "version" : 16                  | argon2id version 16
                    "argon2id"                  | "scrypt"                        | kdf is not argon2id
                    "aes-256-gcm"               | "aes-128-ctr"                   | cipher is not aes-256-gcm
                    "salt" : "                  | "salt" : "00                    | salt is not 16 bytes
                    "iv" : "                    | "iv" : "zz                      | iv is not 12 bytes
                    "scheme"                    | "unknown" : 1, "scheme"         | not a key file
                    "scheme"                    | "version" : 1, "scheme"         | not a key file
                    """)
    void saysWhatIsWrongWithAChangedFile(String old, String changed, String reason) throws IOException {
        keystore.create("alice", Scheme.ML_DSA_44, SEED, PASSWORD);
        String text = text("alice");
        assertThat(text).contains(old);
        Files.writeString(
                directory.resolve("alice.json"), text.replaceFirst(java.util.regex.Pattern.quote(old), changed));
        assertThatThrownBy(() -> keystore.open("alice", PASSWORD))
                .isInstanceOf(KeystoreException.class)
                .hasMessageContaining(reason);
    }

    /** Each hexadecimal digit of salt, check, iv and cipher text, changed one at a time. */
    @Test
    void noChangedDigitGoesUnnoticed() throws IOException {
        keystore.create("alice", Scheme.ML_DSA_44, SEED, PASSWORD);
        String text = text("alice");
        for (String field : List.of("salt", "iv", "message")) {
            for (int from = text.indexOf('"' + field + '"');
                    from >= 0;
                    from = text.indexOf('"' + field + '"', from + 1)) {
                int first = text.indexOf('"', text.indexOf(':', from)) + 1;
                for (int at = first; text.charAt(at) != '"'; at++) {
                    char digit = text.charAt(at) == '0' ? '1' : '0';
                    Files.writeString(
                            directory.resolve("alice.json"), text.substring(0, at) + digit + text.substring(at + 1));
                    assertThatThrownBy(() -> keystore.open("alice", PASSWORD)).isInstanceOf(KeystoreException.class);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "null", "not json", "{\"version\":1}", "[[[[[[[[[["})
    void refusesWhatIsNoKeyFile(String content) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("alice.json"), content);
        assertThatThrownBy(() -> keystore.open("alice", PASSWORD))
                .isInstanceOf(KeystoreException.class)
                .hasMessageContaining("alice.json");
        Files.writeString(directory.resolve("alice.json"), " ".repeat(20_000));
        assertThatThrownBy(() -> keystore.open("alice", PASSWORD)).hasMessageContaining("too large");
    }

    @Test
    void theFileHoldsNoSeed() throws IOException {
        keystore.create("alice", Scheme.ML_DSA_44, SEED, PASSWORD);
        assertThat(text("alice")).doesNotContain(java.util.HexFormat.of().formatHex(SEED));
    }

    private String text(String name) throws IOException {
        return Files.readString(directory.resolve(name + ".json"));
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static byte[] seed() {
        byte[] seed = new byte[32];
        Arrays.fill(seed, (byte) 0x5a);
        return seed;
    }
}
