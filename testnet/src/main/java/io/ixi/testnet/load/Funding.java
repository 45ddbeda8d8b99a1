package io.ixi.testnet.load;

import com.google.protobuf.ByteString;
import io.ixi.cli.DemoKeys;
import io.ixi.cli.RpcClient;
import io.ixi.cli.RpcException;
import io.ixi.cli.Terminal;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.economy.bank.proto.MultiSend;
import io.ixi.vm.economy.bank.proto.Output;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.crypto.SigningKey;
import io.ixi.vm.kernel.tx.Draft;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Pays the accounts of a run from a demo account, on a network that runs already. */
public final class Funding {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int OUTPUTS = 64;
    private static final long VALIDITY = 10_000;
    private static final Amount EACH = Amount.of(100_000_000_000L);
    private static final Amount MAX_FEE = Amount.of(10_000_000_000L);

    private Funding() {}

    public static void pay(URI node, List<Address> accounts) throws IOException, RpcException {
        try (RpcClient client = new RpcClient(node, PATIENCE);
                SigningKey key = DemoKeys.ALICE.key()) {
            Address from = DemoKeys.ALICE.address();
            for (int at = 0; at < accounts.size(); at += OUTPUTS) {
                MultiSend.Builder message = MultiSend.newBuilder();
                for (Address to : accounts.subList(at, Math.min(accounts.size(), at + OUTPUTS))) {
                    message.addOutputs(Output.newBuilder()
                            .setTo(ByteString.copyFrom(to.hash().toBytes()))
                            .setAmount(ByteString.copyFrom(EACH.toBytes().toArray())));
                }
                send(client, key, from, message.build());
            }
        }
    }

    private static void send(RpcClient client, SigningKey key, Address from, MultiSend message)
            throws IOException, RpcException {
        JsonNode header = client.call("ixi_getBlock").path("header");
        JsonNode account =
                client.call("ixi_getAccount", Terminal.JSON.createObjectNode().put("address", from.text()));
        Draft draft = Draft.of(
                Hash.fromHex(header.path("chain").asString()),
                Draft.key(key.scheme(), key.publicKey()),
                from,
                Long.parseLong(account.path("next_sequence").asString()),
                Long.parseLong(header.path("height").asString()) + VALIDITY,
                MAX_FEE,
                List.of(message));
        JsonNode answer = client.call(
                "ixi_sendTransaction",
                Terminal.JSON
                        .createObjectNode()
                        .put("encoding", "base64")
                        .put("wait", "final")
                        .put(
                                "transaction",
                                Base64.getEncoder()
                                        .encodeToString(Payer.signed(key, draft).unsafeArray())));
        JsonNode receipt = answer.path("receipt");
        if (receipt.path("code").asInt() != 0) {
            throw new RpcException(
                    0,
                    receipt.path("name").asString() + " " + receipt.path("text").asString(),
                    null);
        }
    }
}
