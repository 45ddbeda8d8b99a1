@NullMarked
package io.ixi.node.crypto;

import org.jspecify.annotations.NullMarked;
