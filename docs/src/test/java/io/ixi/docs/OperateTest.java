package io.ixi.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command of the operator's guide runs as it stands there, on a network that runs. */
class OperateTest {
    private static final Duration SOON = Duration.ofMinutes(2);

    @TempDir
    private Path temp = Path.of("");

    @Test
    void theOperatorsCommandsWorkInTheirOrder() throws Exception {
        List<String> commands = ReadmeTest.commands(Repository.root().resolve("docs/operate.md"));
        assertThat(commands).hasSize(5);
        Newcomer newcomer = new Newcomer(temp.resolve("ixi"), temp.resolve("home"));
        try {
            works(newcomer, "./ixi testnet up --detach");
            for (String command : commands) {
                if (command.startsWith("./ixi node restore")) {
                    works(newcomer, "./ixi testnet kill v1");
                    // a healthy chain that is ahead of the backup would not be replaced
                    works(newcomer, "rm -r .testnet/v1/state");
                    works(newcomer, command);
                    startsAgain(newcomer);
                } else if (command.startsWith("./ixi node signer")) {
                    holdsTheKey(newcomer, command);
                } else {
                    works(newcomer, command);
                }
            }
            assertThat(temp.resolve("ixi/backups/v1")).isNotEmptyDirectory();
            assertThat(temp.resolve("ixi/checkpoint.json")).isNotEmptyFile();
            works(newcomer, "./ixi testnet down");
        } finally {
            newcomer.leave();
        }
    }

    private static void works(Newcomer newcomer, String command) throws IOException, InterruptedException {
        Newcomer.Ran ran = newcomer.types(command);
        if (ran.code() != 0) {
            String log = newcomer.types("./ixi testnet logs v1").out();
            throw new AssertionError(command + "\n" + ran.out() + "\nThe log of v1:\n" + log);
        }
    }

    private static void startsAgain(Newcomer newcomer) throws IOException, InterruptedException {
        works(newcomer, "./ixi testnet start v1");
        await("v1 answers")
                .atMost(SOON)
                .until(() -> newcomer.types("./ixi query status").code() == 0);
    }

    /** As the guide says: the line in the settings, the signer, then the node. */
    private void holdsTheKey(Newcomer newcomer, String command) throws IOException, InterruptedException {
        works(newcomer, "./ixi testnet kill v1");
        Path settings = temp.resolve("ixi/.testnet/v1/node.toml");
        Files.writeString(settings, "signer = \"signer.sock\"\n" + Files.readString(settings));
        Path out = newcomer.out();
        Process signer = newcomer.start(command, out);
        await("the signer listens")
                .atMost(SOON)
                .until(() -> !signer.isAlive() || Newcomer.text(out).contains("signer.sock"));
        assertThat(signer.isAlive()).as(Newcomer.text(out)).isTrue();
        startsAgain(newcomer);
        Newcomer.Ran second = newcomer.types(command);
        assertThat(second.code()).as(second.out()).isEqualTo(5);
        Newcomer.interrupt(signer);
        await("ended by Ctrl-C").atMost(SOON).until(() -> !signer.isAlive());
    }
}
