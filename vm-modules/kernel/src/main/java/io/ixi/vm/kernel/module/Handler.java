package io.ixi.vm.kernel.module;

import com.google.protobuf.Message;
import io.ixi.vm.kernel.exec.RejectedException;

/** What a message does. */
public record Handler<M extends Message>(M prototype, Action<M> action) {
    /** Runs inside a transaction: what it wrote is undone if it, or a later message of the transaction, throws. */
    @FunctionalInterface
    public interface Action<M extends Message> {
        void run(Context context, M message) throws RejectedException;
    }

    public static <M extends Message> Handler<M> of(M prototype, Action<M> action) {
        return new Handler<>(prototype, action);
    }

    /** @param message of the prototype's type */
    @SuppressWarnings("unchecked")
    public void run(Context context, Message message) throws RejectedException {
        action.run(context, (M) message);
    }
}
