package io.ixi.testnet.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a person reads of a run, and how often what happened. Keeps no notes unless somebody wants to read them. */
final class Trace {
    private static final int MAX = 20_000;

    /** @param key of a text with the arguments in place */
    record Note(long atUs, String key, List<Object> arguments) {}

    private final boolean wanted;
    private final List<Note> notes = new ArrayList<>();
    private final TreeMap<String, Integer> counts = new TreeMap<>();
    private @Nullable Throwable cause;

    Trace(boolean wanted) {
        this.wanted = wanted;
    }

    void note(long atUs, String key, Object... arguments) {
        count(key);
        if (wanted && notes.size() < MAX) {
            notes.add(new Note(atUs, key, Arrays.asList(arguments)));
        }
    }

    /** Something happened that nobody reads about, but that runs are counted by. */
    void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    /** How often each thing happened, wanted or not. */
    SortedMap<String, Integer> counts() {
        return Collections.unmodifiableSortedMap(counts);
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
