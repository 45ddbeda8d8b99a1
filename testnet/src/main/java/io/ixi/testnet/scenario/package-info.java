/**
 * Stories that a network must live through, told through JSON-RPC only: {@code ixi testnet scenario NAME}. Each ends
 * with every node's invariants and one state root on all nodes. A new one is a class and a line in {@link
 * io.ixi.testnet.scenario.Scenarios}.
 */
@NullMarked
package io.ixi.testnet.scenario;

import org.jspecify.annotations.NullMarked;
