package io.ixi.vm.agents;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import io.ixi.vm.agents.proto.GrantMandate;
import io.ixi.vm.agents.proto.MandateGranted;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.module.Registry;
import io.ixi.vm.kernel.proto.Format;
import io.ixi.vm.kernel.proto.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Frozen bytes: every message, event and state value with each field set, and the roots of a short life of a mandate.
 * {@code -Dixi.golden=write} rewrites the file.
 */
class AgentsConformanceTest {
    private static final Path FILE = Path.of("src/test/resources/io/ixi/vm/agents/agents.golden");
    private static final int DEEPEST = 4;

    private final Map<String, String> actual = new TreeMap<>();

    private static Message sample(Descriptor type, int depth) {
        DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
        for (FieldDescriptor field : type.getFields()) {
            boolean oneOf = field.getRealContainingOneof() != null;
            if (field.isRepeated()) {
                message.addRepeatedField(field, value(field, depth));
            } else if (!oneOf) {
                message.setField(field, value(field, depth));
            }
        }
        return message.build();
    }

    private static Object value(FieldDescriptor field, int depth) {
        int number = field.getNumber();
        Format format = field.getOptions().getExtension(Options.format);
        return switch (field.getJavaType()) {
            case INT -> number + 1000;
            case LONG -> number + (1L << 40);
            case BOOLEAN -> true;
            case STRING -> "text" + number;
            case BYTE_STRING ->
                switch (format) {
                    case FORMAT_AMOUNT -> Amount.product(number, 1L << 40).toByteString();
                    case FORMAT_ADDRESS, FORMAT_HASH -> AgentChain.of(number);
                    default -> ByteString.copyFromUtf8("bytes" + number);
                };
            case MESSAGE ->
                depth < DEEPEST
                        ? sample(field.getMessageType(), depth + 1)
                        : DynamicMessage.getDefaultInstance(field.getMessageType());
            case ENUM -> field.getEnumType().getValues().getLast();
            case FLOAT, DOUBLE -> throw new AssertionError("no such fields");
        };
    }

    private void put(String kind, Descriptor type, int number) {
        actual.put(
                kind + "." + type.getFullName() + "." + number,
                HexFormat.of().formatHex(sample(type, 0).toByteArray()));
    }

    @Test
    void bytesAreThoseOfTheFile() throws IOException {
        AgentChain chain = new AgentChain();
        Registry registry = chain.executor.registry();
        registry.messages().stream()
                .filter(spec -> spec.module().equals("agents"))
                .forEach(spec -> put("message", spec.descriptor(), spec.type()));
        registry.events().stream()
                .filter(spec -> spec.module().equals("agents"))
                .forEach(spec -> put("event", spec.descriptor(), spec.type()));
        registry.tables().stream()
                .filter(spec -> spec.module().equals("agents"))
                .forEach(spec -> put("table", spec.prototype().getDescriptorForType(), spec.number()));
        actual.put("root.0", chain.state.root().hex());
        var granted = chain.run(
                AgentChain.OWNER,
                GrantMandate.newBuilder()
                        .setGrantee(AgentChain.of(AgentChain.AGENT))
                        .setLimits(AgentChain.limits())
                        .build());
        actual.put("root.1", chain.state.root().hex());
        ByteString id = ((MandateGranted) granted.events().getLast().body()).getMandate();
        assertThat(chain.acts(id, AgentChain.send("EUR", AgentChain.SELLER, 100)))
                .isEqualTo("OK");
        actual.put("root.2", chain.state.root().hex());
        StringBuilder text = new StringBuilder();
        actual.forEach((name, hex) -> text.append(name).append(' ').append(hex).append('\n'));
        if ("write".equals(System.getProperty("ixi.golden"))) {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, text.toString());
        }
        assertThat(text.toString()).isEqualTo(Files.readString(FILE));
    }
}
