@NullMarked
package io.ixi.testnet.load;

import org.jspecify.annotations.NullMarked;
