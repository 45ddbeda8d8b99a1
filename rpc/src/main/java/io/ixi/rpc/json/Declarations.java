package io.ixi.rpc.json;

import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** TypeScript declarations of a {@link Description}: the JSON form of every type, by module and name. */
public final class Declarations {
    private final StringBuilder out = new StringBuilder();

    private Declarations() {}

    public static String of(JsonNode description) {
        return new Declarations().text(description);
    }

    private String text(JsonNode description) {
        out.append("// Derived from the chain's descriptors by the node that serves it.\n\n");
        out.append("/** A count of base units, decimal digits, below 2^128. */\nexport type Amount = string;\n");
        out.append("/** An account, ixi1... in bech32m. */\nexport type Address = `ixi1${string}`;\n");
        out.append("/** 32 bytes in lower-case hex. */\nexport type Hash = string;\n");
        out.append("/** Bytes in lower-case hex. */\nexport type Hex = string;\n");
        out.append("/** A 64-bit number, decimal digits. */\nexport type Long = string;\n\n");
        description.get("enums").properties().forEach(entry -> constants(entry.getKey(), entry.getValue()));
        description.get("types").properties().forEach(entry -> type(entry.getKey(), entry.getValue()));
        out.append("/** Chain messages by name. */\nexport interface Messages {\n");
        for (Map.Entry<String, JsonNode> entry : description.get("messages").properties()) {
            line(entry.getKey(), name(entry.getValue().get("of").stringValue()));
        }
        out.append("}\n\n/** Queries by path. */\nexport interface Queries {\n");
        for (Map.Entry<String, JsonNode> entry : description.get("queries").properties()) {
            String params = name(entry.getValue().get("params").stringValue());
            line(
                    entry.getKey(),
                    "{ params: " + params + "; result: Required<"
                            + name(entry.getValue().get("result").stringValue()) + "> }");
        }
        out.append("}\n\n/** Events by name. */\nexport interface Events {\n");
        for (Map.Entry<String, JsonNode> entry : description.get("events").properties()) {
            line(entry.getKey(), name(entry.getValue().get("of").stringValue()));
        }
        return out.append("}\n").toString();
    }

    private void line(String name, String type) {
        out.append("  \"").append(name).append("\": ").append(type).append(";\n");
    }

    private void constants(String name, JsonNode values) {
        out.append("export type ").append(name(name)).append(" = ");
        String separator = "";
        for (Map.Entry<String, JsonNode> value : values.properties()) {
            out.append(separator).append('"').append(value.getKey()).append('"');
            separator = " | ";
        }
        out.append(";\n\n");
    }

    private void type(String name, JsonNode type) {
        comment(type, "");
        out.append("export interface ").append(name(name)).append(" {\n");
        for (JsonNode field : type.get("fields")) {
            comment(field, "  ");
            out.append("  ").append(field.get("name").stringValue());
            out.append(field.path("required").asBoolean() ? ": " : "?: ").append(value(field));
            out.append(field.path("repeated").asBoolean() ? "[];\n" : ";\n");
        }
        out.append("}\n\n");
    }

    private void comment(JsonNode described, String indent) {
        String doc = described.path("doc").asString("");
        if (!doc.isEmpty()) {
            // a comment of a module cannot end the declaration's
            String text = doc.replace("*/", "* /").replace("\n\n", "\n").replace("\n", "\n" + indent + " * ");
            out.append(indent).append("/** ").append(text).append(" */\n");
        }
    }

    private static String value(JsonNode field) {
        String format = field.path("format").asString("");
        return switch (field.get("type").stringValue()) {
            case "message", "enum" -> name(field.get("of").stringValue());
            case "bool" -> "boolean";
            case "uint32", "int32" -> "number";
            case "uint64", "int64" -> "Long";
            case "bytes" ->
                switch (format) {
                    case "amount" -> "Amount";
                    case "address" -> "Address";
                    case "hash" -> "Hash";
                    default -> "Hex";
                };
            default -> "string";
        };
    }

    /** {@code ixi.bank.v1.Send} is {@code bank_Send}. */
    private static String name(String fullName) {
        String[] parts = fullName.split("\\.", -1);
        StringBuilder name = new StringBuilder();
        for (int i = 1; i < parts.length; i++) {
            if (!parts[i].matches("v[0-9]+")) {
                name.append(name.isEmpty() ? "" : "_").append(i == 1 ? parts[i].toLowerCase(Locale.ROOT) : parts[i]);
            }
        }
        return name.toString();
    }
}
