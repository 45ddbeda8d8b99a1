/** Tests of the peer messages. */
@NullMarked
package io.ixi.node.wire;

import org.jspecify.annotations.NullMarked;
