package io.ixi.rpc.web;

import io.ixi.rpc.call.Dispatcher;
import io.ixi.rpc.call.Methods;
import io.ixi.rpc.chain.Feed;
import io.ixi.rpc.mcp.Mcp;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * What every door opens onto.
 *
 * @param document OpenRPC of the methods, made when first asked for
 */
public record Doors(
        Methods methods, Dispatcher dispatcher, Supplier<ObjectNode> document, Feed feed, Mcp mcp, Page page) {}
