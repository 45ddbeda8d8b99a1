package io.ixi.testnet.scenario;

import io.ixi.cli.RpcException;
import java.io.IOException;
import java.util.List;

/** A story. What it is about is the text {@code scenario.about.NAME} of both languages. */
interface Scenario {
    /** As typed on the command line. */
    String name();

    /** Names of the accounts that it plays with. Each begins with {@link Stage#FUNDS}. */
    List<String> cast();

    /** Fits the genesis of a network that is made for it: shorter times, smaller amounts. */
    default void found(GenesisEdit genesis) {}

    /**
     * Acts, and says each step's outcome. What every story ends with is not its to do.
     *
     * @throws RpcException a node refused a question that it must answer
     */
    void play(Stage stage) throws IOException, RpcException;
}
