/** One uniform-price batch auction: orders in, fills out, nothing else known. */
@NullMarked
package io.ixi.vm.trade.exchange.auction;

import org.jspecify.annotations.NullMarked;
