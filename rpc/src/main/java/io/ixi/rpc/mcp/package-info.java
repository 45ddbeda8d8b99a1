/** The Model Context Protocol: the methods of the node as tools for agents, its documents as resources, and prompts. */
@NullMarked
package io.ixi.rpc.mcp;

import org.jspecify.annotations.NullMarked;
