/** HTTP and WebSocket: bounds, guards, routes. */
@NullMarked
package io.ixi.rpc.web;

import org.jspecify.annotations.NullMarked;
