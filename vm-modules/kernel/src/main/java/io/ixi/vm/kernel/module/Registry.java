package io.ixi.vm.kernel.module;

import java.util.List;

/** Every message, query, event and error of the modules, found from their descriptors. */
public record Registry(
        List<MessageSpec> messages, List<QuerySpec> queries, List<EventSpec> events, List<ErrorSpec> errors) {
    public Registry {
        messages = List.copyOf(messages);
        queries = List.copyOf(queries);
        events = List.copyOf(events);
        errors = List.copyOf(errors);
    }
}
