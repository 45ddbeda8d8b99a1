package io.ixi.vm.agents;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.ixi.vm.kernel.module.MessageSpec;
import io.ixi.vm.kernel.module.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README says what the descriptors say. */
class AgentsSpecTest {
    private static final Registry REGISTRY = new AgentChain().executor.registry();
    private final String readme = readme();

    private static String readme() {
        try {
            return Files.readString(Path.of("src/main/java/io/ixi/vm/agents/README.md"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void messagesHaveTheirTypeGasAndLane() {
        List<MessageSpec> specs = REGISTRY.messages().stream()
                .filter(m -> m.module().equals("agents"))
                .toList();
        assertThat(specs).hasSize(12);
        for (MessageSpec spec : specs) {
            assertThat(readme)
                    .contains("### " + spec.name() + "\n\nType " + spec.type() + ", gas " + spec.gas() + ", lane "
                            + spec.lane().name().substring("LANE_".length()) + ".");
        }
    }

    @Test
    void errorsEventsTablesAndQueriesAreNamed() {
        Matcher matcher = Pattern.compile("\\b(7[0-9]{3}) ([A-Z_]{4,})\\b").matcher(readme);
        TreeSet<String> named = new TreeSet<>();
        while (matcher.find()) {
            named.add(matcher.group());
        }
        TreeSet<String> declared = new TreeSet<>();
        REGISTRY.errors().stream()
                .filter(e -> e.module().equals("agents"))
                .forEach(e -> declared.add(e.code() + " " + e.name()));
        assertThat(named).isEqualTo(declared);
        REGISTRY.events().stream()
                .filter(e -> e.module().equals("agents"))
                .forEach(e -> assertThat(readme).contains("| " + e.type() + " | " + e.name() + " |"));
        REGISTRY.tables().stream()
                .filter(t -> t.module().equals("agents"))
                .forEach(t ->
                        assertThat(readme).contains("| " + t.number() + " | " + t.name() + " | " + t.key() + " |"));
        REGISTRY.queries().stream()
                .filter(q -> q.module().equals("agents"))
                .forEach(q -> assertThat(readme).contains("| " + q.path() + " |"));
        for (FieldDescriptor field :
                AgentsModule.DEFAULTS.getDescriptorForType().getFields()) {
            assertThat(readme).contains("| " + field.getName() + " | " + AgentsModule.DEFAULTS.getField(field) + " |");
        }
    }
}
