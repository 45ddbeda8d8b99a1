package io.ixi.rpc.mcp;

import java.util.function.Supplier;

/** A text that an agent may read, made when it is asked for. */
public record Resource(String uri, String name, String description, String mimeType, Supplier<String> text) {}
