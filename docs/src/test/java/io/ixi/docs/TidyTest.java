package io.ixi.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Style as a test: each ban names its replacement. */
class TidyTest {
    private static final int LINE = 120;
    private static final int FILE = 400;
    private static final int METHOD = 70;

    /** Longer than the limit for a reason; the numbers may only shrink. */
    private static final Map<String, Integer> LONG_METHODS = Map.of(
            // FIPS 202 with all 25 lanes in local variables: in arrays or parts it is several times slower
            "vm-modules/kernel/src/main/java/io/ixi/vm/kernel/crypto/Keccak.java", 113);

    private static final Map<String, String> BANNED = new TreeMap<>(Map.of(
            "\\b(TODO|FIXME|XXX)\\b", "do it, or file an issue",
            "@Disabled", "mend the test, or delete it with its reason in the commit",
            "Thread\\.sleep", "wait for the condition: Awaitility in tests, a timer or a lock in code",
            "printStackTrace", "log it with its cause",
            "import .*mockito", "use an in-memory fake"));

    @Test
    void sourcesAreTidy() {
        List<String> faults = new ArrayList<>();
        for (Path file : Repository.files(".java")) {
            if (file.endsWith("TidyTest.java")) {
                continue;
            }
            List<String> lines = Repository.lines(file);
            String name = Repository.relative(file);
            if (lines.size() > FILE && !name.contains("/test/")) {
                faults.add(name + ": " + lines.size() + " lines, limit " + FILE + ": split it by idea");
            }
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                if (line.length() > LINE && !line.contains("\"") && !unbreakable(line)) {
                    faults.add(name + ":" + (i + 1) + ": longer than " + LINE);
                }
                for (Map.Entry<String, String> ban : BANNED.entrySet()) {
                    if (Pattern.compile(ban.getKey()).matcher(line).find()) {
                        faults.add(name + ":" + (i + 1) + ": " + ban.getKey() + ": " + ban.getValue());
                    }
                }
            }
            if (!name.contains("/test/")) {
                longMethods(name, lines, faults);
            }
        }
        assertThat(faults).isEmpty();
    }

    /** Holds a word that no line break makes fit. */
    private static boolean unbreakable(String line) {
        return List.of(line.split(" ", -1)).stream().anyMatch(word -> word.length() > LINE - 40);
    }

    /** A method starts at four spaces with a brace at the line's end and ends with a brace at four spaces. */
    private static void longMethods(String name, List<String> lines, List<String> faults) {
        int start = -1;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.matches(" {4}[^ }/*].*\\) (throws .*)?\\{")) {
                start = i;
            } else if (line.equals("    }") && start >= 0) {
                if (i - start > LONG_METHODS.getOrDefault(name, METHOD)) {
                    faults.add(name + ":" + (start + 1) + ": method of " + (i - start) + " lines, limit " + METHOD);
                }
                start = -1;
            }
        }
    }

    @Test
    void everyPackageIsNullMarked() {
        List<String> bare = new ArrayList<>();
        for (Path file : Repository.files(".java")) {
            if (Repository.relative(file).contains("src/main/java")) {
                Path info = file.resolveSibling("package-info.java");
                if (!Files.exists(info)
                        || !String.join("\n", Repository.lines(info)).contains("@NullMarked")) {
                    bare.add(Repository.relative(file.resolveSibling("")));
                }
            }
        }
        assertThat(bare.stream().distinct()).isEmpty();
    }

    @Test
    void markdownLinksResolve() {
        Pattern link = Pattern.compile("\\[[^\\]]*]\\(([^)#\\s]+)(#[^)]*)?\\)");
        List<String> broken = new ArrayList<>();
        int checked = 0;
        for (Path file : Repository.files(".md")) {
            Matcher matcher = link.matcher(String.join("\n", Repository.lines(file)));
            while (matcher.find()) {
                String target = matcher.group(1);
                if (!target.contains("://") && !target.startsWith("mailto:")) {
                    checked++;
                    if (!Files.exists(file.resolveSibling(target))) {
                        broken.add(Repository.relative(file) + " -> " + target);
                    }
                }
            }
        }
        assertThat(checked).isPositive();
        assertThat(broken).isEmpty();
    }

    @Test
    void nothingNamesTheMachineItWasMadeOn() {
        Pattern path = Pattern.compile("/(work|root|home/\\w+|tmp/ixi)/");
        List<String> found = new ArrayList<>();
        for (Path file : Repository.files(".java", ".proto", ".md", ".xml", ".toml", ".js", ".css", ".html", ".sh")) {
            List<String> lines = Repository.lines(file);
            for (int i = 0; i < lines.size(); i++) {
                if (!file.endsWith("TidyTest.java")
                        && path.matcher(lines.get(i)).find()) {
                    found.add(Repository.relative(file) + ":" + (i + 1));
                }
            }
        }
        assertThat(found).isEmpty();
    }
}
