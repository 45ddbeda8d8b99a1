package io.ixi.vm.kernel.module;

import com.google.protobuf.Message;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.state.Overlay;

/** What a query answers. */
public record Query<P extends Message, R extends Message>(P params, R result, Informed<P, R> answer) {
    /** Reads only. Throws NOT_FOUND and the like; visits at most its limit of entries. */
    @FunctionalInterface
    public interface Answer<P extends Message, R extends Message> {
        R of(Overlay state, P params) throws RejectedException;
    }

    /** The same for an answer that follows from what the chain's modules are, too. */
    @FunctionalInterface
    public interface Informed<P extends Message, R extends Message> {
        R of(Registry registry, Overlay state, P params) throws RejectedException;
    }

    public static <P extends Message, R extends Message> Query<P, R> of(P params, R result, Answer<P, R> answer) {
        return new Query<>(params, result, (registry, state, asked) -> answer.of(state, asked));
    }

    public static <P extends Message, R extends Message> Query<P, R> informed(
            P params, R result, Informed<P, R> answer) {
        return new Query<>(params, result, answer);
    }

    /** @param message of the type of {@link #params} */
    @SuppressWarnings("unchecked")
    public R ask(Registry registry, Overlay state, Message message) throws RejectedException {
        return answer.of(registry, state, (P) message);
    }
}
