package io.ixi.testnet.scenario;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.cli.RpcClient;
import io.ixi.cli.RpcException;
import io.ixi.cli.Terminal;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.rpc.json.InvalidJsonException;
import io.ixi.rpc.json.ProtoJson;
import io.ixi.testnet.local.LocalNetwork;
import io.ixi.vm.economy.bank.proto.BalanceQuery;
import io.ixi.vm.economy.bank.proto.BalanceResult;
import io.ixi.vm.economy.staking.proto.ValidatorResult;
import io.ixi.vm.economy.staking.proto.ValidatorsQuery;
import io.ixi.vm.economy.staking.proto.ValidatorsResult;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.module.QuerySpec;
import io.ixi.vm.kernel.module.Registry;
import io.ixi.vm.kernel.proto.Signature;
import io.ixi.vm.kernel.tx.Draft;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Where a scenario plays: a running network that it sees through JSON-RPC only. For one thread. */
final class Stage implements AutoCloseable {
    /** What every account of the cast begins with: 100,000 ixi in base units. */
    static final long FUNDS = 100_000_000_000L;

    /** Base units of one ixi. */
    static final long IXI = 1_000_000;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long PAUSE_NANOS = 50_000_000;
    private static final long VALIDITY = 1_000;
    /** More than any fee here. */
    static final Amount MAX_FEE = Amount.of(10_000 * IXI);

    private final List<RpcClient> nodes = new ArrayList<>();
    private final Registry registry;
    private final long run;
    private final @Nullable LocalNetwork own;
    private final Consumer<Step> listener;
    private final Hash chain;
    private final List<Step> steps = new ArrayList<>();
    private final Map<Address, Long> sequences = new TreeMap<>();

    /**
     * @param own the network if it was made for this: nobody else is there
     * @param listener sees each step when it is done
     */
    Stage(List<URI> doors, Registry registry, long run, @Nullable LocalNetwork own, Consumer<Step> listener)
            throws IOException, RpcException {
        doors.forEach(door -> nodes.add(new RpcClient(door, PATIENCE)));
        this.registry = registry;
        this.run = run;
        this.own = own;
        this.listener = listener;
        this.chain = Hash.fromHex(
                home().call("ixi_getBlock").path("header").path("chain").asString());
    }

    /** The node that transactions and questions go to, so that each sees what came before it. */
    private RpcClient home() {
        return nodes.getFirst();
    }

    List<RpcClient> nodes() {
        return nodes;
    }

    List<Step> steps() {
        return steps;
    }

    Registry registry() {
        return registry;
    }

    /** The chain's id: the hash of its genesis. */
    Hash chain() {
        return chain;
    }

    /** Where the nodes keep their files; null if that is not known. */
    @Nullable
    Path files() {
        return own == null ? null : own.path();
    }

    /** A block with its transactions in full, as the home node serves it. */
    JsonNode block(long height) throws IOException, RpcException {
        return home().call(
                        "ixi_getBlock",
                        object().put("block", Long.toString(height)).put("transactions", "full"));
    }

    /** Whether nobody else uses the network. */
    boolean own() {
        return own != null;
    }

    /** The network's processes; IOException if it was not made for this. */
    LocalNetwork network() throws IOException {
        if (own == null) {
            throw new IOException("this story starts and stops nodes: it needs a network of its own");
        }
        return own;
    }

    /** Starts one more node, which the genesis does not name, and waits until it answers. */
    RpcClient invite(String name, byte[] seed) throws IOException, RpcException {
        RpcClient door = new RpcClient(network().invite(name, seed).rpc(), PATIENCE);
        nodes.add(door);
        await("an answer of " + name, () -> {
            try {
                return !door.call("ixi_status").isEmpty();
            } catch (IOException e) {
                return false;
            }
        });
        return door;
    }

    long run() {
        return run;
    }

    Actor actor(String name) {
        return Actor.of(run, name);
    }

    /** A step is over: it passed if both say the same. */
    void step(String what, Object expected, Object observed) {
        Step step = new Step(what, expected.toString(), observed.toString());
        steps.add(step);
        listener.accept(step);
    }

    /** The actor's next transaction, unsigned. It carries its key. */
    Draft draft(Actor from, Message... messages) throws IOException, RpcException {
        return Draft.of(
                chain,
                from.publicKey(),
                from.address(),
                sequence(from),
                height() + VALIDITY,
                MAX_FEE,
                List.of(messages));
    }

    /** The number of the actor's next transaction: ids of what it creates follow from it. */
    long sequence(Actor of) throws IOException, RpcException {
        Long known = sequences.get(of.address());
        if (known == null) {
            ObjectNode params = object().put("address", of.address().text());
            known = Long.parseLong(
                    home().call("ixi_getAccount", params).path("next_sequence").asString());
            sequences.put(of.address(), known);
        }
        return known;
    }

    /** Signs, sends and waits until a block holds it. */
    Outcome send(Actor from, Message... messages) throws IOException, RpcException {
        return send(from, draft(from, messages));
    }

    Outcome send(Actor from, Draft draft) throws IOException, RpcException {
        return send(from, draft, List.of(from.signature(draft)));
    }

