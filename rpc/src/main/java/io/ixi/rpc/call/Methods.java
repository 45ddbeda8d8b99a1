package io.ixi.rpc.call;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every method of the door, in document order. Immutable. */
public final class Methods {
    private final Map<String, Method> byName;

    /** @throws IllegalArgumentException if two have the same name */
    public Methods(Collection<Method> methods) {
        Map<String, Method> all = new LinkedHashMap<>();
        for (Method method : methods) {
            if (all.put(method.name(), method) != null) {
                throw new IllegalArgumentException("two methods are called " + method.name());
            }
        }
        this.byName = Collections.unmodifiableMap(all);
    }

    public Map<String, Method> byName() {
        return byName;
    }

    public List<Method> all() {
        return List.copyOf(byName.values());
    }
}
