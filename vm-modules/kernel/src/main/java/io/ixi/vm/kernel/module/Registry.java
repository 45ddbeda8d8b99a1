package io.ixi.vm.kernel.module;

import com.google.protobuf.Descriptors.Descriptor;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Every message, query, event, error and state table of the modules, found from their descriptors. Immutable. */
public final class Registry {
    private final List<ModuleSpec> modules;
    private final List<TableSpec> tables;
    private final NavigableMap<Integer, MessageSpec> messages;
    private final NavigableMap<String, QuerySpec> queries;
    private final NavigableMap<Integer, EventSpec> events;
    private final NavigableMap<Integer, ErrorSpec> errors;
    private final NavigableMap<String, ParamSpec> parameters;
    private final NavigableMap<String, Integer> eventTypes = new TreeMap<>();

    Registry(
            List<ModuleSpec> modules,
            List<TableSpec> tables,
            NavigableMap<Integer, MessageSpec> messages,
            NavigableMap<String, QuerySpec> queries,
            NavigableMap<Integer, EventSpec> events,
            NavigableMap<Integer, ErrorSpec> errors,
            NavigableMap<String, ParamSpec> parameters) {
        this.modules = List.copyOf(modules);
        this.tables = List.copyOf(tables);
        this.messages = Collections.unmodifiableNavigableMap(messages);
        this.queries = Collections.unmodifiableNavigableMap(queries);
        this.events = Collections.unmodifiableNavigableMap(events);
        this.errors = Collections.unmodifiableNavigableMap(errors);
        this.parameters = Collections.unmodifiableNavigableMap(parameters);
        events.values().forEach(e -> eventTypes.put(e.descriptor().getFullName(), e.type()));
    }

    /**
     * Reads the descriptors and checks that they and the handlers fit.
     *
     * @throws IllegalArgumentException naming the first message, field or number that breaks a rule of
     *     {@code ixi/kernel/v1/options.proto}
     */
    public static Registry of(List<Module> modules) {
        return new Survey().of(modules);
    }

    /** In the order that they were given. */
    public List<ModuleSpec> modules() {
        return modules;
    }

    /** By type. */
    public List<MessageSpec> messages() {
        return List.copyOf(messages.values());
    }

    /** By path. */
    public List<QuerySpec> queries() {
        return List.copyOf(queries.values());
    }

    /** By type. */
    public List<EventSpec> events() {
        return List.copyOf(events.values());
    }

    /** By code; the kernel's own first. */
    public List<ErrorSpec> errors() {
        return List.copyOf(errors.values());
    }

    /** By module, then number; the kernel's own first. */
    public List<TableSpec> tables() {
        return tables;
    }

    /** What governance may set, by module and name. */
    public List<ParamSpec> parameters() {
        return List.copyOf(parameters.values());
    }

    public Optional<ParamSpec> parameter(String module, String name) {
        return Optional.ofNullable(parameters.get(module + "/" + name));
    }

    public Optional<ModuleSpec> module(String name) {
        return modules.stream().filter(m -> m.name().equals(name)).findFirst();
    }

    public Optional<MessageSpec> message(int type) {
        return Optional.ofNullable(messages.get(type));
    }

    /** @param path like "bank/balance" */
    public Optional<QuerySpec> query(String path) {
        return Optional.ofNullable(queries.get(path));
    }

    public Optional<EventSpec> event(int type) {
        return Optional.ofNullable(events.get(type));
    }

    public Optional<ErrorSpec> error(int code) {
        return Optional.ofNullable(errors.get(code));
    }

    /** Number of an event. Throws {@link IllegalArgumentException} if no module declares it. */
    public int eventType(Descriptor event) {
        Integer type = eventTypes.get(event.getFullName());
        if (type == null) {
            throw new IllegalArgumentException(event.getFullName() + " is not a declared event");
        }
        return type;
    }
}
