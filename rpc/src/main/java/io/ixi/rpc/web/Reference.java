package io.ixi.rpc.web;

import io.ixi.rpc.json.Json;
import io.ixi.rpc.json.Once;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The reference at {@code /reference}: a page made of the OpenRPC document, without script. */
final class Reference {
    private static final String CSS = """
        :root { color-scheme: light dark; }
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; }
        code, pre { font-family: ui-monospace, monospace; font-size: .9em; }
        pre { overflow-x: auto; padding: .6rem; border: 1px solid #8886; border-radius: .4rem; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; vertical-align: top; padding: .2rem .6rem .2rem 0; border-bottom: 1px solid #8884; }
        nav ul { columns: 16rem; padding-left: 1rem; }
        section { border-top: 2px solid #8886; margin-top: 2rem; }
        .facts { color: #777; }
        """;

    private final Supplier<byte[]> document;
    private final Supplier<byte[]> page;

    Reference(Supplier<ObjectNode> document) {
        this.document = new Once<>(() -> Json.write(document.get()));
        this.page = new Once<>(() -> html(document.get()).getBytes(StandardCharsets.UTF_8));
    }

    void document(Context context) {
        context.contentType(HttpDoor.JSON).header("Cache-Control", "no-cache").result(document.get());
    }

    void page(Context context) {
        context.header("Content-Security-Policy", Page.POLICY)
                .header("X-Content-Type-Options", "nosniff")
                .contentType("text/html; charset=utf-8")
                .result(page.get());
    }

    void style(Context context) {
        context.contentType("text/css; charset=utf-8").result(CSS);
    }

    private static String html(JsonNode document) {
        Map<String, List<JsonNode>> groups = new TreeMap<>();
        for (JsonNode method : document.path("methods")) {
            groups.computeIfAbsent(method.at("/tags/0/name").asString(), any -> new ArrayList<>())
                    .add(method);
        }
        StringBuilder out = new StringBuilder("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width\"><title>IXI JSON-RPC</title>"
                + "<link rel=\"stylesheet\" href=\"/reference.css\"></head><body><main>");
        out.append("<h1>IXI JSON-RPC ")
                .append(escape(document.at("/info/version").asString()))
                .append("</h1><p>")
                .append(escape(document.at("/info/description").asString()))
                .append("</p><p><a href=\"/openrpc.json\">OpenRPC document</a></p><nav>");
        groups.forEach((group, methods) -> {
            out.append("<h2>").append(escape(group)).append("</h2><ul>");
            methods.forEach(m -> out.append("<li><a href=\"#")
                    .append(escape(name(m)))
                    .append("\"><code>")
                    .append(escape(name(m)))
                    .append("</code></a></li>"));
            out.append("</ul>");
        });
        out.append("</nav>");
        groups.values().forEach(methods -> methods.forEach(m -> method(m, out)));
        schemas(document.at("/components/schemas"), out);
        errors(document.at("/components/errors"), out);
        return out.append("</main></body></html>").toString();
    }

    private static String name(JsonNode method) {
        return method.path("name").asString();
    }

    private static void method(JsonNode method, StringBuilder out) {
        out.append("<section id=\"")
                .append(escape(name(method)))
                .append("\"><h2><code>")
                .append(escape(name(method)))
                .append("</code></h2><p>")
                .append(escape(method.path("summary").asString()))
                .append(".</p>");
        String description = method.path("description").asString("");
        if (!description.isEmpty()) {
            out.append("<p>").append(escape(description)).append("</p>");
        }
        out.append("<p class=\"facts\">Cost ").append(method.path("x-cost").asInt());
        if (method.path("x-privileged").asBoolean()) {
            out.append(", only for the operator");
        }
        if (method.has("x-rest")) {
            out.append(", <code>")
                    .append(escape(method.path("x-rest").asString()))
                    .append("</code>");
        }
        out.append("</p>");
        if (!method.path("params").isEmpty()) {
            out.append("<table><tr><th>Parameter</th><th>Type</th><th>Meaning</th></tr>");
            for (JsonNode param : method.path("params")) {
                out.append("<tr><td><code>")
                        .append(escape(param.path("name").asString()))
                        .append("</code>")
                        .append(param.path("required").asBoolean() ? "" : " (optional)")
                        .append("</td><td>")
                        .append(type(param.path("schema")))
                        .append("</td><td>")
                        .append(escape(param.path("description").asString("")))
                        .append("</td></tr>");
            }
            out.append("</table>");
        }
        out.append("<p>Result: ").append(type(method.at("/result/schema"))).append("</p></section>");
    }

    /** A link to a shared schema, or the kind of value. */
    private static String type(JsonNode schema) {
        String reference = schema.path("$ref").asString("");
        if (!reference.isEmpty()) {
            String name = reference.substring(reference.lastIndexOf('/') + 1);
            return "<a href=\"#schema-" + escape(name) + "\">" + escape(name) + "</a>";
        }
        if (schema.has("items")) {
            return "list of " + type(schema.path("items"));
        }
        if (schema.has("enum")) {
            List<String> names = new ArrayList<>();
            schema.path("enum").forEach(value -> names.add("<code>" + escape(value.asString()) + "</code>"));
            return String.join(", ", names);
        }
        String title = schema.path("title").asString("");
        String type = schema.path("type").isString() ? schema.path("type").asString() : "value";
        if (type.equals("object") && schema.has("properties")) {
            return "<pre>" + escape(Json.pretty(schema)) + "</pre>";
        }
        return title.isEmpty() ? escape(type) : escape(type + " (" + title + ")");
    }

    private static void schemas(JsonNode schemas, StringBuilder out) {
        schemas.properties()
                .forEach(entry -> out.append("<section id=\"schema-")
                        .append(escape(entry.getKey()))
                        .append("\"><h2>")
                        .append(escape(entry.getKey()))
                        .append("</h2><pre>")
                        .append(escape(Json.pretty(entry.getValue())))
                        .append("</pre></section>"));
    }

    private static void errors(JsonNode errors, StringBuilder out) {
        out.append("<section id=\"errors\"><h2>Errors</h2><table><tr><th>Code</th><th>Meaning</th></tr>");
        errors.forEach(error -> out.append("<tr><td><code>")
                .append(error.path("code").asInt())
                .append("</code></td><td>")
                .append(escape(error.path("message").asString()))
                .append("</td></tr>"));
        out.append("</table></section>");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
