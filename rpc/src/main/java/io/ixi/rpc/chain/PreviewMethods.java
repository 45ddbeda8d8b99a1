package io.ixi.rpc.chain;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.rpc.Backend;
import io.ixi.rpc.call.CallException;
import io.ixi.rpc.call.Method;
import io.ixi.rpc.call.Param;
import io.ixi.rpc.call.Params;
import io.ixi.rpc.call.Traits;
import io.ixi.rpc.json.InvalidJsonException;
import io.ixi.rpc.json.Json;
import io.ixi.rpc.json.ProtoJson;
import io.ixi.rpc.json.Texts;
import io.ixi.rpc.words.Words;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.MessageSpec;
import io.ixi.vm.kernel.proto.Key;
import io.ixi.vm.kernel.proto.Transaction;
import io.ixi.vm.kernel.proto.TransactionBody;
import io.ixi.vm.kernel.proto.TypedMessage;
import io.ixi.vm.kernel.tx.Domain;
import io.ixi.vm.kernel.tx.Draft;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What would happen, before anybody signs: simulating transactions, and building unsigned ones of any messages. */
public final class PreviewMethods {
    private static final int MAX_MESSAGES = 16;
    private static final int DEFAULT_VALIDITY = 1_000;
    private static final int MAX_VALIDITY = 20_000;

    /** Bid while the fee is not known: the simulation tells the real one. */
    private static final Amount OPEN_FEE = Amount.of(1_000_000_000);

    private static final Param<String> UNSIGNED =
            Param.text("transaction", "bytes in the encoding; signatures may be missing");
    static final Param<String> LANGUAGE =
            Param.choice("lang", "of the summary", Words.LANGUAGES).optional();

    private static final Param<Address> ACCOUNT = Param.address("account", "who will sign, and pays the fee");
    private static final Param<List<JsonNode>> MESSAGES = Param.list(
            "messages",
            "in order, all or nothing: {name, value} like {\"name\":\"bank.Send\",\"value\":{...}}; rpc.discover has"
                    + " the schemas as Call",
            Param.object("message", "one message"),
            MAX_MESSAGES);
    private static final Param<String> MANDATE = Param.text(
                    "mandate", "hex id of the mandate under which the account acts for another")
            .optional();
    private static final Param<Address> GRANTOR = Param.address(
                    "grantor", "with a mandate: in whose name the messages speak")
            .optional();
    private static final Param<String> PUBLIC_KEY = Param.text(
                    "public_key", "hex; needed for the first transaction of an account that nobody knows yet")
            .optional();
    private static final Param<Integer> SCHEME = Param.number(
                    "scheme", "of public_key: 1 ML-DSA-44 (default), 2 ML-DSA-65, 3 ML-DSA-87", 1, 3)
            .optional();
    private static final Param<Integer> VALID_FOR = Param.number(
                    "valid_for", "blocks after which it can no longer be included; default 1000", 1, MAX_VALIDITY)
            .optional();

    private final Backend backend;
    private final View view;
    private final Assets assets;

    public PreviewMethods(Backend backend, View view, Assets assets) {
        this.backend = backend;
        this.view = view;
        this.assets = assets;
    }

    public List<Method> all() {
        return List.of(
                new Method(
                        "ixi_simulateTransaction",
                        "What a transaction would do now",
                        "Runs it on the latest final state and throws the result away: code, gas, fee, events, changes"
                                + " of balances, what gates said, what cannot be taken back, and a summary in plain"
                                + " words.",
                        "chain",
                        List.of(UNSIGNED, ChainMethods.ENCODING, LANGUAGE),
                        Results.of("Simulation"),
                        Traits.SIMULATE,
                        Method.now(params -> simulate(
                                ChainMethods.bytes(params, UNSIGNED),
                                params.find(LANGUAGE).orElse("en")))),
                new Method(
                        "ixi_buildTransaction",
                        "An unsigned transaction of any messages, simulated and summed up",
                        "The node holds no keys: sign signing_hash with ML-DSA under the context IXI-tx-v1, or the"
                                + " bytes with a wallet, and send it. max_fee is twice the fee of now.",
                        "chain",
                        List.of(ACCOUNT, MESSAGES, MANDATE, GRANTOR, PUBLIC_KEY, SCHEME, VALID_FOR, LANGUAGE),
                        Results.of("Built"),
                        Traits.SIMULATE,
                        Method.now(this::build)));
    }

