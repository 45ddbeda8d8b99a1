/** Networks for developers and tests: real processes on this computer, and load on them. */
@NullMarked
package io.ixi.testnet;

import org.jspecify.annotations.NullMarked;
