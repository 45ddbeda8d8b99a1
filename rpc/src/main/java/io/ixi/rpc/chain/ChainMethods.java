package io.ixi.rpc.chain;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.rpc.Backend;
import io.ixi.rpc.RpcConfig.Limits;
import io.ixi.rpc.call.CallException;
import io.ixi.rpc.call.Method;
import io.ixi.rpc.call.Param;
import io.ixi.rpc.call.Params;
import io.ixi.rpc.call.Traits;
import io.ixi.rpc.json.InvalidJsonException;
import io.ixi.rpc.json.Json;
import io.ixi.rpc.json.ProtoJson;
import io.ixi.rpc.json.Texts;
import io.ixi.vm.kernel.exec.Receipt;
import io.ixi.vm.kernel.proto.Signature;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The methods about the chain itself: status, blocks, transactions. */
public final class ChainMethods {
    private static final Param<String> BLOCK = Param.text(
                    "block", "\"latest\", a height as a decimal string, or a block hash; default latest")
            .optional();
    private static final Param<String> TRANSACTIONS = Param.choice(
                    "transactions", "ids only, or transactions decoded with their receipts", List.of("ids", "full"))
            .optional();
    private static final Param<Boolean> CERTIFICATE = Param.flag(
                    "certificate", "add the validators' signatures, 2.4 KB each")
            .optional();
    private static final Param<Long> EPOCH = Param.height("epoch", "that is over, as a decimal string");
    private static final Param<Hash> ID = Param.hash("id", "transaction id");
    private static final Param<Boolean> RAW =
            Param.flag("raw", "add the whole transaction's bytes in hex").optional();
    private static final Param<Boolean> PROVE = Param.flag(
                    "prove",
                    "add a proof that the receipt with its events is in the block; needs the block after it to be"
                            + " final")
            .optional();
    private static final int INVARIANTS_COST = 500;
    private static final Param<String> TRANSACTION = Param.text("transaction", "signed bytes, in the encoding");
    static final Param<String> ENCODING = Param.choice(
                    "encoding",
                    "of the bytes: lower-case hex without 0x, or base64 (smaller)",
                    List.of("hex", "base64"))
            .optional();
    private static final Param<String> WAIT = Param.choice(
                    "wait",
                    "until the mempool accepted it, or until it is final in a block",
                    List.of("accepted", "final"))
            .optional();

    private static final Param<String> BODY = Param.text("body", "hex of what was signed");
    private static final Param<List<JsonNode>> SIGNATURES = Param.list(
            "signatures",
            "the account's first, then its co-signers': {scheme, signature} with the signature in hex",
            Param.object("signature", "one signature"),
            8);

    private final Backend backend;
    private final View view;
    private final Feed feed;
    private final Limits limits;
    private final Param<Integer> timeout;

    public ChainMethods(Backend backend, View view, Feed feed, Limits limits) {
        this.backend = backend;
        this.view = view;
        this.feed = feed;
        this.limits = limits;
        int most = Math.toIntExact(limits.maxWait().toMillis());
        this.timeout = Param.number("timeout_ms", "with wait final: give up after this long", 1, most)
                .optional();
    }

