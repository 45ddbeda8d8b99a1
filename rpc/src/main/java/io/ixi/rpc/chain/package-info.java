/** What the methods say of blocks, transactions, state and events. */
@NullMarked
package io.ixi.rpc.chain;

import org.jspecify.annotations.NullMarked;
