package io.ixi.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every test that docs/conformance.md names is there and is run, and every row names one. */
class ConformanceTest {
    private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w*Test)#(\\w+)`");
    private static final Pattern RUN = Pattern.compile(" {4}@(Test|ParameterizedTest|Property)\\b.*");
    private static final Pattern METHOD = Pattern.compile(" {4}void (\\w+)\\(.*");

    private final Map<String, Set<String>> tests = tests();

    @Test
    void everyNamedTestExists() {
        List<String> rows = rows();
        assertThat(rows).hasSizeGreaterThan(50);
        Map<String, String> wrong = new TreeMap<>();
        for (String row : rows) {
            Matcher named = NAMED.matcher(row);
            int count = 0;
            while (named.find()) {
                count++;
                if (!exists(named.group(1), named.group(2))) {
                    wrong.put(named.group(), "no such test");
                }
            }
            if (count == 0) {
                wrong.put(row, "names no test");
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void aTestThatIsNotThereIsSeen() {
        assertThat(exists("ConformanceTest", "aTestThatIsNotThereIsSeen")).isTrue();
        assertThat(exists("ConformanceTest", "rows")).as("not run").isFalse();
        assertThat(exists("NoSuchTest", "rows")).isFalse();
    }

    private boolean exists(String type, String method) {
        return tests.getOrDefault(type, Set.of()).contains(method);
    }

    /** The rows of the tables, without headings. */
    private static List<String> rows() {
        return Repository.lines(Repository.root().resolve("docs/conformance.md")).stream()
                .filter(line -> line.startsWith("| ") && !line.endsWith("| shown by |"))
                .toList();
    }

    /** Methods that JUnit runs, by the simple name of their class. */
    private static Map<String, Set<String>> tests() {
        Map<String, Set<String>> tests = new TreeMap<>();
        for (Path file : Repository.files("Test.java")) {
            String name = String.valueOf(file.getFileName()).replace(".java", "");
            boolean run = false;
            for (String line : Repository.lines(file)) {
                Matcher method = METHOD.matcher(line);
                run |= RUN.matcher(line).matches();
                if (method.matches()) {
                    if (run) {
                        tests.computeIfAbsent(name, type -> new TreeSet<>()).add(method.group(1));
                    }
                    run = false;
                }
            }
        }
        return tests;
    }
}
