package io.ixi.cli;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.ixi.rpc.json.Docs;
import io.ixi.rpc.json.InvalidJsonException;
import io.ixi.rpc.json.ProtoJson;
import io.ixi.vm.kernel.proto.Format;
import io.ixi.vm.kernel.proto.Options;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The fields of a chain message or query as options: {@code unit_price} is {@code --unit-price}. */
final class FieldOptions {
    private final Terminal terminal;
    private final Names names;
    private final Docs docs;

    FieldOptions(Terminal terminal, Names names, Docs docs) {
        this.terminal = terminal;
        this.names = names;
        this.docs = docs;
    }

    static String option(FieldDescriptor field) {
        return "--" + field.getName().replace('_', '-');
    }

    /** What the .proto says of the field. */
    String description(FieldDescriptor field) {
        String repeated = field.isRepeated() ? terminal.text("field.repeated") + " " : "";
        return repeated + docs.of(field).orElse(field.getName().replace('_', ' '));
    }

    String description(Descriptor type) {
        return docs.of(type).orElse("");
    }

    /** What stands for the field's value in help. */
    static String label(FieldDescriptor field) {
        return switch (format(field)) {
            case FORMAT_AMOUNT -> "AMOUNT";
            case FORMAT_ADDRESS -> "ACCOUNT";
            case FORMAT_HASH -> "HASH";
            case FORMAT_TIME -> "MS";
            default ->
                switch (field.getJavaType()) {
                    case INT, LONG -> "N";
                    case BOOLEAN -> "true|false";
                    case BYTE_STRING -> "HEX";
                    case MESSAGE -> "JSON";
                    default -> "TEXT";
                };
        };
    }

    private static Format format(FieldDescriptor field) {
        return field.getOptions().getExtension(Options.format);
    }

    /** One line for a list of messages, like {@code bank.Send --to ACCOUNT --amount AMOUNT}. */
    static String synopsis(String name, Descriptor type) {
        StringBuilder line = new StringBuilder(name);
        for (FieldDescriptor field : type.getFields()) {
            line.append(' ').append(option(field)).append(' ').append(label(field));
        }
        return line.toString();
    }

    /** The JSON of a message whose fields were given as options; several values only for repeated fields. */
    private ObjectNode json(Descriptor type, Map<String, List<String>> given) {
        ObjectNode json = Terminal.JSON.createObjectNode();
        for (Map.Entry<String, List<String>> entry : given.entrySet()) {
            FieldDescriptor field = type.getFields().stream()
                    .filter(candidate -> option(candidate).equals(entry.getKey()))
                    .findFirst()
                    .orElseThrow(() -> new FailedException(
                            FailedException.USAGE,
                            "USAGE",
                            terminal.text("field.unknown", type.getName(), entry.getKey()),
                            terminal.text("field.unknown.hint", synopsis(type.getName(), type))));
            if (!field.isRepeated() && entry.getValue().size() > 1) {
                throw new FailedException(
                        FailedException.USAGE, "USAGE", terminal.text("field.twice", entry.getKey()), null);
            }
            if (field.isRepeated()) {
                ArrayNode items = json.putArray(field.getName());
                entry.getValue().forEach(text -> items.add(value(field, text)));
            } else {
                json.set(field.getName(), value(field, entry.getValue().getFirst()));
            }
        }
        return json;
    }

    private JsonNode value(FieldDescriptor field, String text) {
        try {
            boolean account = format(field) == Format.FORMAT_ADDRESS;
            return ProtoJson.fromText(field, account ? names.address(text).text() : text);
        } catch (InvalidJsonException e) {
            throw wrong(option(field), e);
        }
    }

    /** The message itself. */
    Message message(Message prototype, Map<String, List<String>> given) {
        return message(prototype, json(prototype.getDescriptorForType(), given));
    }

    /** What {@link #json} gives, with nothing missing. */
    ObjectNode complete(Message prototype, Map<String, List<String>> given) {
        ObjectNode json = json(prototype.getDescriptorForType(), given);
        message(prototype, json);
        return json;
    }

    private Message message(Message prototype, ObjectNode json) {
        try {
            return ProtoJson.fromJson(json, prototype);
        } catch (InvalidJsonException e) {
            throw wrong("--" + e.path().toLowerCase(Locale.ROOT).replace('_', '-'), e);
        }
    }

    private FailedException wrong(String option, InvalidJsonException e) {
        return new FailedException(
                FailedException.USAGE, "USAGE", terminal.text("field.wrong", option, e.problem()), null);
    }
}
