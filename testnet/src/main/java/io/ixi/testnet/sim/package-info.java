/**
 * The simulator: a whole cluster in one thread on virtual time, from one seed. What runs is the production {@code
 * Replica}, {@code Bft}, journal, ledger in memory, mempool, sync and modules; only clock, network, disk and signer are
 * swapped. What it found and what it cannot see: {@code docs/simulation.md}.
 */
@NullMarked
package io.ixi.testnet.sim;

import org.jspecify.annotations.NullMarked;
