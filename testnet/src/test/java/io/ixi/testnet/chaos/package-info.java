@NullMarked
package io.ixi.testnet.chaos;

import org.jspecify.annotations.NullMarked;
