@NullMarked
package io.ixi.node.signer;

import org.jspecify.annotations.NullMarked;
