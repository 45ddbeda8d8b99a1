package io.ixi.node.replica;

import io.ixi.consensus.bft.Bft;
import io.ixi.consensus.bft.Effect;
import io.ixi.consensus.bft.Entry;
import io.ixi.consensus.bft.Input;
import io.ixi.consensus.bft.Timer;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.Vote;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Feeds the consensus core and performs what stays inside: journal, signature, timers. The rest goes to a handler. */
final class Core {
    private static final Logger LOG = LoggerFactory.getLogger(Core.class);
    private static final long SIGNER_RETRY_MS = 250;

    private final Bft bft;
    private final int me;
    private final Log log;
    private final Signer signer;
    private final KeyGuard guard;
    private final Schedule schedule;
    private final Queue<Input> inputs = new ArrayDeque<>();
    private final Map<Timer, Schedule.Alarm> timers = new EnumMap<>(Timer.class);
    private Consumer<Effect> handler = effect -> {};
    private Consumer<Entry> onPersist = entry -> {};
    private boolean running;

    Core(Bft bft, int me, Log log, Signer signer, KeyGuard guard, Schedule schedule) {
        this.bft = bft;
        this.me = me;
        this.log = log;
        this.signer = signer;
        this.guard = guard;
        this.schedule = schedule;
    }

    /** Who performs the effects that are not performed here. */
    void handler(Consumer<Effect> outside, Consumer<Entry> persisted) {
        handler = outside;
        onPersist = persisted;
    }

    /** Tells the core; what it asks for is done before this returns, or, from within an effect, right after it. */
    void tell(Input input) {
        inputs.add(input);
        if (running) {
            return;
        }
        running = true;
        try {
            for (Input next = inputs.poll(); next != null; next = inputs.poll()) {
                for (Effect effect : bft.on(next)) {
                    perform(effect);
                }
            }
        } finally {
            running = false;
        }
    }

    Bft bft() {
        return bft;
    }

    private void perform(Effect effect) {
        switch (effect) {
            case Effect.Persist(Entry entry) -> {
                log.append(entry);
                onPersist.accept(entry);
            }
            case Effect.Sign(Subject subject) -> guard.whenAllowed(() -> sign(subject));
            case Effect.SetTimer(Timer timer, long view, int delayMs) -> set(timer, view, delayMs);
            case Effect.CancelTimer(Timer timer) -> cancel(timer);
            default -> handler.accept(effect);
        }
    }

    private void sign(Subject subject) {
        if (signer.remembersFirst() && !log.durable(log.appended())) {
            // else a crash leaves it remembering a Finalize whose notarization is lost: the view could never end
            log.sync();
        }
        Bytes signature;
        try {
            signature = signer.sign(subject);
        } catch (Signer.RefusedException e) {
            LOG.error("This vote is not signed: {}", e.getMessage());
            return;
        } catch (Signer.AwayException e) {
            LOG.warn("This vote waits: {}", e.getMessage());
            schedule.after(SIGNER_RETRY_MS, () -> {
                if (subject.view() > bft.lastFinalized()) {
                    guard.whenAllowed(() -> sign(subject));
                }
            });
            return;
        }
        guard.remember(subject);
        tell(new Input.Signed(new Vote(subject, me, signature)));
    }

    private void set(Timer timer, long view, int delayMs) {
        cancel(timer);
        timers.put(timer, schedule.after(delayMs, () -> {
            timers.remove(timer);
            tell(new Input.TimedOut(timer, view));
        }));
    }

    private void cancel(Timer timer) {
        Schedule.Alarm alarm = timers.remove(timer);
        if (alarm != null) {
            alarm.cancel();
        }
    }
}
