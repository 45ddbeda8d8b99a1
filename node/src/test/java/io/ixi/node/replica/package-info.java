/** Whole replicas in one thread on virtual time, from a seed. */
@NullMarked
package io.ixi.node.replica;

import org.jspecify.annotations.NullMarked;
