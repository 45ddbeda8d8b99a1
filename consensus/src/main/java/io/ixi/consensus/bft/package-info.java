/** The Simplex state machine. */
@NullMarked
package io.ixi.consensus.bft;

import org.jspecify.annotations.NullMarked;
