package io.ixi.testnet.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a person reads of a run. Keeps nothing unless somebody wants to read it. */
final class Trace {
    private static final int MAX = 20_000;

    /** @param key of a text with the arguments in place */
    record Note(long atUs, String key, List<Object> arguments) {}

    private final boolean wanted;
    private final List<Note> notes = new ArrayList<>();
    private @Nullable Throwable cause;

    Trace(boolean wanted) {
        this.wanted = wanted;
    }

    void note(long atUs, String key, Object... arguments) {
        if (wanted && notes.size() < MAX) {
            notes.add(new Note(atUs, key, Arrays.asList(arguments)));
        }
    }

    List<Note> notes() {
        return List.copyOf(notes);
    }

    void cause(Throwable thrown) {
        cause = thrown;
    }

    /** What a process ended with. */
    @Nullable
    Throwable cause() {
        return cause;
    }
}
