package io.ixi.testnet.scenario;

import io.ixi.cli.Terminal;
import tools.jackson.databind.node.ObjectNode;

/** What was tried, what had to come of it and what came. */
record Step(String what, String expected, String observed) {
    boolean passed() {
        return expected.equals(observed);
    }

    ObjectNode json() {
        return Terminal.JSON
                .createObjectNode()
                .put("step", what)
                .put("expected", expected)
                .put("observed", observed)
                .put("passed", passed());
    }
}
