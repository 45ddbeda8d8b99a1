/** The exchange: spot markets that clear once a block at one price. */
@NullMarked
package io.ixi.vm.trade.exchange;

import org.jspecify.annotations.NullMarked;
