package io.ixi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.node.care.Finding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What an operator reads. Homes with chains in them are tested where nodes are. */
class NodeCareTest {
    @TempDir
    Path home;

    @Test
    void everyFindingHasWordsAndAdviceInBothLanguages() {
        for (Locale language : List.of(Locale.ENGLISH, Locale.of("ru"))) {
            ResourceBundle texts = Texts.of(Main.BUNDLE, language).bundle();
            for (Finding.Code code : Finding.Code.values()) {
                assertThat(texts.containsKey("doctor." + code.text()))
                        .as(code.text())
                        .isTrue();
                boolean good = code.name().endsWith("_OK")
                        || code == Finding.Code.LOCK_FREE
                        || code == Finding.Code.STORE_VERIFIED;
                assertThat(texts.containsKey("doctor." + code.text() + ".hint"))
                        .as(code.text())
                        .isEqualTo(!good);
            }
        }
    }

    @Test
    void aHomeWithoutSettingsIsExplained() {
        Person.Ran ran = new Person().ixi("node", "doctor", "--home", home.toString());
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out())
                .contains("FATAL")
                .contains("there is no node.toml")
                .contains("does not start");
        Person.Ran russian = new Person().speaking("ru").ixi("node", "doctor", "--home", home.toString());
        assertThat(russian.out()).contains("ОТКАЗ").contains("не запустится");
        JsonNode json = new Person()
                .ixi("node", "doctor", "--json", "--home", home.toString())
                .json();
        assertThat(json.path("verdict").asString()).isEqualTo("FATAL");
        assertThat(json.at("/findings/0/code").asString()).isEqualTo("config.bad");
        assertThat(json.at("/findings/0/hint").asString()).isNotBlank();
    }

    @Test
    void backupAndRestoreSayWhatIsMissing() throws Exception {
        Path backup = Files.createDirectory(home.resolve("b"));
        Person.Ran save = new Person().ixi("node", "backup", "--home", home.toString(), "--to", backup.toString());
        assertThat(save.code()).isEqualTo(1);
        assertThat(save.err()).contains("no node.toml");
        Files.writeString(home.resolve("node.toml"), "name = \"v0\"\n[p2p]\nport = 1\n[rpc]\nport = 2\n");
        Person.Ran restore =
                new Person().ixi("node", "restore", "--home", home.toString(), "--from", backup.toString());
        assertThat(restore.code()).isEqualTo(1);
        assertThat(restore.err()).contains("not a whole backup");
    }
}
