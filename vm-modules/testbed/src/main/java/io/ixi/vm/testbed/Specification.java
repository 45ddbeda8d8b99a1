package io.ixi.vm.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.ixi.vm.kernel.module.MessageSpec;
import io.ixi.vm.kernel.module.Registry;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * A module's README against its descriptors: neither says what the other does not. Headings among the messages that
 * hold a space are no messages.
 */
public final class Specification {
    private static final List<String> SECTIONS =
            List.of("Purpose", "State", "Messages", "Events", "Queries", "Params", "Invariants");

    private final Registry registry;
    private final String module;
    private final String readme;

    public Specification(Registry registry, String module, Path readme) {
        this.registry = registry;
        this.module = module;
        try {
            this.readme = Files.readString(readme);
        } catch (IOException e) {
            throw new AssertionError(readme.toString(), e);
        }
    }

    /** @param defaults the module's Parameters, or any other message if it has none */
    public void check(Message defaults) {
        assertThat(readme.lines().filter(line -> line.startsWith("## ")).map(line -> line.substring(3)))
                .containsExactlyElementsOf(SECTIONS);
        tables();
        messages();
        errors();
        List<List<String>> expected = new ArrayList<>();
        if (defaults.getDescriptorForType().getName().equals("Parameters")) {
            for (FieldDescriptor field : defaults.getDescriptorForType().getFields()) {
                expected.add(List.of(field.getName(), defaults.getField(field).toString()));
            }
        }
        assertThat(rows(section("Params")).stream().map(row -> row.subList(0, 2)))
                .containsExactlyElementsOf(expected);
    }

    private String section(String title) {
        Matcher matcher =
                Pattern.compile("(?ms)^## " + title + "\\n(.*?)(?=^## |\\z)").matcher(readme);
        assertThat(matcher.find()).as("section " + title).isTrue();
        return matcher.group(1);
    }

    /** The rows of the section's tables, without headings, as cells. */
    private static List<List<String>> rows(String section) {
        List<List<String>> rows = new ArrayList<>();
        for (String line : section.lines().toList()) {
            if (line.startsWith("|---")) {
                rows.removeLast();
            } else if (line.startsWith("|")) {
                List<String> cells = new ArrayList<>();
                for (String cell : line.substring(1, line.length() - 1).split("\\|", -1)) {
                    cells.add(cell.trim());
                }
                rows.add(cells);
            }
        }
        return rows;
    }

    private void tables() {
        List<List<String>> tables = new ArrayList<>();
        registry.tables().stream()
                .filter(t -> t.module().equals(module))
                .forEach(t -> tables.add(List.of(Integer.toString(t.number()), t.name(), t.key())));
        assertThat(rows(section("State")).stream().map(row -> row.subList(0, 3)))
                .containsExactlyElementsOf(tables);
        List<List<String>> events = new ArrayList<>();
        registry.events().stream()
                .filter(e -> e.module().equals(module))
                .forEach(e -> events.add(List.of(Integer.toString(e.type()), e.name())));
        assertThat(rows(section("Events")).stream().map(row -> row.subList(0, 2)))
                .containsExactlyElementsOf(events);
        assertThat(rows(section("Queries")).stream().map(List::getFirst))
                .containsExactlyInAnyOrderElementsOf(registry.queries().stream()
                        .filter(q -> q.module().equals(module))
                        .map(q -> q.path())
                        .toList());
    }

    private void messages() {
        String messages = section("Messages");
        List<MessageSpec> specs = registry.messages().stream()
                .filter(m -> m.module().equals(module))
                .toList();
        assertThat(messages.lines()
                        .filter(line -> line.startsWith("### "))
                        .map(line -> line.substring(4))
                        .filter(heading -> heading.indexOf(' ') < 0))
                .containsExactlyElementsOf(specs.stream().map(MessageSpec::name).toList());
        for (MessageSpec spec : specs) {
            String items = spec.gasPerItem() == 0 ? "" : " and " + spec.gasPerItem() + " per item";
            assertThat(messages)
                    .contains("### " + spec.name() + "\n\nType " + spec.type() + ", gas " + spec.gas() + items
                            + ", lane " + spec.lane().name().substring("LANE_".length()) + ".");
        }
    }

    private void errors() {
        Matcher matcher =
                Pattern.compile("\\b([1-9][0-9]{3,5}) ([A-Z_]{3,})\\b").matcher(readme);
        TreeSet<String> named = new TreeSet<>();
        while (matcher.find()) {
            named.add(matcher.group());
        }
        TreeSet<String> declared = new TreeSet<>();
        registry.errors().stream()
                .filter(e -> e.module().equals(module))
                .forEach(e -> declared.add(e.code() + " " + e.name()));
        assertThat(named).isEqualTo(declared);
    }

    /** Runs every test of these classes, by name. */
    public static void runAll(Class<?>... tests) {
        for (Class<?> type : tests) {
            Arrays.stream(type.getDeclaredMethods())
                    .filter(method -> method.isAnnotationPresent(Test.class))
                    .sorted(Comparator.comparing(Method::getName))
                    .forEach(method -> run(type, method));
        }
    }

    /**
     * Runs every test of these classes and returns the rows of the tables "fails if" whose error no receipt of any chain
     * had so far, as "Message NAME".
     */
    public List<String> untried(Class<?>... tests) {
        runAll(tests);
        List<String> missing = new ArrayList<>();
        Pattern error = Pattern.compile("\\| (?:\\d+ )?([A-Z_]{3,}) \\|$");
        for (String part : section("Messages").split("(?m)^### ", -1)) {
            String message = part.lines().findFirst().orElse("");
            for (String line : part.lines().toList()) {
                Matcher matcher = error.matcher(line);
                if (matcher.find() && !ModuleChain.TRIED.contains(message + " " + matcher.group(1))) {
                    missing.add(message + " " + matcher.group(1));
                }
            }
        }
        return missing;
    }

    private static void run(Class<?> type, Method method) {
        try {
            Constructor<?> made = type.getDeclaredConstructor();
            made.setAccessible(true);
            method.setAccessible(true);
            method.invoke(made.newInstance());
        } catch (InvocationTargetException e) {
            throw new AssertionError(method.toString(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(method.toString(), e);
        }
    }
}
