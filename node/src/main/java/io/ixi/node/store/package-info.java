/** The finalized chain and its state on disk. */
@NullMarked
package io.ixi.node.store;

import org.jspecify.annotations.NullMarked;
