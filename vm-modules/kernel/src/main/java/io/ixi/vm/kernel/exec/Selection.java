package io.ixi.vm.kernel.exec;

import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.tx.Tx;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Chooses a block's transactions among candidates. Used once. */
final class Selection {
    /** Candidates in a row that found no room before it stops looking. */
    private static final int MISSES = 16;

    /** Most candidates of full lanes that wait for what the others leave. */
    private static final int MAX_WAITING = 4_096;

    private final BlockRun run;
    private final List<Built.Skipped> skipped = new ArrayList<>();
    private final List<Tx> waiting = new ArrayList<>();
    /** Queues with a transaction that waits or found no room: their later ones would come out of order. */
    private final SortedSet<Address> held = new TreeSet<>();

    private int misses;

    Selection(BlockRun run) {
        this.run = run;
    }

    Built build(Iterator<Tx> candidates) {
        while (misses < MISSES && !run.isFull() && candidates.hasNext() && waiting.size() < MAX_WAITING) {
            Tx tx = candidates.next();
            if (held.contains(tx.queue()) || (run.hasRoom(tx) && !run.hasLaneRoom(tx))) {
                held.add(tx.queue());
                waiting.add(tx);
            } else {
                take(tx);
            }
        }
        held.clear();
        misses = 0;
        for (Tx tx : waiting) {
            if (misses < MISSES && !run.isFull()) {
                take(tx);
            }
        }
        return new Built(run.finish(), skipped);
    }

    private void take(Tx tx) {
        if (!run.hasRoom(tx)) {
            held.add(tx.queue());
            misses++;
            return;
        }
        try {
            run.add(tx);
            misses = 0;
        } catch (RejectedException e) {
            if (e.rejection().code() == KernelError.SEQ_GAP_VALUE && held.contains(tx.queue())) {
                misses++;
            } else {
                skipped.add(new Built.Skipped(tx, e.rejection()));
            }
        }
    }
}
