@NullMarked
package io.ixi.testnet.sim;

import org.jspecify.annotations.NullMarked;
