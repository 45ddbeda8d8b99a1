package io.ixi.rpc.web;

import io.ixi.rpc.Backend;
import io.ixi.rpc.json.Json;
import io.javalin.http.Context;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What watches a node: health, readiness, version, metrics. */
public final class OpsDoor {
    /** Prometheus text exposition format, version 0.0.4. */
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final Backend backend;

    public OpsDoor(Backend backend) {
        this.backend = backend;
    }

    /** The process is up and serves. */
    public void health(Context context) {
        json(context, Json.object().put("status", "ok"));
    }

    /** 200 if the node is in sync with enough peers, else 503; which check fails is in the body. */
    public void ready(Context context) {
        Backend.Readiness readiness = backend.readiness();
        ObjectNode body = Json.object().put("ready", readiness.ready());
        ArrayNode checks = body.putArray("checks");
        for (Backend.Readiness.Check check : readiness.checks()) {
            checks.addObject().put("name", check.name()).put("ok", check.ok()).put("detail", check.detail());
        }
        context.status(readiness.ready() ? 200 : 503);
        json(context, body);
    }

    public void version(Context context) {
        Backend.Status status = backend.status();
        json(
                context,
                Json.object()
                        .put("version", status.version())
                        .put("name", status.name())
                        .put("chain_id", status.chainId())
                        .put("java", Runtime.version().toString()));
    }

    public void metrics(Context context) {
        context.contentType(PROMETHEUS).result(backend.metrics());
    }

    private static void json(Context context, ObjectNode body) {
        context.contentType(HttpDoor.JSON).header("Cache-Control", "no-store").result(Json.write(body));
    }
}
