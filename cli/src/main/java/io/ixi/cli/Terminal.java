package io.ixi.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Where a command reads and writes: results on {@code out}, progress and errors on {@code err}. */
public final class Terminal {
    public static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final PrintStream out;
    private final PrintStream err;
    private final BufferedReader in;
    private final Map<String, String> environment;
    private final Texts texts;
    private final boolean interactive;
    private boolean json;
    private boolean lineOpen;

    /** @param interactive a person watches: live lines and prompts make sense */
    public Terminal(
            PrintStream out,
            PrintStream err,
            InputStream in,
            Map<String, String> environment,
            Texts texts,
            boolean interactive) {
        this.out = out;
        this.err = err;
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.environment = Map.copyOf(environment);
        this.texts = texts;
        this.interactive = interactive;
    }

    public Texts texts() {
        return texts;
    }

    public String text(String key, Object... arguments) {
        return texts.text(key, arguments);
    }

    public Optional<String> environment(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    /** The whole environment. */
    public Map<String, String> environment() {
        return environment;
    }

    /** IXI_HOME, else ~/.ixi: where keys live. */
    public Path home() {
        return environment("IXI_HOME").map(Path::of).orElseGet(() -> Path.of(System.getProperty("user.home"), ".ixi"));
    }

    public boolean json() {
        return json;
    }

    public void json(boolean wanted) {
        json = wanted;
    }

    /** Whether live lines make sense: a person watches and no machine reads. */
    public boolean live() {
        return interactive && !json;
    }

    /** Where help goes. */
    PrintWriter writer() {
        return new PrintWriter(out, true, StandardCharsets.UTF_8);
    }

    /** A line of the result, for people. */
    public void line(String text) {
        closeLine();
        out.println(text);
        out.flush();
    }

    /** The result, for machines. */
    public void json(JsonNode value) {
        closeLine();
        out.println(JSON.writeValueAsString(value));
        out.flush();
    }

    /** A line about what is going on; not part of the result. */
    public void note(String text) {
        closeLine();
        err.println(text);
        err.flush();
    }

    /** Replaces the live line. Nothing if nobody watches. */
    public void progress(String text) {
        if (live()) {
            err.print("\r\033[K" + text);
            err.flush();
            lineOpen = true;
        }
    }

    private void closeLine() {
        if (lineOpen) {
            err.print("\r\033[K");
            err.flush();
            lineOpen = false;
        }
    }

    /** Prints a failure with what to do next. Returns its exit code. */
    public int failed(FailedException failure) {
        String hint = failure.hint();
        if (json) {
            ObjectNode error = JSON.createObjectNode();
            error.put("name", failure.name());
            error.put("message", failure.getMessage());
            if (hint != null) {
                error.put("hint", hint);
            }
            closeLine();
            err.println(JSON.writeValueAsString(JSON.createObjectNode().set("error", error)));
        } else {
            note(text("error", String.valueOf(failure.getMessage())));
            if (hint != null) {
                note(hint);
            }
        }
        return failure.exitCode();
    }

    /** Columns with a heading, as wide as their content. */
    public void table(List<String> headings, List<List<String>> rows) {
        List<List<String>> all = new ArrayList<>();
        all.add(headings);
        all.addAll(rows);
        for (List<String> row : all) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                String cell = row.get(column);
                line.append(cell);
                if (column + 1 < row.size()) {
                    line.append(" ".repeat(width(all, column) - cell.length() + 2));
                }
            }
            line(line.toString());
        }
    }

    private static int width(List<List<String>> rows, int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }

    /** The next line of standard input, or null at its end. */
    public @Nullable String readLine() {
        try {
            return in.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks for a line; the question goes to {@code err}. Null at the end of input. */
    public @Nullable String ask(String question) {
        closeLine();
        err.print(question + " ");
        err.flush();
        return readLine();
    }

    /** The process's console if a person is at it. */
    @SuppressWarnings("SystemConsoleNull") // the default provider of JDK 25 returns null without a terminal
    static @Nullable Console console() {
        Console console = System.console();
        return console != null && console.isTerminal() ? console : null;
    }

    /** Asks without echo if a person is there. Null: nobody to ask. */
    public char @Nullable [] askSecret(String question) {
        Console console = console();
        if (!interactive || console == null) {
            return null;
        }
        return console.readPassword("%s ", question);
    }

    /** A yes from a person; false if nobody is there. */
    public boolean confirmed(String question) {
        if (!interactive) {
            return false;
        }
        String answer = ask(question);
        return answer != null && answer.strip().toLowerCase(texts.language()).matches("y|yes|д|да");
    }
}