    /** The same with the signatures of all who must sign, the account's own first. */
    Outcome send(Actor from, Draft draft, List<Signature> signatures) throws IOException, RpcException {
        Outcome outcome = hand(draft.signed(signatures), true);
        if (outcome.height() >= 0) {
            advance(from, draft);
        }
        return outcome;
    }

    private void advance(Actor from, Draft draft) {
        if (draft.body().getTicket() == 0) {
            sequences.put(from.address(), draft.body().getSequence() + 1);
        }
    }

    /** Hands it over without waiting for a block; {@link #settled} waits. */
    Outcome post(Actor from, Draft draft) throws IOException, RpcException {
        Outcome outcome = hand(from.signed(draft), false);
        if (outcome.ok()) {
            advance(from, draft);
        }
        return outcome;
    }

    /** Sends bytes as they are. */
    Outcome hand(Bytes transaction, boolean untilFinal) throws IOException {
        ObjectNode params = object().put("encoding", "base64")
                .put("transaction", Base64.getEncoder().encodeToString(transaction.unsafeArray()));
        try {
            JsonNode answer = home().call("ixi_sendTransaction", untilFinal ? params.put("wait", "final") : params);
            return untilFinal ? outcome(answer) : new Outcome("OK", -1, object());
        } catch (RpcException e) {
            return new Outcome(e.name(), -1, object());
        }
    }

    private static Outcome outcome(JsonNode transaction) {
        JsonNode receipt = transaction.path("receipt");
        return new Outcome(
                receipt.path("name").asString(),
                Long.parseLong(transaction.path("height").asString()),
                receipt);
    }

    /** Waits for the block with a transaction that was handed over. */
    Outcome settled(Hash id) throws IOException, RpcException {
        JsonNode[] found = new JsonNode[1];
        await("transaction " + id.hex(), () -> {
            found[0] = home().call("ixi_getTransaction", object().put("id", id.hex()));
            return found[0].path("status").asString().equals("final");
        });
        return outcome(found[0]);
    }

    /** Asks a module, by the query's path; refused with the module's error as {@link RpcException}. */
    <R extends Message> R ask(String path, Message params, R result) throws IOException, RpcException {
        return ask(object(), path, params, result);
    }

    /** The same of the state after an earlier block. */
    <R extends Message> R askAt(long height, String path, Message params, R result) throws IOException, RpcException {
        return ask(object().put("height", Long.toString(height)), path, params, result);
    }

    @SuppressWarnings("unchecked")
    private <R extends Message> R ask(ObjectNode request, String path, Message params, R result)
            throws IOException, RpcException {
        QuerySpec query = registry.query(path).orElseThrow();
        request.put("path", query.path());
        request.set("params", ProtoJson.toJson(params));
        JsonNode answer = home().call("ixi_query", request).path("result");
        try {
            return (R) ProtoJson.fromJson(answer, result);
        } catch (InvalidJsonException e) {
            throw new IOException(path + " answered what it should not: " + e.getMessage(), e);
        }
    }

    /** What the home node serves at a path, as JSON. */
    JsonNode get(String path) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(home().url().resolve(path))
                .timeout(PATIENCE)
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return Terminal.JSON.readTree(
                    client.send(request, HttpResponse.BodyHandlers.ofString()).body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** So many ixi as a message carries them. */
    static ByteString ixi(long amount) {
        return Amount.of(amount * IXI).toByteString();
    }

    /** The operators of all validators on the chain's list. */
    List<ByteString> validators() throws IOException, RpcException {
        return ask("staking/validators", ValidatorsQuery.getDefaultInstance(), ValidatorsResult.getDefaultInstance())
                .getValidatorsList()
                .stream()
                .map(ValidatorResult::getValidator)
                .toList();
    }

    /** An account's free native units. */
    Amount free(Address account) throws IOException, RpcException {
        BalanceQuery query =
                BalanceQuery.newBuilder().setAccount(account.toByteString()).build();
        return Amount.of(
                ask("bank/balance", query, BalanceResult.getDefaultInstance()).getFree());
    }

    /** Of the home node's latest block. */
    long height() throws IOException, RpcException {
        return Long.parseLong(home().call("ixi_status").path("height").asString());
    }

    /** The chain's clock: time of the latest block. */
    long timeMs() throws IOException, RpcException {
        return Long.parseLong(home().call("ixi_status").path("time_ms").asString());
    }

    /** Something that is asked again and again. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws IOException, RpcException;
    }

    /** Waits until a block is later than this by the chain's clock. */
    void until(long timeMs) throws IOException, RpcException {
        Duration ahead = Duration.ofMillis(Math.max(0, timeMs - timeMs()));
        await("the chain's clock", PATIENCE.plus(ahead), () -> timeMs() > timeMs);
    }

    /** Waits until it holds; IOException after a minute. */
    void await(String what, Condition condition) throws IOException, RpcException {
        await(what, PATIENCE, condition);
    }

    private static void await(String what, Duration patience, Condition condition) throws IOException, RpcException {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new IOException("waited " + patience.toSeconds() + " seconds for " + what);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static ObjectNode object() {
        return Terminal.JSON.createObjectNode();
    }

    @Override
    public void close() {
        nodes.forEach(RpcClient::close);
    }
}
