@NullMarked
package io.ixi.node.genesis;

import org.jspecify.annotations.NullMarked;
