package io.ixi.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ixi.cli.Main;
import io.ixi.cli.Terminal;
import io.ixi.cli.Texts;
import io.ixi.node.genesis.Modules;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command in the README runs as it stands there; every command in other documents exists. */
class ReadmeTest {
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final Pattern COMMAND =
            Pattern.compile("(?:^ *(?:\\$ )?|`)(\\./ixi [^`#\n]*[^`#\\s])", Pattern.MULTILINE);
    private static final Pattern PAGE = Pattern.compile("Open (http://\\S+) in a browser");

    /** A README says how to measure well; here it only has to measure. */
    private static final Map<String, String> SHORTER = Map.of(
            "./ixi testnet load --seconds 30", "./ixi testnet load --seconds 2 --warmup 1 --accounts 8 --validators 1");

    @TempDir
    private Path temp = Path.of("");

    @Test
    void theReadmesCommandsWorkInItsOrder() throws Exception {
        List<String> commands = commands(Repository.root().resolve("README.md"));
        assertThat(commands)
                .as("first screen")
                .startsWith("./ixi testnet up", "./ixi test")
                .contains("./ixi testnet up --detach", "./ixi testnet down");
        Newcomer newcomer = new Newcomer(temp.resolve("ixi"), temp.resolve("home"));
        try {
            for (String command : commands) {
                switch (command) {
                    case "./ixi testnet up" -> foreground(newcomer);
                    // this test is part of what it runs
                    case "./ixi test" ->
                        assertThat(Repository.root().resolve(".ci/run"))
                                .content()
                                .contains("\n./ixi test\n");
                    default -> {
                        Newcomer.Ran ran = newcomer.types(SHORTER.getOrDefault(command, command));
                        assertThat(ran.code()).as(command + "\n" + ran.out()).isZero();
                    }
                }
            }
            assertThat(newcomer.processes()).as("left running").isEmpty();
        } finally {
            newcomer.leave();
        }
    }

    /** Up in a terminal, what it says to do next, then Ctrl-C. */
    private static void foreground(Newcomer newcomer) throws IOException, InterruptedException {
        Path out = newcomer.out();
        Process up = newcomer.start("./ixi testnet up", out);
        await("the network is up")
                .atMost(SOON)
                .until(() -> !up.isAlive() || Newcomer.text(out).contains("Ctrl-C stops it"));
        assertThat(up.isAlive()).as(Newcomer.text(out)).isTrue();
        String shown = Newcomer.text(out);
        List<String> next = commands(shown.substring(shown.indexOf("Next steps:")));
        assertThat(next).as("copy-paste next steps").hasSize(2);
        for (String command : next) {
            Newcomer.Ran ran = newcomer.types(command);
            assertThat(ran.code()).as(command + "\n" + ran.out()).isZero();
        }
        Matcher page = PAGE.matcher(shown);
        assertThat(page.find()).as(shown).isTrue();
        assertThat(get(page.group(1))).contains("<html").contains("IXI");
        Newcomer.interrupt(up);
        await("ended by Ctrl-C").atMost(SOON).until(() -> !up.isAlive());
        assertThat(Newcomer.text(out)).contains("Stopped. The chain stays on disk");
        await("no process is left")
                .atMost(SOON)
                .until(() -> newcomer.processes().isEmpty());
    }

    @Test
    void theReadmeShowsWhatUpPrints() {
        String readme = text(Repository.root().resolve("README.md"));
        Texts texts = Texts.of("io.ixi.testnet.messages", Locale.ENGLISH);
        assertThat(readme)
                .contains(texts.text("up.created", ".testnet", 4))
                .contains(texts.text("up.ready", 4))
                .contains(texts.text("up.accounts"))
                .contains(texts.text("up.next"))
                .contains(texts.text("up.browser", "http://127.0.0.1:26600"));
    }

    /** Other documents' commands: each word leads to a command, each option is in its help. */
    @Test
    void otherDocumentsNameCommandsThatExist() {
        Map<String, String> wrong = new TreeMap<>();
        for (Path file : Repository.files(".md")) {
            for (String command : commands(file)) {
                String fault = fault(command.substring("./ixi ".length()).split("\\s+", -1));
                if (fault != null) {
                    wrong.put(Repository.relative(file) + ": " + command, fault);
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(fault("testnet", "fly")).isNotNull();
        assertThat(fault("testnet", "up", "--wings")).isNotNull();
    }

    private static @org.jspecify.annotations.Nullable String fault(String... words) {
        if (List.of("test", "build").contains(words[0])) {
            return null; // the launcher's own
        }
        List<String> path = new ArrayList<>();
        String help = help(path);
        for (String word : words) {
            if (word.startsWith("-") || word.matches("[A-Z].*|.*[^a-z0-9-].*")) {
                break;
            }
            if (!help.contains("Commands:")) {
                break; // a parameter
            }
            path.add(word);
            if (!Pattern.compile("^ +" + Pattern.quote(word) + "( |$)", Pattern.MULTILINE)
                    .matcher(help)
                    .find()) {
                return "there is no command " + String.join(" ", path);
            }
            help = help(path);
        }
        for (String word : words) {
            if (word.startsWith("--")
                    && !Pattern.compile("(?<![\\w-])" + Pattern.quote(word.replaceAll("=.*", "")) + "(?![\\w-])")
                            .matcher(help)
                            .find()) {
                return "no option " + word;
            }
        }
        return null;
    }

    private static String help(List<String> path) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                new ByteArrayInputStream(new byte[0]),
                Map.of(),
                Texts.of("io.ixi.cli.messages", Locale.ENGLISH),
                false);
        List<String> words = new ArrayList<>(path);
        words.add("--help");
        Main.run(terminal, () -> Modules.executor().registry(), words.toArray(String[]::new));
        return out.toString(StandardCharsets.UTF_8);
    }

    static List<String> commands(Path file) {
        return commands(text(file));
    }

    /** In the order of the text, each once. */
    private static List<String> commands(String text) {
        List<String> found = new ArrayList<>();
        TreeSet<String> seen = new TreeSet<>();
        Matcher matcher = COMMAND.matcher(text);
        while (matcher.find()) {
            String command = matcher.group(1).strip();
            if (seen.add(command)) {
                found.add(command);
            }
        }
        return found;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String get(String url) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            return answer.body();
        }
    }
}
