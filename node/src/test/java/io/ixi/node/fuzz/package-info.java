/** Hostile bytes for every decoder of the node. */
@NullMarked
package io.ixi.node.fuzz;

import org.jspecify.annotations.NullMarked;
