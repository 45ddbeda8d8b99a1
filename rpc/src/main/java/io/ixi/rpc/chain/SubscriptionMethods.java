package io.ixi.rpc.chain;

import io.ixi.consensus.types.Hash;
import io.ixi.rpc.call.CallException;
import io.ixi.rpc.call.Method;
import io.ixi.rpc.call.Param;
import io.ixi.rpc.call.Params;
import io.ixi.rpc.call.Subscriber;
import io.ixi.rpc.json.Json;
import io.ixi.vm.kernel.Address;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Subscribing over WebSocket; what is told arrives as {@code ixi_subscription} notifications. */
public final class SubscriptionMethods {
    private static final int MAX_FILTERS = 256;
    private static final String NEW_BLOCKS = "newBlocks";

    private static final Param<String> TOPIC = Param.choice(
            "topic",
            "newBlocks: a summary of every final block; transactions: final ones that match",
            List.of(NEW_BLOCKS, "transactions"));
    private static final Param<List<Hash>> IDS = Param.list(
                    "ids", "with transactions: these ids", Param.hash("id", "transaction id"), MAX_FILTERS)
            .optional();
    private static final Param<List<Address>> ACCOUNTS = Param.list(
                    "accounts",
                    "with transactions: signed by these accounts, or with an event that names them",
                    Param.address("account", "account"),
                    MAX_FILTERS)
            .optional();
    private static final Param<String> SUBSCRIPTION = Param.text("subscription", "what ixi_subscribe answered");

    private final Feed feed;

    public SubscriptionMethods(Feed feed) {
        this.feed = feed;
    }

    public List<Method> all() {
        return List.of(
                new Method(
                        "ixi_subscribe",
                        "Be told what becomes final (WebSocket only)",
                        "Answers with a subscription id. Notifications: method ixi_subscription, params {subscription,"
                                + " result}. A connection that falls behind is closed with 4008.",
                        "chain",
                        List.of(TOPIC, IDS, ACCOUNTS),
                        Json.object().put("type", "string"),
                        this::subscribe),
                new Method(
                        "ixi_unsubscribe",
                        "Ends a subscription (WebSocket only)",
                        "",
                        "chain",
                        List.of(SUBSCRIPTION),
                        Json.object().put("type", "boolean"),
                        this::unsubscribe));
    }

    private CompletableFuture<JsonNode> subscribe(Params params, @Nullable Subscriber subscriber) throws CallException {
        String topic = params.get(TOPIC);
        List<Hash> ids = params.find(IDS).orElse(List.of());
        List<Address> accounts = params.find(ACCOUNTS).orElse(List.of());
        if (topic.equals(NEW_BLOCKS) != (ids.isEmpty() && accounts.isEmpty())) {
            throw new CallException(
                    CallException.INVALID_PARAMS,
                    "Invalid params: transactions needs ids or accounts, newBlocks takes neither");
        }
        Set<Hash> hashes = accounts.stream().map(Address::hash).collect(Collectors.toUnmodifiableSet());
        String id = feed.subscribe(open(subscriber), new Feed.Topic(Set.copyOf(ids), hashes));
        return CompletableFuture.completedFuture(Json.string(id));
    }

    private CompletableFuture<JsonNode> unsubscribe(Params params, @Nullable Subscriber subscriber)
            throws CallException {
        if (!feed.unsubscribe(open(subscriber), params.get(SUBSCRIPTION))) {
            throw new CallException(CallException.NOT_FOUND, "this connection has no such subscription");
        }
        return CompletableFuture.completedFuture(Json.bool(true));
    }

    private static Subscriber open(@Nullable Subscriber subscriber) throws CallException {
        if (subscriber == null) {
            throw new CallException(CallException.NEEDS_WEBSOCKET, "connect to /ws by WebSocket to subscribe");
        }
        return subscriber;
    }
}
