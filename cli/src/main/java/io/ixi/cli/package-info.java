/** The command line: keys, transactions, queries and the node, derived from the modules' descriptors. */
@NullMarked
package io.ixi.cli;

import org.jspecify.annotations.NullMarked;