    private ObjectNode simulate(Bytes transaction, String language) throws RejectedException {
        Backend.Simulation simulation = backend.simulate(transaction);
        ObjectNode json = view.receipt(simulation.receipt());
        try {
            TransactionBody body = TransactionBody.parseFrom(
                    Transaction.parseFrom(transaction.unsafeArray()).getBody());
            new Effects(view.registry(), assets, Words.of(language)).add(json, body, simulation);
            return json;
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("simulated what is no transaction", e);
        }
    }

    private JsonNode build(Params params) throws CallException, RejectedException {
        Draft draft = draft(params);
        Amount fee = backend.simulate(draft.unsigned()).receipt().fee();
        Draft priced = draft.withMaxFee(fee.plus(fee));
        ObjectNode json = Json.object()
                .put("transaction", priced.unsigned().hex())
                .put("body", Bytes.wrap(priced.body().toByteArray()).hex())
                .put("id", priced.id().hex())
                .put("signing_hash", priced.signingHash().hex())
                .put("signing_context", Domain.TX_SIGNATURE)
                .put("sequence", Long.toString(priced.body().getSequence()))
                .put("valid_until_height", Long.toString(priced.body().getValidUntilHeight()))
                .put("max_fee", fee.plus(fee).toString());
        json.set("simulation", simulate(priced.unsigned(), params.find(LANGUAGE).orElse("en")));
        return json;
    }

    private Draft draft(Params params) throws CallException {
        Address account = params.get(ACCOUNT);
        Backend.Status status = backend.status();
        Hash chain = backend.block(status.height())
                .map(block -> block.header().chain())
                .orElseThrow(() -> new CallException(CallException.NOT_FOUND, "this node has no block yet"));
        TransactionBody.Builder body = TransactionBody.newBuilder()
                .setChain(ByteString.copyFrom(chain.toBytes()))
                .setAccount(account.toByteString())
                .setSequence(backend.nextSequence(account))
                .setValidUntilHeight(status.height() + params.find(VALID_FOR).orElse(DEFAULT_VALIDITY))
                .setMaxFee(OPEN_FEE.toByteString());
        try {
            Optional<Address> grantor = params.find(GRANTOR);
            for (JsonNode message : params.get(MESSAGES)) {
                body.addMessages(typed(message, body.getMessagesCount(), grantor));
            }
            Optional<String> mandate = params.find(MANDATE);
            if (mandate.isPresent() != grantor.isPresent()) {
                throw new InvalidJsonException(GRANTOR.name(), "mandate and grantor go together");
            }
            if (mandate.isPresent()) {
                body.setMandate(ByteString.copyFrom(
                        Texts.hex(mandate.get(), MANDATE.name()).toArray()));
            }
            Optional<String> key = params.find(PUBLIC_KEY);
            if (key.isPresent()) {
                Bytes bytes = Texts.hex(key.get(), PUBLIC_KEY.name());
                Key built =
                        Draft.key(Scheme.ofNumber(params.find(SCHEME).orElse(1)).orElse(Scheme.ML_DSA_44), bytes);
                if (!Address.of(built.getScheme(), bytes).equals(account) && body.getSequence() == 0) {
                    throw new InvalidJsonException(PUBLIC_KEY.name(), "is not the key of the account");
                }
                body.setKey(built);
            }
        } catch (InvalidJsonException e) {
            throw CallException.invalidParams(e);
        }
        return new Draft(chain, body.build());
    }

    private TypedMessage typed(JsonNode json, int index, Optional<Address> signer) throws InvalidJsonException {
        String path = MESSAGES.name() + "[" + index + "]";
        JsonNode name = json.path("name");
        MessageSpec spec = view.registry().messages().stream()
                .filter(s -> name.isString() && name.stringValue().equals(s.module() + "." + s.name()))
                .findFirst()
                .orElseThrow(() -> new InvalidJsonException(
                        path + ".name", "no such message; ixi_chainInfo lists them as module and name"));
        JsonNode value = json.path("value");
        Message message = ProtoJson.fromJson(value.isMissingNode() ? Json.object() : value, spec.prototype(), path);
        return signer.isPresent() ? Draft.typed(message, signer.get()) : Draft.typed(message);
    }
}
