package io.ixi.consensus.bft;

import io.ixi.consensus.codec.Wire;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** A journal whose writes reach the disk a little later, and what waits for that. A crash loses the rest. */
final class SimJournal {
    private record Waiting(long position, Runnable action) {}

    private final SimClock clock;
    private final SplittableRandom random;
    private final Consumer<Entry> onDurable;
    private final List<Entry> written = new ArrayList<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private long base;
    private long synced;
    private boolean syncing;
    private int run;

    /** @param onDurable told each entry that has reached the disk, in order */
    SimJournal(SimClock clock, SplittableRandom random, Consumer<Entry> onDurable) {
        this.clock = clock;
        this.random = random;
        this.onDurable = onDurable;
    }

    /** Through its bytes, so that the codec of entries is exercised too. */
    void append(Entry entry) {
        written.add(Wire.decodeEntry(Wire.encode(entry)));
        sync();
    }

    /** Runs the action once all that is written now is on disk. */
    void whenDurable(Runnable action) {
        if (waiting.isEmpty() && synced == end()) {
            action.run();
        } else {
            waiting.add(new Waiting(end(), action));
        }
    }

    List<Entry> durable() {
        return List.copyOf(written.subList(0, (int) (synced - base)));
    }

    /** Power loss: some prefix of what was not synced survives. */
    void crash() {
        run++;
        syncing = false;
        waiting.clear();
        int safe = (int) (synced - base);
        int kept = safe + random.nextInt(written.size() - safe + 1);
        written.subList(kept, written.size()).clear();
        reached(end());
    }

    /** A new segment: the snapshot takes the place of all that was written, atomically. False while writes go on. */
    boolean roll(List<Entry> snapshot) {
        boolean idle = synced == end();
        if (idle) {
            base = end();
            written.clear();
            snapshot.forEach(entry -> written.add(Wire.decodeEntry(Wire.encode(entry))));
            synced = end();
        }
        return idle;
    }

    /** A verdict may be lost: certifying is asked again. */
    void loseVerdicts() {
        int safe = (int) (synced - base);
        int before = written.size();
        written.removeIf(entry -> entry instanceof Entry.Verdict);
        synced = base + safe - (before - written.size());
    }

    private void reached(long position) {
        for (Entry entry : written.subList((int) (synced - base), (int) (position - base))) {
            onDurable.accept(entry);
        }
        synced = position;
    }

    private long end() {
        return base + written.size();
    }

    private void sync() {
        if (syncing || synced == end()) {
            return;
        }
        syncing = true;
        long target = end();
        int started = run;
        clock.after(random.nextInt(1, 5), () -> {
            if (run != started) {
                return;
            }
            syncing = false;
            reached(target);
            while (!waiting.isEmpty() && waiting.peek().position <= synced) {
                waiting.poll().action.run();
            }
            sync();
        });
    }
}
