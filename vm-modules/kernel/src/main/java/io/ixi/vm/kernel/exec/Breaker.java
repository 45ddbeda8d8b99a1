package io.ixi.vm.kernel.exec;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.proto.Pause;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.state.Table;
import java.util.ArrayList;
import java.util.List;

/**
 * Circuit breakers. A paused module takes no messages but those that are a way out, from the block after the one that
 * paused it until its time is over.
 */
public final class Breaker {
    /** Longest pause by one decision: 72 hours in milliseconds. */
    public static final long MAX_MS = 72L * 3_600_000;

    /** {@code 00 03 module(1)} */
    private static final Table<Pause> PAUSE = Table.of(Pause.getDefaultInstance());

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
        PAUSE.put(
                state,
                PAUSE.key().u8(module),
                Pause.newBuilder().setUntilMs(end).setReason(ascii.toString()).build());
    }

    public static void resume(Overlay state, int module) {
        if (PAUSE.has(state, PAUSE.key().u8(module))) {
            PAUSE.delete(state, PAUSE.key().u8(module));
        }
    }

    /** Those in force at a time, by module. */
    public static List<Paused> paused(StateReader state, long timeMs) {
        List<Paused> found = new ArrayList<>();
        PAUSE.scan(state, PAUSE.key(), Bytes.EMPTY, (fields, pause) -> {
            if (pause.getUntilMs() > timeMs) {
                found.add(new Paused(fields.at(0) & 0xff, pause.getUntilMs(), pause.getReason()));
            }
            return true;
        });
        return found;
    }

    static boolean isPaused(StateReader state, int module, long timeMs) {
        Pause pause = PAUSE.get(state, PAUSE.key().u8(module));
        return pause != null && pause.getUntilMs() > timeMs;
    }
}
