package io.ixi.node.provider;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.rpc.json.InvalidJsonException;
import io.ixi.rpc.json.ProtoJson;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.ObjectId;
import io.ixi.vm.kernel.crypto.SigningKey;
import io.ixi.vm.kernel.tx.Domain;
import io.ixi.vm.kernel.tx.Draft;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A node's JSON-RPC for one account: questions to modules, and transactions that wait until they are final.
 * Thread-safe.
 */
public final class Ledger implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(65);
    private static final Amount MAX_FEE = Amount.of(1_000_000_000L);
    private static final long VALIDITY = 1_000;

    private final URI url;
    private final SigningKey key;
    private final Address account;
    private final SecureRandom random = new SecureRandom();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    /** The chain refused; the message is the stable name of its error. */
    public static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1;

        RefusedException(String name) {
            super(name);
        }
    }

    /** @param key of the account; the caller closes it */
    public Ledger(URI url, SigningKey key) {
        this.url = url;
        this.key = key;
        this.account = Address.of(key.scheme().number(), key.publicKey());
    }

    public Address account() {
        return account;
    }

    SigningKey key() {
        return key;
    }

    private JsonNode call(String method, ObjectNode params) throws IOException, RefusedException {
        ObjectNode request = JSON.createObjectNode();
        request.put("jsonrpc", "2.0").put("id", 1).put("method", method).set("params", params);
        HttpRequest post = HttpRequest.newBuilder(url)
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(request)))
                .build();
        JsonNode answer;
        try {
            answer = JSON.readTree(
                    http.send(post, HttpResponse.BodyHandlers.ofByteArray()).body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException(method).initCause(e);
        } catch (JacksonException e) {
            throw new IOException("not a JSON-RPC answer", e);
        }
        JsonNode error = answer.path("error");
        if (error.isObject()) {
            String name = error.path("data").path("name").asString("");
            throw new RefusedException(name.isEmpty() ? error.path("message").asString("") : name);
        }
        return answer.path("result");
    }

    /** Asks a module by the query's path, like {@code repo/blob}. */
    @SuppressWarnings("unchecked")
    public <R extends Message> R ask(String path, Message params, R result) throws IOException, RefusedException {
        ObjectNode request = JSON.createObjectNode().put("path", path);
        request.set("params", ProtoJson.toJson(params));
        try {
            return (R) ProtoJson.fromJson(call("ixi_query", request).path("result"), result);
        } catch (InvalidJsonException e) {
            throw new IOException(path + ": " + e.getMessage(), e);
        }
    }

    /** The chain's clock. */
    public long timeMs() throws IOException, RefusedException {
        return Long.parseLong(
                call("ixi_status", JSON.createObjectNode()).path("time_ms").asString("0"));
    }

    private long sequence() throws IOException, RefusedException {
        ObjectNode who = JSON.createObjectNode().put("address", account.text());
        return Long.parseLong(call("ixi_getAccount", who).path("next_sequence").asString("0"));
    }

    /**
     * Sends one transaction and waits until a block holds it. Returns the id of the object with this domain that its
     * first message makes.
     *
     * @throws RefusedException nothing of it was done
     */
    public synchronized Bytes send(String domain, Message... messages) throws IOException, RefusedException {
        JsonNode header = call("ixi_getBlock", JSON.createObjectNode()).path("header");
        long sequence = sequence();
        Draft draft = Draft.of(
                Hash.fromHex(header.path("chain").asString("")),
                Draft.key(key.scheme(), key.publicKey()),
                account,
                sequence,
                Long.parseLong(header.path("height").asString("0")) + VALIDITY,
                MAX_FEE,
                List.of(messages));
        byte[] randomness = new byte[SigningKey.SEED_BYTES];
        random.nextBytes(randomness);
        byte[] signature = key.sign(Domain.txContext(), draft.signingHash().toBytes(), randomness);
        Bytes signed = draft.signed(key.scheme(), Bytes.wrap(signature));
        ObjectNode request = JSON.createObjectNode()
                .put("encoding", "base64")
                .put("wait", "final")
                .put("transaction", Base64.getEncoder().encodeToString(signed.unsafeArray()));
        JsonNode receipt = call("ixi_sendTransaction", request).path("receipt");
        if (receipt.path("code").asInt(-1) != 0) {
            throw new RefusedException(receipt.path("name").asString("unknown"));
        }
        return ObjectId.of(domain, account, sequence, 0);
    }

    static ByteString bytes(Bytes id) {
        return ByteString.copyFrom(id.toArray());
    }

    @Override
    public void close() {
        http.close();
    }
}
