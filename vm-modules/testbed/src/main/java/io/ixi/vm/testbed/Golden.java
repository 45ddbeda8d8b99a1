package io.ixi.vm.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
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

/**
 * Frozen bytes of a module: every message, event and state value with each field set, and whatever else is put in, such
 * as digests of the state in a short life. {@code -Dixi.golden=write} rewrites the file.
 */
public final class Golden {
    private static final int DEEPEST = 4;

    private final Path file;
    private final Map<String, String> actual = new TreeMap<>();

    public Golden(Path file) {
        this.file = file;
    }

    /** Adds all types of a module. */
    public Golden module(Registry registry, String module) {
        registry.messages().stream()
                .filter(spec -> spec.module().equals(module))
                .forEach(spec -> put("message", spec.descriptor(), spec.type()));
        registry.events().stream()
                .filter(spec -> spec.module().equals(module))
                .forEach(spec -> put("event", spec.descriptor(), spec.type()));
        registry.tables().stream()
                .filter(spec -> spec.module().equals(module))
                .forEach(spec -> put("table", spec.prototype().getDescriptorForType(), spec.number()));
        return this;
    }

    /** Adds a line. */
    public Golden put(String name, String value) {
        actual.put(name, value);
        return this;
    }

    private void put(String kind, Descriptor type, int number) {
        put(
                kind + "." + type.getFullName() + "." + number,
                HexFormat.of().formatHex(sample(type, 0).toByteArray()));
    }

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
                    case FORMAT_ADDRESS, FORMAT_HASH -> ModuleChain.address(number);
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

    /** Compares with the file. */
    public void check() {
        StringBuilder text = new StringBuilder();
        actual.forEach((name, hex) -> text.append(name).append(' ').append(hex).append('\n'));
        try {
            if ("write".equals(System.getProperty("ixi.golden"))) {
                Path folder = file.getParent();
                if (folder != null) {
                    Files.createDirectories(folder);
                }
                Files.writeString(file, text.toString());
            }
            assertThat(text.toString()).isEqualTo(Files.readString(file));
        } catch (IOException e) {
            throw new AssertionError(file.toString(), e);
        }
    }
}
