package io.ixi.vm.kernel.module;

import com.google.protobuf.Message;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.proto.Options;
import io.ixi.vm.kernel.proto.TypedMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** What modules offer each other through the kernel, found by the interfaces they have. Immutable. */
public final class Roles {
    /** Nobody offers anything. */
    public static final Roles NONE = new Roles(List.of(), (context, signer, message, check) -> {
        throw new IllegalStateException("no modules");
    });

    private final List<Module> modules;
    private final List<GateSource> gates;
    private final List<HoldListener> holdListeners;
    private final List<StakeListener> stakeListeners;
    private final List<Belongings> belongings;
    private final Optional<Mandates> mandates;
    private final NavigableMap<Integer, Jobs> jobs = new TreeMap<>();
    private final NavigableMap<Integer, OpenOrders> orders = new TreeMap<>();
    private final Dispatch dispatch;

    /** Runs a message in somebody's name, inside the running transaction or job. */
    @FunctionalInterface
    public interface Dispatch {
        void run(Context context, Address signer, TypedMessage message, Check check) throws RejectedException;
    }

    /** Whether a message may run, looked at after it is decoded. */
    @FunctionalInterface
    public interface Check {
        void require(MessageSpec spec, Message message) throws RejectedException;
    }

    public Roles(List<Module> modules, Dispatch dispatch) {
        this.modules = List.copyOf(modules);
        this.gates = all(GateSource.class);
        this.holdListeners = all(HoldListener.class);
        this.stakeListeners = all(StakeListener.class);
        this.belongings = all(Belongings.class);
        List<Mandates> keepers = all(Mandates.class);
        if (keepers.size() > 1) {
            throw new IllegalArgumentException("at most one module may keep mandates");
        }
        this.mandates = keepers.stream().findFirst();
        this.dispatch = dispatch;
        for (Module module : modules) {
            int id = module.descriptor().getOptions().getExtension(Options.moduleId);
            if (module instanceof Jobs own) {
                jobs.put(id, own);
            }
            if (module instanceof OpenOrders own) {
                orders.put(id, own);
            }
        }
    }

    private <T> List<T> all(Class<T> role) {
        List<T> found = new ArrayList<>();
        for (Module module : modules) {
            if (role.isInstance(module)) {
                found.add(role.cast(module));
            }
        }
        return List.copyOf(found);
    }

    public List<GateSource> gates() {
        return gates;
    }

    public List<HoldListener> holdListeners() {
        return holdListeners;
    }

    public List<StakeListener> stakeListeners() {
        return stakeListeners;
    }

    /** Those that may keep something for an account. */
    public List<Belongings> belongings() {
        return belongings;
    }

    public Optional<Mandates> mandates() {
        return mandates;
    }

    /** Modules that put work off, by id. */
    public NavigableMap<Integer, Jobs> jobs() {
        return jobs;
    }

    /** Modules whose open orders a kill switch cancels, by id. */
    public NavigableMap<Integer, OpenOrders> orders() {
        return orders;
    }

    Dispatch dispatch() {
        return dispatch;
    }
}
