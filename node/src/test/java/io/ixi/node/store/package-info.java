@NullMarked
package io.ixi.node.store;

import org.jspecify.annotations.NullMarked;
