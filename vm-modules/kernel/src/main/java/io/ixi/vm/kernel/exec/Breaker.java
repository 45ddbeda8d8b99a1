package io.ixi.vm.kernel.exec;

import io.ixi.vm.kernel.proto.Pause;
import io.ixi.vm.kernel.proto.Pauses;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.state.Table;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Circuit breakers. A paused module takes no messages but those that are a way out, from the block after the one that
 * paused it until its time is over.
 */
public final class Breaker {
    /** Longest pause by one decision: 72 hours in milliseconds. */
    public static final long MAX_MS = 72L * 3_600_000;

    /** {@code 00 03} */
    private static final Table<Pauses> PAUSES = Table.of(Pauses.getDefaultInstance());

    private static final int MAX_REASON = 200;

    private Breaker() {}

    /** A pause in force. */
    public record Paused(int module, long untilMs, String reason) {}

    /** @param untilMs at most {@link #MAX_MS} after the block's time; later is cut */
    public static void pause(Overlay state, BlockContext block, int module, long untilMs, String reason) {
        long end = Math.min(untilMs, block.timeMs() + MAX_MS);
        String text = reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON);
        StringBuilder ascii = new StringBuilder();
        text.chars().forEach(c -> ascii.append(c < 128 ? (char) c : '?'));
        put(
                state,
                module,
                List.of(Pause.newBuilder()
                        .setModule(module)
                        .setUntilMs(end)
                        .setReason(ascii.toString())
                        .build()));
    }

    public static void resume(Overlay state, int module) {
        if (entry(state, module) != null) {
            put(state, module, List.of());
        }
    }

    /** Replaces a module's entry; without any the row goes. */
    private static void put(Overlay state, int module, List<Pause> entry) {
        Pauses.Builder next = Pauses.newBuilder();
        for (Pause pause : all(state)) {
            if (pause.getModule() != module) {
                next.addModules(pause);
            }
        }
        next.addAllModules(entry);
        if (next.getModulesCount() == 0) {
            PAUSES.delete(state, PAUSES.key());
        } else {
            PAUSES.put(state, PAUSES.key(), next.build());
        }
    }

    private static List<Pause> all(StateReader state) {
        return PAUSES.getOrEmpty(state, PAUSES.key()).getModulesList();
    }

    private static @Nullable Pause entry(StateReader state, int module) {
        for (Pause pause : all(state)) {
            if (pause.getModule() == module) {
                return pause;
            }
        }
        return null;
    }

    /** Those in force at a time, in the order of their decisions. */
    public static List<Paused> paused(StateReader state, long timeMs) {
        List<Paused> found = new ArrayList<>();
        for (Pause pause : all(state)) {
            if (pause.getUntilMs() > timeMs) {
                found.add(new Paused(pause.getModule(), pause.getUntilMs(), pause.getReason()));
            }
        }
        return found;
    }

    static boolean isPaused(StateReader state, int module, long timeMs) {
        Pause pause = entry(state, module);
        return pause != null && pause.getUntilMs() > timeMs;
    }
}
