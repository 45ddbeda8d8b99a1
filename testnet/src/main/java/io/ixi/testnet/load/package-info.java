/**
 * Load on a network through its JSON-RPC: many accounts, transfers signed before the clock starts.
 *
 * <p>An account has at most one transfer that no validator accepted yet, so sequence numbers arrive in order. Latency
 * runs from the moment a transfer is due (open loop) or sent (closed loop) to the moment its validator tells of the
 * final block that holds it.
 */
@NullMarked
package io.ixi.testnet.load;

import org.jspecify.annotations.NullMarked;
