package io.ixi.consensus.bft;

import java.util.ArrayList;
import java.util.List;

/** Effects of the step that runs, in order. */
final class Outbox {
    private List<Effect> effects = new ArrayList<>();

    void add(Effect effect) {
        effects.add(effect);
    }

    /** Hands over the effects and starts anew. */
    List<Effect> take() {
        List<Effect> taken = effects;
        effects = new ArrayList<>();
        return taken;
    }
}
