package io.ixi.cli;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One node's JSON-RPC, with failures in the user's words. */
final class Door implements AutoCloseable {
    /** Where {@code ixi testnet up} serves unless told otherwise. */
    static final String DEFAULT = "http://127.0.0.1:26600";

    private static final Duration PATIENCE = Duration.ofSeconds(65);
    private static final int REJECTED = -32000;
    private static final int NOT_FOUND = -32001;
    private static final int INVALID_PARAMS = -32602;

    private final Terminal terminal;
    private final RpcClient client;

    private Door(Terminal terminal, URI url) {
        this.terminal = terminal;
        this.client = new RpcClient(url, PATIENCE);
    }

    /** The option that names a node. */
    static OptionSpec option() {
        return OptionSpec.builder("--rpc").paramLabel("URL").type(String.class).build();
    }

    /** {@code --rpc}, else IXI_NODE, else {@link #DEFAULT}. */
    static Door open(Terminal terminal, @Nullable String given) {
        String text = given != null ? given : terminal.environment("IXI_NODE").orElse(DEFAULT);
        URI url;
        try {
            url = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw badUrl(terminal, text);
        }
        if (url.getHost() == null || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
            throw badUrl(terminal, text);
        }
        return new Door(terminal, url);
    }

    private static FailedException badUrl(Terminal terminal, String text) {
        return new FailedException(
                FailedException.USAGE, "USAGE", terminal.text("rpc.url", text), terminal.text("rpc.url.hint", DEFAULT));
    }

    URI url() {
        return client.url();
    }

    JsonNode call(String method, ObjectNode params) {
        try {
            return client.call(method, params);
        } catch (IOException e) {
            throw new FailedException(
                    FailedException.NO_NODE,
                    "NO_NODE",
                    terminal.text("rpc.silent", client.url()),
                    terminal.text("rpc.silent.hint"));
        } catch (RpcException e) {
            throw failed(e);
        }
    }

    private FailedException failed(RpcException e) {
        String message = String.valueOf(e.getMessage());
        return switch (e.code()) {
            case REJECTED -> new FailedException(FailedException.REJECTED, e.name(), message, null);
            case NOT_FOUND -> new FailedException(FailedException.FAILED, "NOT_FOUND", message, null);
            case INVALID_PARAMS -> new FailedException(FailedException.USAGE, "INVALID_PARAMS", message, null);
            default -> new FailedException(FailedException.FAILED, e.name(), message, null);
        };
    }

    @Override
    public void close() {
        client.close();
    }
}
