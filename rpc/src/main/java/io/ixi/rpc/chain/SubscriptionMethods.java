package io.ixi.rpc.chain;

import io.ixi.consensus.types.Hash;
import io.ixi.rpc.call.CallException;
import io.ixi.rpc.call.Caller;
import io.ixi.rpc.call.Method;
import io.ixi.rpc.call.Param;
import io.ixi.rpc.call.Params;
import io.ixi.rpc.call.Subscriber;
import io.ixi.rpc.call.Traits;
import io.ixi.rpc.json.Json;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.module.Registry;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;

/** Subscribing over WebSocket; what is told arrives as {@code ixi_subscription} notifications. */
public final class SubscriptionMethods {
    private static final int MAX_FILTERS = 256;
    private static final String NEW_BLOCKS = "newBlocks";

    private static final Param<String> TOPIC = Param.choice(
            "topic",
            "newBlocks: a summary of every final block; transactions: final ones that match; events: of the given types"
                    + " or that name an account; inbox: what modules want one account to know",
            List.of(NEW_BLOCKS, "transactions", "events", "inbox"));
    private static final Param<List<Hash>> IDS = Param.list(
                    "ids", "with transactions: these ids", Param.hash("id", "transaction id"), MAX_FILTERS)
            .optional();
    private static final Param<List<Address>> ACCOUNTS = Param.list(
                    "accounts",
                    "with transactions: signed by these accounts, or with an event that names them; with events: that"
                            + " name one of them; with inbox: whose",
                    Param.address("account", "account"),
                    MAX_FILTERS)
            .optional();
    private static final Param<String> CURSOR = Param.text(
                    "cursor", "that of the last notification heard: what came after it is told first. A height will do")
            .optional();
    private static final Param<String> SUBSCRIPTION = Param.text("subscription", "what ixi_subscribe answered");

    private final Registry registry;
    private final Feed feed;

    public SubscriptionMethods(Registry registry, Feed feed) {
        this.registry = registry;
        this.feed = feed;
    }

    public List<Method> all() {
        return List.of(
                new Method(
                        "ixi_subscribe",
                        "Be told what becomes final (WebSocket only)",
                        "Answers with a subscription id, before anything is told under it. Notifications: method"
                                + " ixi_subscription, params {subscription, cursor, result}. A connection that falls"
                                + " behind is closed with 4008; subscribe again with the last cursor and nothing is"
                                + " missed. ixi_subscriptionEnded: those blocks are pruned.",
                        "chain",
                        List.of(TOPIC, IDS, ACCOUNTS, EventNames.PARAM, CURSOR),
                        Json.object().put("type", "string"),
                        Traits.SOCKET,
                        this::subscribe),
                new Method(
                        "ixi_unsubscribe",
                        "Ends a subscription (WebSocket only)",
                        "",
                        "chain",
                        List.of(SUBSCRIPTION),
                        Json.object().put("type", "boolean"),
                        Traits.SOCKET,
                        this::unsubscribe));
    }

    private CompletableFuture<JsonNode> subscribe(Params params, Caller caller) throws CallException {
        Topic topic = topic(params);
        Cursor after = EventMethods.cursor(params.find(CURSOR), CURSOR.name());
        String id = feed.subscribe(open(caller), topic, after, caller.answered());
        return CompletableFuture.completedFuture(Json.string(id));
    }

    private Topic topic(Params params) throws CallException {
        Set<Hash> ids = Set.copyOf(params.find(IDS).orElse(List.of()));
        Set<Hash> accounts = EventMethods.hashes(params.find(ACCOUNTS).orElse(List.of()));
        Set<Integer> types = EventNames.types(params, registry);
        Topic.Kind kind = switch (params.get(TOPIC)) {
            case "transactions" -> Topic.Kind.TRANSACTIONS;
            case "events" -> Topic.Kind.EVENTS;
            case "inbox" -> Topic.Kind.INBOX;
            default -> Topic.Kind.BLOCKS;
        };
        boolean fits = switch (kind) {
            case BLOCKS -> ids.isEmpty() && accounts.isEmpty() && types.isEmpty();
            case TRANSACTIONS -> !(ids.isEmpty() && accounts.isEmpty()) && types.isEmpty();
            case EVENTS -> ids.isEmpty() && !(accounts.isEmpty() && types.isEmpty());
            case INBOX -> ids.isEmpty() && !accounts.isEmpty();
        };
        if (!fits) {
            throw new CallException(
                    CallException.INVALID_PARAMS,
                    "Invalid params: transactions needs ids or accounts, events needs events or accounts, inbox needs"
                            + " accounts, newBlocks takes none of them");
        }
        return new Topic(kind, ids, accounts, types);
    }

    private CompletableFuture<JsonNode> unsubscribe(Params params, Caller caller) throws CallException {
        if (!feed.unsubscribe(open(caller), params.get(SUBSCRIPTION))) {
            throw new CallException(CallException.NOT_FOUND, "this connection has no such subscription");
        }
        return CompletableFuture.completedFuture(Json.bool(true));
    }

    private static Subscriber open(Caller caller) throws CallException {
        Subscriber subscriber = caller.subscriber();
        if (subscriber == null) {
            throw new CallException(CallException.NEEDS_WEBSOCKET, "connect to /ws by WebSocket to subscribe");
        }
        return subscriber;
    }
}
