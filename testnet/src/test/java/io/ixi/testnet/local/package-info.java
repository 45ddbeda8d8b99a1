@NullMarked
package io.ixi.testnet.local;

import org.jspecify.annotations.NullMarked;
