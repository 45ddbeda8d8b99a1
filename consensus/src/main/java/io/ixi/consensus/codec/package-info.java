/**
 * Canonical bytes: fixed-width big-endian integers, length-prefixed lists with caps. For every value
 * {@code decode(encode(x)) == x}, and every byte string that decodes re-encodes to itself; anything else is rejected.
 */
@NullMarked
package io.ixi.consensus.codec;

import org.jspecify.annotations.NullMarked;
