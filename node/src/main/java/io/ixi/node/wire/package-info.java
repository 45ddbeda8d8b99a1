/** What validators say to each other, besides transactions: one sealed type, one codec, every list with a cap. */
@NullMarked
package io.ixi.node.wire;

import org.jspecify.annotations.NullMarked;
