/**
 * Transactions that wait for a block: cheap checks first, signatures on a bounded pool, everything counted in bytes,
 * each transaction sent once to every validator.
 */
@NullMarked
package io.ixi.node.mempool;

import org.jspecify.annotations.NullMarked;
