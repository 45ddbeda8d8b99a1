package io.ixi.rpc.mcp;

import io.ixi.rpc.call.Caller;
import io.ixi.rpc.json.Json;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.json.jackson3.JacksonMcpJsonMapper;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.SyncPromptSpecification;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.SyncResourceSpecification;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpStatelessSyncServer;
import io.modelcontextprotocol.server.transport.HttpServletStatelessServerTransport;
import io.modelcontextprotocol.spec.McpSchema;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The revisions up to 2025-11-25, which begin with a handshake, by the official Java SDK without sessions. */
final class Older implements AutoCloseable {
    private static final String CALLER = "ixi.caller";

    private final HttpServletStatelessServerTransport transport;
    private final McpStatelessSyncServer server;

    Older(Catalogue catalogue, String version, int maxBytes) {
        JacksonMcpJsonMapper mapper = new JacksonMcpJsonMapper(Json.mapper());
        this.transport = HttpServletStatelessServerTransport.builder()
                .jsonMapper(mapper)
                .messageEndpoint("/mcp")
                .maxRequestSize(maxBytes)
                .contextExtractor(request -> McpTransportContext.create(Map.of(CALLER, request.getAttribute(CALLER))))
                .build();
        this.server = McpServer.sync(transport)
                .serverInfo("ixi", version)
                .instructions(Guide.INSTRUCTIONS)
                .jsonMapper(mapper)
                .jsonSchemaValidator(new Trusting())
                .validateToolInputs(false)
                .immediateExecution(true)
                .capabilities(McpSchema.ServerCapabilities.builder()
                        .tools(false)
                        .resources(false, false)
                        .prompts(false)
                        .build())
                .tools(catalogue.tools().stream().map(Older::tool).toList())
                .resources(catalogue.resources().stream().map(Older::resource).toList())
                .prompts(catalogue.prompts().stream().map(Older::prompt).toList())
                .build();
    }

    /** The dispatcher reads every argument strictly, and tests hold every answer against its schema. */
    private static final class Trusting implements JsonSchemaValidator {
        @Override
        public ValidationResponse validate(Map<String, Object> schema, Object structuredContent) {
            return ValidationResponse.asValid(null);
        }
    }

    void serve(HttpServletRequest request, HttpServletResponse response, Caller caller)
            throws IOException, ServletException {
        request.setAttribute(CALLER, caller);
        transport.service(request, response);
    }

    @Override
    public void close() {
        server.close();
    }

    private static SyncToolSpecification tool(Tool tool) {
        McpSchema.Tool.Builder described = McpSchema.Tool.builder(tool.name(), Json.map(tool.input()))
                .title(tool.title())
                .description(tool.description())
                .annotations(McpSchema.ToolAnnotations.builder()
                        .title(tool.title())
                        .readOnlyHint(tool.reads())
                        .destructiveHint(!tool.reads())
                        .idempotentHint(true)
                        .openWorldHint(false)
                        .build());
        if (tool.output() != null) {
            described.outputSchema(Json.map(tool.output()));
        }
        return new SyncToolSpecification(described.build(), (context, request) -> call(tool, context, request));
    }

    private static McpSchema.CallToolResult call(
            Tool tool, McpTransportContext context, McpSchema.CallToolRequest request) {
        Object from = context.get(CALLER);
        Map<String, Object> arguments = request.arguments() == null ? Map.of() : request.arguments();
        try {
            if (!(from instanceof Caller caller)) {
                throw new IllegalStateException("no caller");
            }
            JsonNode result =
                    tool.body().call((ObjectNode) Json.tree(arguments), caller).join();
            McpSchema.CallToolResult.Builder answer = McpSchema.CallToolResult.builder()
                    .addTextContent(Json.text(result))
                    .isError(false);
            if (result instanceof ObjectNode object) {
                answer.structuredContent(Json.map(object));
            }
            return answer.build();
        } catch (CompletionException e) {
            return McpSchema.CallToolResult.builder()
                    .addTextContent(Catalogue.problem(e, tool.name()))
                    .isError(true)
                    .build();
        }
    }

    private static SyncResourceSpecification resource(Resource resource) {
        McpSchema.Resource described = McpSchema.Resource.builder(resource.uri(), resource.name())
                .description(resource.description())
                .mimeType(resource.mimeType())
                .build();
        return new SyncResourceSpecification(described, (context, request) -> {
            McpSchema.ResourceContents contents = McpSchema.TextResourceContents.builder(
                            resource.uri(), resource.text().get())
                    .mimeType(resource.mimeType())
                    .build();
            return McpSchema.ReadResourceResult.builder(List.of(contents)).build();
        });
    }

    private static SyncPromptSpecification prompt(Prompt prompt) {
        List<McpSchema.PromptArgument> arguments = prompt.arguments().stream()
                .map(a -> McpSchema.PromptArgument.builder(a.name())
                        .description(a.description())
                        .required(a.required())
                        .build())
                .toList();
        McpSchema.Prompt described = McpSchema.Prompt.builder(prompt.name())
                .description(prompt.description())
                .arguments(arguments)
                .build();
        return new SyncPromptSpecification(described, (context, request) -> {
            Map<String, String> given = new TreeMap<>();
            if (request.arguments() != null) {
                request.arguments().forEach((name, value) -> given.put(name, String.valueOf(value)));
            }
            McpSchema.PromptMessage message = McpSchema.PromptMessage.builder(
                            McpSchema.Role.USER,
                            McpSchema.TextContent.builder(prompt.filled(given)).build())
                    .build();
            return McpSchema.GetPromptResult.builder(List.of(message))
                    .description(prompt.description())
                    .build();
        });
    }
}
