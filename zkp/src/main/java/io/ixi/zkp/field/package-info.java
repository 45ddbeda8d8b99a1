/** The prime field p = 2^64 - 2^32 + 1, its cubic extension, and the number theoretic transform. Pure. */
@NullMarked
package io.ixi.zkp.field;

import org.jspecify.annotations.NullMarked;
