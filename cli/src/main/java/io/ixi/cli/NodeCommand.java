package io.ixi.cli;

import io.ixi.node.Node;
import io.ixi.node.config.ConfigException;
import io.ixi.node.config.Logging;
import io.ixi.node.config.NodeConfig;
import io.ixi.node.journal.StorageException;
import io.ixi.node.replica.RestartException;
import io.ixi.node.signer.SignerException;
import io.ixi.node.signer.SignerServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ixi node ...}: what an operator does. */
@Command(name = "node")
final class NodeCommand extends Group {
    NodeCommand(Terminal terminal) {
        super(terminal);
    }

    /** {@code ixi node start}: runs a node until it is told to stop. */
    @Command(name = "start")
    static final class Start implements Callable<Integer> {
        private static final Logger LOG = LoggerFactory.getLogger(Start.class);

        private final Terminal terminal;

        @Option(names = "--home", paramLabel = "DIR", required = true)
        private Path home = Path.of("");

        Start(Terminal terminal) {
            this.terminal = terminal;
        }

        /** The command as written in full, without the parser; empty for any other words. */
        static Optional<Start> plain(Terminal terminal, String[] words) {
            if (words.length != 4 || !List.of(words).subList(0, 3).equals(List.of("node", "start", "--home"))) {
                return Optional.empty();
            }
            Start start = new Start(terminal);
            start.home = Path.of(words[3]);
            return Optional.of(start);
        }

        @Override
        public Integer call() {
            AtomicReference<@Nullable Node> running = new AtomicReference<>();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> close(running.get()), "stop"));
            while (true) {
                Node node = start();
                running.set(node);
                Throwable reason = node.failure().join();
                if (!(reason instanceof RestartException)) {
                    LOG.error("stopping: {}", reason.getMessage(), reason);
                    return FailedException.FAILED;
                }
                close(node);
            }
        }

        private static void close(@Nullable Node node) {
            if (node != null) {
                node.close();
            }
        }

        private Node start() {
            try {
                NodeConfig config = NodeConfig.load(home.toAbsolutePath().normalize(), terminal.environment());
                Logging.configure(config.log());
                return Node.start(config);
            } catch (ConfigException e) {
                throw refused(FailedException.FAILED, e);
            } catch (StorageException e) {
                throw refused(e.exitCode(), e);
            } catch (SignerException e) {
                throw unusable(terminal, e);
            }
        }

        private FailedException refused(int exitCode, RuntimeException e) {
            return new FailedException(
                    exitCode, "NODE_START", String.valueOf(e.getMessage()), terminal.text("node.start.hint", home));
        }
    }

    /** {@code ixi node signer}: holds a validator's key for a node of this machine. */
    @Command(name = "signer")
    static final class Signer implements Callable<Integer> {
        private final Terminal terminal;

        @Option(names = "--home", paramLabel = "DIR", required = true)
        private Path home = Path.of("");

        Signer(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws InterruptedException {
            SignerServer server;
            try {
                NodeConfig config = NodeConfig.load(home.toAbsolutePath().normalize(), terminal.environment());
                Logging.configure(config.log());
                server = Node.serveKey(config);
            } catch (ConfigException e) {
                throw new FailedException(
                        FailedException.FAILED,
                        "NODE_SIGNER",
                        String.valueOf(e.getMessage()),
                        terminal.text("node.start.hint", home));
            } catch (SignerException e) {
                throw unusable(terminal, e);
            }
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop"));
            terminal.line(terminal.text("signer.ready", server.socket()));
            new CountDownLatch(1).await();
            return 0;
        }
    }

    private static FailedException unusable(Terminal terminal, SignerException e) {
        String key = "signer." + e.reason().name().toLowerCase(Locale.ROOT);
        return new FailedException(
                e.reason() == SignerException.Reason.IN_USE ? FailedException.CONFLICT : FailedException.FAILED,
                "SIGNER_" + e.reason(),
                terminal.text(key, e.where()),
                terminal.text(key + ".hint", e.where()));
    }
}
