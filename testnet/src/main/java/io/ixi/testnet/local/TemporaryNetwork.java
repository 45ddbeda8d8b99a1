package io.ixi.testnet.local;

import io.ixi.cli.Terminal;
import io.ixi.cli.Texts;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.proto.Genesis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A network in a temporary directory, gone when it is closed or this process ends, whichever comes first. */
public final class TemporaryNetwork implements AutoCloseable {
    private final LocalNetwork network;
    private final Texts texts;
    private final Thread stopper = new Thread(this::end, "stop");
    private Runnable unmount = () -> {};
    private boolean kept;
    private boolean ended;

    /**
     * Makes it; nothing runs yet.
     *
     * @param name also of the directory
     * @param funds accounts and their first balance
     */
    public TemporaryNetwork(String name, int validators, Map<Address, Long> funds, Texts texts) {
        this(name, validators, funds, texts, UnaryOperator.identity());
    }

    /** @param shape the last word on the genesis */
    public TemporaryNetwork(
            String name, int validators, Map<Address, Long> funds, Texts texts, UnaryOperator<Genesis> shape) {
        this.texts = texts;
        try {
            Path directory = Files.createTempDirectory("ixi-" + name);
            this.network = LocalNetwork.create(directory, texts, Founding.anywhere(name, validators, funds, shape));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(stopper);
    }

    public LocalNetwork network() {
        return network;
    }

    /** Starts every validator and returns once each has finalized a block. */
    public void start(Terminal terminal) {
        network.start();
        network.awaitFinality(done -> terminal.progress(
                texts.text("up.waiting", done, network.network().validators().size())));
    }

    /** Runs after the last process ended and before the directory is deleted. */
    public void unmount(Runnable action) {
        unmount = action;
    }

    /** The directory stays, for looking into. */
    public void keep() {
        kept = true;
    }

    private synchronized void end() {
        if (!ended) {
            ended = true;
            network.stop();
            unmount.run();
            if (!kept) {
                network.delete();
            }
        }
    }

    @Override
    public void close() {
        end();
        Runtime.getRuntime().removeShutdownHook(stopper);
    }
}