    public List<Method> all() {
        return List.of(
                method("ixi_status", "Status", "Where this node stands", "", List.of(), Method.now(params -> status())),
                method(
                        "ixi_chainInfo",
                        "ChainInfo",
                        "Modules of this chain and limits of this node",
                        "Message types with gas and fee lane, queries, events and error codes, from the modules'"
                                + " descriptors.",
                        List.of(),
                        Method.now(params -> ChainInfo.of(backend, limits))),
                method(
                        "ixi_getBlock",
                        "Block",
                        "A final block",
                        "Only final blocks are visible. An unknown, future or pruned one is error -32001.",
                        List.of(BLOCK, TRANSACTIONS, CERTIFICATE),
                        Method.now(this::block)),
                method(
                        "ixi_getTransaction",
                        "Transaction",
                        "A transaction that waits on this node or is final",
                        "status is pending or final; final ones have height, index and receipt.",
                        List.of(ID, RAW, PROVE),
                        Method.now(this::transaction)),
                method(
                        "ixi_getHandover",
                        "Proof",
                        "Proves who validates after an epoch",
                        "For light clients: whoever knows an epoch's validators learns the next ones. The header is of"
                                + " the block that ends the epoch, its hash the seed of the next set; the entries are the"
                                + " staking module's Epoch and the Members of the next set, before that block. Kept for"
                                + " ever. Error -32001 before the epoch is over.",
                        List.of(EPOCH),
                        Method.now(this::handover)),
                method(
                                "ixi_sendTransaction",
                                "Sent",
                                "Hands a signed transaction to the network",
                                "Answers with the id once its signature is checked and it waits for a block, or with"
                                        + " wait final once it is in a final block. On error -32002 it may still become"
                                        + " final: look it up by the id in data.",
                                List.of(TRANSACTION, ENCODING, WAIT, timeout),
                                (params, caller) -> send(params, bytes(params, TRANSACTION)))
                        .with(Traits.SEND),
                method(
                                "ixi_sendSigned",
                                "Sent",
                                "Hands in a transaction as its body and signatures, for who writes no protobuf",
                                "The body as ixi_buildTransaction answered it; a signature is ML-DSA over signing_hash"
                                        + " under the context IXI-tx-v1.",
                                List.of(BODY, SIGNATURES, WAIT, timeout),
                                (params, caller) -> send(params, signed(params)))
                        .with(Traits.SEND),
                method(
                                "ixi_checkInvariants",
                                "Invariants",
                                "Whether the state contradicts itself",
                                "Recomputes every module's invariants from the whole latest final state. Takes as long"
                                        + " as the state is large; one check runs at a time.",
                                List.of(),
                                (params, caller) -> backend.checkInvariants().thenApply(ChainMethods::invariants))
                        .with(Traits.READ.asPrivileged(INVARIANTS_COST)));
    }

    private static ObjectNode invariants(Backend.Invariants found) {
        boolean ok = found.faults().values().stream().allMatch(String::isEmpty);
        ObjectNode json =
                Json.object().put("height", Long.toString(found.height())).put("ok", ok);
        ArrayNode modules = json.putArray("modules");
        found.faults()
                .forEach((name, fault) -> modules.addObject()
                        .put("module", name)
                        .put("ok", fault.isEmpty())
                        .put("fault", fault));
        return json;
    }

    private static Method method(
            String name,
            String result,
            String summary,
            String description,
            List<Param<?>> params,
            Method.Handler handler) {
        return new Method(name, summary, description, "chain", params, Results.of(result), handler);
    }

    private ObjectNode status() {
        Backend.Status status = backend.status();
        ObjectNode json = Json.object()
                .put("chain_id", status.chainId())
                .put("version", status.version())
                .put("name", status.name())
                .put("height", Long.toString(status.height()))
                .put("hash", status.hash().hex())
                .put("state_root", status.stateRoot().hex())
                .put("time_ms", Long.toString(status.heightTimeMs()))
                .put("view", Long.toString(status.view()))
                .put("earliest_height", Long.toString(status.earliestHeight()))
                .put("earliest_block", Long.toString(status.earliestBlock()))
                .put("syncing", status.syncing());
        if (status.validator() >= 0) {
            json.put("validator", status.validator());
        } else {
            json.putNull("validator");
        }
        return json.put("validators", status.validators())
                .put("peers", status.connectedPeers())
                .put("pending_transactions", status.pendingTransactions())
                .put("pending_bytes", Long.toString(status.pendingBytes()));
    }

    private ObjectNode block(Params params) throws CallException {
        Backend.Block block = find(params.find(BLOCK).orElse("latest"));
        ObjectNode json = Json.object().put("hash", block.hash().hex());
        json.set("header", Chain.header(block.header()));
        if (params.find(TRANSACTIONS).orElse("ids").equals("full")) {
            ArrayNode list = json.putArray("transactions");
            for (int i = 0; i < block.transactionIds().size(); i++) {
                Receipt receipt = block.receipts().get(i);
                list.add(view.transaction(
                        new Backend.Transaction(
                                block.transactionIds().get(i),
                                block.transactions().get(i),
                                block.header().height(),
                                i,
                                receipt),
                        false));
            }
        } else {
            json.set("transactions", Chain.ids(block.transactionIds()));
        }
        if (block.receipts().size() > block.transactionIds().size()) {
            json.set("end", view.receipt(block.receipts().getLast()));
        }
        json.put(
                "transaction_bytes",
                block.transactions().stream().mapToInt(Bytes::size).sum());
        Certificate finalization = block.finalization();
        if (finalization != null) {
            boolean signatures = params.find(CERTIFICATE).orElse(false);
            json.set("finalization", Chain.certificate(finalization, signatures));
        }
        return json;
    }

