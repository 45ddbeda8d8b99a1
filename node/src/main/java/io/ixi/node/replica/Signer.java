package io.ixi.node.replica;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Subject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** This validator's key. Called on the replica's thread. */
@FunctionalInterface
public interface Signer {
    /** It remembers a vote that this one would contradict, or one so old that it cannot know. */
    final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public RefusedException(String message) {
            super(message);
        }
    }

    /** It cannot be reached now. Asking again later is safe. */
    final class AwayException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public AwayException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * The ML-DSA signature over the subject's signing bytes.
     *
     * @throws RefusedException this vote is never signed
     * @throws AwayException no answer
     */
    Bytes sign(Subject subject);

    /** After the votes' fsync in the journal, before anything leaves that stands on them. */
    default void commit() {}

    /** Whether it remembers a vote before the journal holds it: the journal is synced before each question then. */
    default boolean remembersFirst() {
        return false;
    }

    /**
     * Once, at the start: compares its memory with the journal's.
     *
     * @param view that the journal and the chain here lead to
     * @param cast this validator's votes in the journal
     * @return why this validator must not vote; null if it may
     */
    default @Nullable String resume(long epoch, long view, List<Subject> cast) {
        return null;
    }
}
