package io.ixi.vm.kernel.module;

import io.ixi.consensus.types.Validator;
import io.ixi.vm.kernel.state.Overlay;
import java.util.List;

/** The module that says who validates. At most one module of a chain is this. */
public interface Validators {
    /** Who validates while an epoch runs, in the order that indexes votes. Empty: the genesis decides. */
    record Epoch(long number, long firstHeight, List<Validator> set) {
        public Epoch {
            set = List.copyOf(set);
        }
    }

    /** The epoch of the block after {@code state}. */
    Epoch current(Overlay state);

    /** The epoch after that, as it is known now; final once the current epoch has begun. */
    Epoch next(Overlay state);
}