    private Backend.Block find(String block) throws CallException {
        try {
            Optional<Backend.Block> found;
            if (block.equals("latest")) {
                found = backend.block(backend.status().height());
            } else if (block.length() == 2 * Hash.BYTES) {
                found = backend.block(Texts.hash(Json.string(block), BLOCK.name()));
            } else {
                long height = Texts.counter(Json.string(block), BLOCK.name());
                found = backend.block(height);
                if (found.isEmpty() && height < backend.status().earliestBlock()) {
                    throw new CallException(
                            CallException.NOT_FOUND,
                            "block " + height + " is not kept any more: this node keeps blocks from "
                                    + backend.status().earliestBlock() + " on; ask one with archive = true");
                }
            }
            return found.orElseThrow(
                    () -> new CallException(CallException.NOT_FOUND, "no such block, or not final yet, or pruned"));
        } catch (InvalidJsonException e) {
            throw CallException.invalidParams(
                    new InvalidJsonException(BLOCK.name(), "expected \"latest\", a decimal height or a 64-digit hash"));
        }
    }

    private ObjectNode transaction(Params params) throws CallException {
        Backend.Transaction found = backend.transaction(params.get(ID))
                .orElseThrow(() -> new CallException(
                        CallException.NOT_FOUND, "no such transaction waits here or is final, or it is pruned"));
        ObjectNode json = view.transaction(found, params.find(RAW).orElse(false));
        if (params.find(PROVE).orElse(false)) {
            if (found.pending()) {
                throw new CallException(CallException.NOT_FOUND, "it is not final: there is nothing to prove yet");
            }
            json.set("receipt_proof", ReceiptProof.of(backend, found.height(), found.index()));
        }
        return json;
    }

    private ObjectNode handover(Params params) throws CallException {
        long epoch = params.get(EPOCH);
        return Chain.proof(backend.handover(epoch)
                .orElseThrow(() -> new CallException(CallException.NOT_FOUND, "epoch " + epoch + " is not over")));
    }

    private static Bytes signed(Params params) throws CallException {
        try {
            io.ixi.vm.kernel.proto.Transaction.Builder transaction = io.ixi.vm.kernel.proto.Transaction.newBuilder()
                    .setBody(ByteString.copyFrom(
                            Texts.hex(params.get(BODY), BODY.name()).toArray()));
            for (JsonNode signature : params.get(SIGNATURES)) {
                transaction.addSignatures(
                        (Signature) ProtoJson.fromJson(signature, Signature.getDefaultInstance(), SIGNATURES.name()));
            }
            return Bytes.wrap(transaction.build().toByteArray());
        } catch (InvalidJsonException e) {
            throw CallException.invalidParams(e);
        }
    }

    private CompletableFuture<JsonNode> send(Params params, Bytes bytes) throws CallException {
        boolean untilFinal = params.find(WAIT).orElse("accepted").equals("final");
        Duration limit = Duration.ofMillis(
                params.find(timeout).orElse(Math.toIntExact(limits.maxWait().toMillis()) / 2));
        CompletableFuture<Hash> accepted = backend.send(bytes);
        if (!untilFinal) {
            return accepted.thenApply(id -> Json.object().put("id", id.hex()).put("status", "accepted"));
        }
        return accepted.thenCompose(id -> untilFinal(id, limit));
    }

    private CompletableFuture<JsonNode> untilFinal(Hash id, Duration limit) {
        try {
            return feed.whenFinal(id, limit).handle((transaction, error) -> settled(id, transaction, error));
        } catch (CallException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private JsonNode settled(Hash id, Backend.@Nullable Transaction transaction, @Nullable Throwable error) {
        if (transaction == null) {
            Throwable cause = error instanceof CompletionException wrapped ? wrapped.getCause() : error;
            throw new CompletionException(
                    cause instanceof TimeoutException
                            ? new CallException(
                                    CallException.TIMEOUT,
                                    "accepted, but not final in time; it may still become final",
                                    Json.object().put("id", id.hex()))
                            : cause);
        }
        ObjectNode json = Json.object()
                .put("id", id.hex())
                .put("status", "final")
                .put("height", Long.toString(transaction.height()))
                .put("index", transaction.index());
        Receipt receipt = transaction.receipt();
        if (receipt != null) {
            json.set("receipt", view.receipt(receipt));
        }
        return json;
    }

    static Bytes bytes(Params params, Param<String> param) throws CallException {
        try {
            String text = params.get(param);
            return params.find(ENCODING).orElse("hex").equals("hex")
                    ? Texts.hex(text, param.name())
                    : Texts.base64(text, param.name());
        } catch (InvalidJsonException e) {
            throw CallException.invalidParams(e);
        }
    }
}
