package io.ixi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysCommandTest {
    @TempDir
    private Path home = Path.of("");

    private Person person() {
        return new Person().with("IXI_HOME", home.toString()).with("IXI_PASSWORD", "correct horse");
    }

    @Test
    void aKeyComesBackFromItsWords() throws IOException {
        Person.Ran made = person().ixi("keys", "new", "mine", "--json");
        assertThat(made.code()).as(made.err()).isZero();
        String phrase = made.json().path("phrase").asString();
        assertThat(phrase.split(" ", -1)).hasSize(24);
        assertThat(person().typing(phrase + "\n")
                        .ixi("keys", "import", "again", "--json")
                        .json()
                        .path("address"))
                .isEqualTo(made.json().path("address"));
        assertThat(person().typing(phrase + "\n")
                        .ixi("keys", "import", "other", "--json", "--index", "1")
                        .json()
                        .path("address"))
                .isNotEqualTo(made.json().path("address"));
        assertThat(person().typing(phrase + "\n")
                        .ixi("keys", "import", "big", "--json", "--scheme", "87")
                        .json()
                        .path("scheme")
                        .asString())
                .isEqualTo("ML-DSA-87");
        assertThat(person().ixi("keys", "list", "--json").json().path("keys")).hasSize(4);
        assertThat(person().ixi("keys", "show", "mine").out())
                .contains(made.json().path("address").asString())
                .doesNotContain(phrase);
        assertThat(Files.getPosixFilePermissions(home.resolve("keys/mine.json")))
                .hasToString("[OWNER_READ, OWNER_WRITE]");
    }

    @Test
    void nothingIsOverwrittenAndMistakesAreExplained() {
        assertThat(person().ixi("keys", "new", "mine").out()).contains("shown only now");
        assertThat(person().ixi("keys", "new", "mine", "--json").error()).isEqualTo("KEY_EXISTS");
        assertThat(person().typing("abandon abandon\n")
                        .ixi("keys", "import", "x", "--json")
                        .error())
                .isEqualTo("BAD_PHRASE");
        assertThat(person().with("IXI_PASSWORD", "short")
                        .ixi("keys", "new", "x", "--json")
                        .error())
                .isEqualTo("WEAK_PASSWORD");
        assertThat(new Person()
                        .with("IXI_HOME", home.toString())
                        .ixi("keys", "new", "x", "--json")
                        .error())
                .isEqualTo("NO_PASSWORD");
        Person.Ran crooked = new Person().with("IXI_HOME", home.toString()).ixi("keys", "new", "bad/name", "--json");
        assertThat(crooked.error()).as("before a password is asked for").isEqualTo("USAGE");
        assertThat(crooked.code()).isEqualTo(FailedException.USAGE);
        assertThat(person().ixi("keys", "new", "x", "--scheme", "99").code()).isEqualTo(FailedException.USAGE);
        assertThat(person().ixi("keys", "show", "nobody").err()).contains("./ixi keys new nobody");
    }

    @Test
    void aDamagedKeyIsNamedAndTheOthersAreListed() throws IOException {
        assertThat(person().ixi("keys", "new", "good").code()).isZero();
        Files.writeString(home.resolve("keys/bad.json"), "half a fi");
        Person.Ran list = person().ixi("keys", "list");
        assertThat(list.code()).isZero();
        assertThat(list.out()).contains("good").doesNotContain("bad");
        assertThat(list.err()).contains("The key bad cannot be read").contains("not a key file");
        Person.Ran json = person().ixi("keys", "list", "--json");
        assertThat(json.json().path("keys")).hasSize(1);
        assertThat(json.json().path("damaged").path(0).path("name").asString()).isEqualTo("bad");
        assertThat(person().ixi("keys", "show", "good").code()).isZero();
        assertThat(person().ixi("keys", "show", "bad", "--json").error()).isEqualTo("KEYSTORE");
        assertThat(person().ixi("keys", "new", "bad", "--json").error()).isEqualTo("KEYSTORE");
    }

    @Test
    void aWrongPasswordSignsNothing() throws IOException {
        assertThat(person().ixi("keys", "new", "mine").code()).isZero();
        try (FakeNode node = new FakeNode()) {
            Person.Ran ran = person().with("IXI_PASSWORD", "wrong horse")
                    .types("tx send --from mine --to demo:bob --amount 1 --json --rpc " + node.url());
            assertThat(ran.error()).isEqualTo("KEYSTORE");
            assertThat(node.asked).isEmpty();
        }
    }

    @Test
    void thePasswordMayComeFromAFile() throws IOException {
        Path file = Files.writeString(home.resolve("password"), "correct horse\n");
        assertThat(new Person()
                        .with("IXI_HOME", home.toString())
                        .ixi("keys", "new", "mine", "--password-file", file.toString())
                        .code())
                .isZero();
    }
}
