@NullMarked
package io.ixi.testnet.scenario;

import org.jspecify.annotations.NullMarked;
