package io.ixi.vm.kernel.module;

import com.google.protobuf.Message;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Validator;
import io.ixi.vm.kernel.state.Overlay;
import java.util.List;
import java.util.Optional;

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

    /** Most keys that {@link #keys} gives. */
    int MAX_KEYS = 1_000;

    /** Voting keys of all who ever became validators and may connect to others: at most {@link #MAX_KEYS}. */
    List<Bytes> keys(Overlay state);

    /**
     * What brings two votes that contradict each other before this module, as any account may send it.
     *
     * @param publicKey the key that signed both
     * @param first as votes cross the network
     * @return empty: nobody is to be punished for it, or has been already
     */
    Optional<Message> accusation(Overlay state, Bytes publicKey, byte[] first, byte[] second);

    /** The epoch after that, as it is known now; final once the current epoch has begun. */
    Epoch next(Overlay state);
}
