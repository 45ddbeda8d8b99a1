package io.ixi.vm.economy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.ixi.vm.economy.fee.FeeModule;
import io.ixi.vm.economy.governance.GovernanceModule;
import io.ixi.vm.economy.staking.StakingModule;
import io.ixi.vm.kernel.module.MessageSpec;
import io.ixi.vm.kernel.module.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A module's README says what its descriptors say. */
class SpecTest {
    private static final Registry REGISTRY = Registry.of(TestChain.economy());

    private static String readme(String module) {
        try {
            Path own = Path.of("src/main/java/io/ixi/vm/economy", module, "README.md");
            Path kernel = Path.of("../kernel/src/main/java/io/ixi/vm/kernel", module, "README.md");
            return Files.readString(Files.exists(own) ? own : kernel);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String section(String readme, String title) {
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

    @ParameterizedTest
    @ValueSource(strings = {"accounts", "bank", "fee", "sched", "staking", "governance"})
    void sectionsStandInTheFixedOrder(String module) {
        assertThat(readme(module).lines().filter(line -> line.startsWith("## ")))
                .containsExactly(
                        "## Purpose",
                        "## State",
                        "## Messages",
                        "## Events",
                        "## Queries",
                        "## Params",
                        "## Invariants");
    }

    @ParameterizedTest
    @ValueSource(strings = {"accounts", "bank", "fee", "sched", "staking", "governance"})
    void tablesEventsAndQueriesAreThoseOfTheDescriptors(String module) {
        String readme = readme(module);
        List<List<String>> tables = new ArrayList<>();
        REGISTRY.tables().stream()
                .filter(t -> t.module().equals(module))
                .forEach(t -> tables.add(List.of(Integer.toString(t.number()), t.name(), t.key())));
        assertThat(rows(section(readme, "State")).stream().map(row -> row.subList(0, 3)))
                .containsExactlyElementsOf(tables);
        List<List<String>> events = new ArrayList<>();
        REGISTRY.events().stream()
                .filter(e -> e.module().equals(module))
                .forEach(e -> events.add(List.of(Integer.toString(e.type()), e.name())));
        assertThat(rows(section(readme, "Events")).stream().map(row -> row.subList(0, 2)))
                .containsExactlyElementsOf(events);
        assertThat(rows(section(readme, "Queries")).stream().map(List::getFirst))
                .containsExactlyInAnyOrderElementsOf(REGISTRY.queries().stream()
                        .filter(q -> q.module().equals(module))
                        .map(q -> q.path())
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"accounts", "bank", "fee", "sched", "staking", "governance"})
    void messagesHaveTheirTypeGasAndLane(String module) {
        String messages = section(readme(module), "Messages");
        List<String> named = messages.lines()
                .filter(line -> line.startsWith("### ") && !line.contains(" modules"))
                .map(line -> line.substring(4))
                .toList();
        List<MessageSpec> specs = REGISTRY.messages().stream()
                .filter(m -> m.module().equals(module))
                .toList();
        assertThat(named)
                .containsExactlyElementsOf(specs.stream().map(MessageSpec::name).toList());
        for (MessageSpec spec : specs) {
            String items = spec.gasPerItem() == 0 ? "" : " and " + spec.gasPerItem() + " per item";
            assertThat(messages)
                    .contains("### " + spec.name() + "\n\nType " + spec.type() + ", gas " + spec.gas() + items
                            + ", lane " + spec.lane().name().substring("LANE_".length()) + ".");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"accounts", "bank", "fee", "sched", "staking", "governance"})
    void everyErrorIsExplainedUnderItsNumber(String module) {
        Matcher matcher =
                Pattern.compile("\\b([1-9][0-9]{3,4}) ([A-Z_]{3,})\\b").matcher(readme(module));
        TreeSet<String> named = new TreeSet<>();
        while (matcher.find()) {
            named.add(matcher.group());
        }
        TreeSet<String> declared = new TreeSet<>();
        REGISTRY.errors().stream()
                .filter(e -> e.module().equals(module))
                .forEach(e -> declared.add(e.code() + " " + e.name()));
        assertThat(named).isEqualTo(declared);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fee", "staking", "governance"})
    void parametersHaveTheirDefaults(String module) {
        Message defaults = switch (module) {
            case "fee" -> FeeModule.DEFAULTS;
            case "staking" -> StakingModule.DEFAULTS;
            default -> GovernanceModule.DEFAULTS;
        };
        List<List<String>> expected = new ArrayList<>();
        for (FieldDescriptor field : defaults.getDescriptorForType().getFields()) {
            expected.add(List.of(field.getName(), defaults.getField(field).toString()));
        }
        assertThat(rows(section(readme(module), "Params")).stream().map(row -> row.subList(0, 2)))
                .containsExactlyElementsOf(expected);
    }
}
