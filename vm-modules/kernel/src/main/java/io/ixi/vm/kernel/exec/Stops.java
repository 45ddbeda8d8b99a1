package io.ixi.vm.kernel.exec;

import io.ixi.vm.kernel.module.MessageSpec;
import io.ixi.vm.kernel.module.Module;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.proto.Options;
import java.util.List;

/** Which modules take no messages in a block, as its parent's state says. */
final class Stops {
    private static final int MODULES = 256;
    private static final Stops NONE = new Stops();

    private final boolean[] paused = new boolean[MODULES];
    private final boolean[] migrating = new boolean[MODULES];
    private boolean any;

    private Stops() {}

    static Stops of(List<Module> modules, StateReader parent, long timeMs) {
        Stops stops = new Stops();
        for (Breaker.Paused pause : Breaker.paused(parent, timeMs)) {
            stops.paused[pause.module()] = true;
            stops.any = true;
        }
        for (Module module : modules) {
            if (!module.migrations().isEmpty()) {
                int id = module.descriptor().getOptions().getExtension(Options.moduleId);
                stops.migrating[id] = Versions.isMigrating(parent, id);
                stops.any |= stops.migrating[id];
            }
        }
        return stops.any ? stops : NONE;
    }

    /** Throws PAUSED or MIGRATING. */
    void check(MessageSpec spec) throws RejectedException {
        if (!any) {
            return;
        }
        if (migrating[spec.moduleId()]) {
            throw RejectedException.of(KernelError.MIGRATING);
        }
        if (paused[spec.moduleId()] && !spec.exit()) {
            throw RejectedException.of(KernelError.PAUSED);
        }
    }
}
