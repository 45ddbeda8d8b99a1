package io.ixi.vm.kernel.exec;

import io.ixi.vm.kernel.module.Context;
import java.util.List;

/**
 * What a transaction would do.
 *
 * @param after the state that it would leave; not for use by several threads
 * @param gates that it asked, in order, the first {@link Context#MAX_GATES}
 */
public record Trial(Receipt receipt, StateReader after, List<Context.GateAsked> gates) {
    public Trial {
        gates = List.copyOf(gates);
    }
}
