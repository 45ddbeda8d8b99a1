package io.ixi.rpc.mcp;

import io.ixi.rpc.call.CallException;
import io.ixi.rpc.call.Caller;
import io.ixi.rpc.call.Dispatcher;
import io.ixi.rpc.json.Json;
import java.util.List;
import java.util.concurrent.CompletionException;
import tools.jackson.databind.node.ObjectNode;

/** What an agent can read before it acts, and what a person can ask it. */
final class Guide {
    static final String INSTRUCTIONS = """
        Tools named ixi_* read the chain; amounts are decimal strings in base units, accounts begin with ixi1.
        Tools named tx_MODULE_MESSAGE build an unsigned transaction, simulate it and sum it up in plain words: show the
        summary to the person before anything is signed. The node holds no keys. Two ways on: the person signs in a
        wallet; or you hold an agent key of your own and the person granted it a mandate (tx_agents_GrantMandate): then
        give mandate and grantor, sign signing_hash with your key, and send with ixi_sendSigned. Consensus enforces the
        mandate's budgets and payees on what happened, whatever was said; over confirm_over use tx_agents_Propose.
        Start with ixi_resolveIntent for plain requests in English or Russian.
        """;

    private static final String JSON = "application/json";

    private Guide() {}

    static List<Resource> resources(Dispatcher dispatcher, ObjectNode document) {
        return List.of(
                new Resource("ixi://guide", "guide", "How to act for a person here", "text/plain", () -> INSTRUCTIONS),
                new Resource(
                        "ixi://openrpc",
                        "openrpc",
                        "Every method with its schemas, and the schemas of every message and event",
                        JSON,
                        () -> Json.text(document)),
                read(dispatcher, "chain", "Modules with their messages, queries, events and errors", "ixi_chainInfo"),
                read(dispatcher, "status", "Where the node stands", "ixi_status"),
                read(dispatcher, "intents", "What plain requests can ask for", "ixi_intents"));
    }

    private static Resource read(Dispatcher dispatcher, String name, String description, String method) {
        return new Resource("ixi://" + name, name, description, JSON, () -> {
            try {
                return Json.text(dispatcher.call(method, null, Caller.own()).join());
            } catch (CompletionException e) {
                CallException failure = Dispatcher.failure(e, method);
                return Json.text(failure.toJson());
            }
        });
    }

    static List<Prompt> prompts() {
        Prompt.Argument account = new Prompt.Argument("account", "the person's account, ixi1...", true);
        return List.of(
                new Prompt(
                        "send",
                        "Send an amount to somebody",
                        List.of(
                                account,
                                new Prompt.Argument("to", "who receives: an account", true),
                                new Prompt.Argument("amount", "how much, like 20 EUR", true)),
                        "Resolve \"send {amount} to {to}\" for {account} with ixi_resolveIntent. Show me the summary"
                                + " and what cannot be taken back, and wait for my yes."),
                new Prompt(
                        "orders",
                        "Show my orders",
                        List.of(account),
                        "Resolve \"show my orders\" for {account} with ixi_resolveIntent, and list what it answers with"
                                + " the newest first."),
                new Prompt(
                        "inbox",
                        "What happened while I was away",
                        List.of(account),
                        "Read ixi_getInbox of {account} and sum it up in a few lines, money first."),
                new Prompt(
                        "mandate",
                        "Let an agent act within limits",
                        List.of(
                                account,
                                new Prompt.Argument("agent", "the agent's account", true),
                                new Prompt.Argument("limits", "what it may do, how much and until when", true)),
                        "Build tx_agents_GrantMandate by which {account} lets {agent} act: {limits}. Explain each"
                                + " limit, and what the agent could do at worst, before I sign."));
    }
}
