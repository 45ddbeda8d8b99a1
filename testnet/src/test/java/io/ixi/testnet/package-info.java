@NullMarked
package io.ixi.testnet;

import org.jspecify.annotations.NullMarked;
