/** The hash that circuits compute: the permutation Poseidon2 over the Goldilocks field and a sponge on it. Pure. */
@NullMarked
package io.ixi.zkp.hash;

import org.jspecify.annotations.NullMarked;
