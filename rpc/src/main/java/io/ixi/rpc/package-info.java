/** The doors for programs: JSON-RPC 2.0 over HTTP and WebSocket, OpenRPC, health, metrics and the page at {@code /}. */
@NullMarked
package io.ixi.rpc;

import org.jspecify.annotations.NullMarked;
