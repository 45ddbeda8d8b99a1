/** Measurements of the whole chain on its real store; each is a main. */
@NullMarked
package io.ixi.testnet.bench;

import org.jspecify.annotations.NullMarked;
