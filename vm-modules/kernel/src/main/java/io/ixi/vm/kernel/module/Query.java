package io.ixi.vm.kernel.module;

import com.google.protobuf.Message;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.state.Overlay;

/** What a query answers. */
public record Query<P extends Message, R extends Message>(P params, R result, Answer<P, R> answer) {
    /** Reads only. Throws NOT_FOUND and the like; visits at most its limit of entries. */
    @FunctionalInterface
    public interface Answer<P extends Message, R extends Message> {
        R of(Overlay state, P params) throws RejectedException;
    }

    public static <P extends Message, R extends Message> Query<P, R> of(P params, R result, Answer<P, R> answer) {
        return new Query<>(params, result, answer);
    }

    /** @param message of the type of {@link #params} */
    @SuppressWarnings("unchecked")
    public R ask(Overlay state, Message message) throws RejectedException {
        return answer.of(state, (P) message);
    }
}
