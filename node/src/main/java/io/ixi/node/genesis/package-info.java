/** The beginning of a chain: its file, its identity, its first block and its modules. */
@NullMarked
package io.ixi.node.genesis;

import org.jspecify.annotations.NullMarked;
