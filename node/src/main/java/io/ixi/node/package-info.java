/** The composition root: puts a node together and runs it. */
@NullMarked
package io.ixi.node;

import org.jspecify.annotations.NullMarked;
