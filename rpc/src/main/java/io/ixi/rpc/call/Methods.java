package io.ixi.rpc.call;

import io.ixi.rpc.json.Once;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Every method of the door, in document order. Thread-safe. */
public final class Methods {
    private final Map<String, Method> own;
    private final Supplier<Map<String, Method>> derived;

    public Methods(Collection<Method> methods) {
        this(methods, List::of);
    }

    /**
     * @param own at hand at once
     * @param derived from descriptors, with their schemas and comments: made when one of them or a document is first
     *     asked for, because with the documents it was a third of a node's start
     * @throws IllegalArgumentException if two have the same name, for derived ones from where they are made
     */
    public Methods(Collection<Method> own, Supplier<? extends Collection<Method>> derived) {
        this.own = byName(own, Map.of());
        this.derived = new Once<>(() -> byName(derived.get(), this.own));
    }

    private static Map<String, Method> byName(Collection<Method> methods, Map<String, Method> others) {
        Map<String, Method> named = new LinkedHashMap<>();
        for (Method method : methods) {
            if (named.put(method.name(), method) != null || others.containsKey(method.name())) {
                throw new IllegalArgumentException("two methods are called " + method.name());
            }
        }
        return named;
    }

    public Optional<Method> find(String name) {
        Method method = own.get(name);
        return method != null
                ? Optional.of(method)
                : Optional.ofNullable(derived.get().get(name));
    }

    public List<Method> all() {
        List<Method> all = new ArrayList<>(own.values());
        all.addAll(derived.get().values());
        return all;
    }
}
