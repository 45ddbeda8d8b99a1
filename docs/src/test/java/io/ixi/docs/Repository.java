package io.ixi.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The work tree that these tests read. */
final class Repository {
    /** Maven modules whose code is told and never looks. */
    static final List<String> PURE_FOLDERS = List.of(
            "consensus",
            "zkp",
            "vm-modules/kernel",
            "vm-modules/economy",
            "vm-modules/agents",
            "vm-modules/ssi",
            "vm-modules/education",
            "vm-modules/shielded",
            "vm-modules/connect",
            "vm-modules/creators",
            "vm-modules/trade");

    private Repository() {}

    /** The folder that holds the README and the launcher. */
    static Path root() {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.exists(here.resolve("mvnw"))) {
            here = java.util.Objects.requireNonNull(here.getParent(), "not inside the repository");
        }
        return here;
    }

    /** Hand-written files with one of the endings, build output and vendored folders left out. */
    static List<Path> files(String... endings) {
        try (Stream<Path> all = Files.walk(root())) {
            return all.filter(Files::isRegularFile)
                    .filter(f -> Stream.of(endings).anyMatch(e -> f.toString().endsWith(e)))
                    .filter(f -> !relative(f).matches("(.*/)?(target|node_modules|\\.git|\\.testnet)/.*"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String relative(Path file) {
        return root().relativize(file).toString();
    }

    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }
}
