package io.ixi.cli;

import com.google.protobuf.Message;
import io.ixi.cli.prove.Asks;
import io.ixi.cli.prove.Proofs;
import io.ixi.cli.prove.WalletException;
import io.ixi.cli.prove.WalletSecrets;
import io.ixi.consensus.types.Hash;
import io.ixi.rpc.json.InvalidJsonException;
import io.ixi.rpc.json.ProtoJson;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.crypto.SigningKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A command that works with a key's other secrets: unlocks it, asks a node, proves here, sends what is public. */
abstract class WalletSession implements Runnable {
    static final int PERCENT = 10;

    final Terminal terminal;
    private final KeyRing ring;

    @Option(names = "--from", paramLabel = "KEY", required = true)
    private String from = "";

    @Option(names = "--password-file", paramLabel = "FILE")
    private @Nullable Path passwordFile;

    @Option(names = "--rpc", paramLabel = "URL")
    private @Nullable String rpc;

    WalletSession(Terminal terminal) {
        this.terminal = terminal;
        this.ring = new KeyRing(terminal);
    }

    /** What the command does, with all that it needs until it returns. */
    final class Open {
        final SigningKey key;
        final WalletSecrets secrets;
        final Door door;

        Open(SigningKey key, WalletSecrets secrets, Door door) {
            this.key = key;
            this.secrets = secrets;
            this.door = door;
        }

        Address account() {
            return Address.of(key.scheme().number(), key.publicKey());
        }

        private JsonNode header() {
            return door.call("ixi_getBlock", Terminal.JSON.createObjectNode()).path("header");
        }

        Hash chain() {
            return Hash.fromHex(header().path("chain").asString());
        }

        long timeMs() {
            return Long.parseLong(door.call("ixi_status", Terminal.JSON.createObjectNode())
                    .path("time_ms")
                    .asString());
        }

        /** Refusals of the node are the user's to read: they pass through. */
        Asks asks() {
            return new Asks() {
                @Override
                @SuppressWarnings("unchecked")
                public <R extends Message> R ask(String path, Message params, R result) throws IOException {
                    ObjectNode request = Terminal.JSON.createObjectNode().put("path", path);
                    request.set("params", ProtoJson.toJson(params));
                    try {
                        return (R) ProtoJson.fromJson(
                                door.call("ixi_query", request).path("result"), result);
                    } catch (InvalidJsonException e) {
                        throw new IOException(path + ": " + e.getMessage(), e);
                    }
                }
            };
        }

        Proofs proofs() {
            return new Proofs(done -> terminal.progress(terminal.text("wallet.proving", done / PERCENT)));
        }

        /** Sends the message and says what became of it. */
        void send(Message message) {
            JsonNode answer = new Submission(terminal, door).settle(key, List.of(message));
            if (terminal.json()) {
                terminal.json(answer);
            } else {
                terminal.line(terminal.text(
                        "wallet.sent",
                        answer.path("id").asString(),
                        answer.path("height").asString(),
                        answer.path("receipt").path("fee").asString()));
            }
        }
    }

    abstract void act(Open open) throws IOException, RpcException;

    Address address(String text) {
        return new Names(terminal, ring::address).address(text);
    }

    @Override
    public void run() {
        try (SigningKey key = ring.unlock(from, passwordFile);
                WalletSecrets secrets = WalletSecrets.of(key);
                Door door = Door.open(terminal, rpc)) {
            act(new Open(key, secrets, door));
        } catch (WalletException e) {
            String reason = e.reason().name();
            throw new FailedException(
                    FailedException.FAILED,
                    reason,
                    terminal.text("wallet." + reason, String.valueOf(e.getMessage())),
                    null);
        } catch (IOException | RpcException e) {
            throw new FailedException(
                    FailedException.FAILED,
                    "WALLET",
                    terminal.text("wallet.failed", String.valueOf(e.getMessage())),
                    null);
        }
    }
}
