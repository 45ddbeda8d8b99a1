/** Looks after a node's home: explains what is wrong with it, copies its chain away and back. */
@NullMarked
package io.ixi.node.care;

import org.jspecify.annotations.NullMarked;
