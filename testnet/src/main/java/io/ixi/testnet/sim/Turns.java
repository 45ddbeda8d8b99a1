package io.ixi.testnet.sim;

import io.ixi.node.replica.Event;
import io.ixi.node.replica.Replica;
import io.ixi.node.wire.PeerMessage;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Drives the replica of one life of a node, as {@code ReplicaLoop} does: events that come while a turn runs make the
 * next turn together, and a turn takes time.
 */
final class Turns {
    /** As in production: over it, peers' messages are dropped. */
    private static final long MAX_QUEUED_BYTES = 32 << 20;

    private static final int TURN_US = 20;

    private final World world;
    private final SimNode node;
    private final Replica replica;
    private final Deque<Event> inbox = new ArrayDeque<>();
    private long queuedBytes;
    private long busyUntilUs;
    private boolean pending;
    /** When the one outstanding step that looks at the replica's timers comes; it may come too early. */
    private long tickAtUs = Long.MAX_VALUE;

    private boolean paused;
    private boolean closed;

    Turns(World world, SimNode node, Replica replica) {
        this.world = world;
        this.node = node;
        this.replica = replica;
    }

    Replica replica() {
        return replica;
    }

    /** The replica has started; its start took so long. */
    void begin(long spentUs) {
        busyUntilUs = world.time().nowUs() + spentUs;
        rearm();
    }

    /** The process is gone. */
    void close() {
        closed = true;
    }

    boolean paused() {
        return paused;
    }

    void pause() {
        paused = true;
    }

    void resume() {
        if (paused) {
            paused = false;
            wake();
        }
    }

    void post(Event event) {
        inbox.add(event);
        wake();
    }

    void receive(int peer, PeerMessage message, int bytes) {
        if (queuedBytes >= MAX_QUEUED_BYTES) {
            return;
        }
        inbox.add(new Event.Received(peer, message, bytes));
        queuedBytes += bytes;
        if (!pending && !paused && busyUntilUs <= world.time().nowUs()) {
            turn();
        } else {
            wake();
        }
    }

    private void wake() {
        if (!pending && !closed) {
            pending = true;
            world.time().at(busyUntilUs, () -> {
                pending = false;
                turn();
            });
        }
    }

    private void turn() {
        if (closed || paused) {
            return;
        }
        node.spend(TURN_US);
        node.perform(() -> {
            if (inbox.isEmpty()) {
                replica.on(new Event.Tick());
            }
            for (Event event = inbox.poll(); event != null; event = inbox.poll()) {
                queuedBytes -= event instanceof Event.Received received ? received.bytes() : 0;
                replica.on(event);
            }
            replica.endTurn();
        });
        busyUntilUs = world.time().nowUs() + node.takeSpentUs();
        if (!closed) {
            world.checks().turned(node);
            rearm();
        }
    }

    private void rearm() {
        if (!inbox.isEmpty()) {
            wake();
        }
        long deadline = replica.nextDeadlineMs();
        if (deadline != Long.MAX_VALUE) {
            long at = Math.max(node.clock().atUs(deadline), busyUntilUs);
            if (at < tickAtUs) {
                tickAtUs = at;
                world.time().at(at, () -> tick(at));
            }
        }
    }

    /** Does what is due; a timer that was set again meanwhile only moves the next look. */
    private void tick(long at) {
        if (closed || at != tickAtUs) {
            return;
        }
        tickAtUs = Long.MAX_VALUE;
        if (replica.nextDeadlineMs() <= node.clock().nowMs()) {
            wake();
        } else {
            rearm();
        }
    }
}
