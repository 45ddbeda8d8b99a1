package io.ixi.rpc.mcp;

import java.util.List;
import java.util.Map;

/**
 * A request that a person can choose, with blanks to fill in.
 *
 * @param text with the blanks as {@code {name}}
 */
public record Prompt(String name, String description, List<Argument> arguments, String text) {
    public Prompt {
        arguments = List.copyOf(arguments);
    }

    public record Argument(String name, String description, boolean required) {}

    /** The text with the blanks filled in; what is not given stays empty. */
    String filled(Map<String, String> given) {
        String filled = text;
        for (Argument argument : arguments) {
            filled = filled.replace("{" + argument.name() + "}", given.getOrDefault(argument.name(), ""));
        }
        return filled;
    }
}
