@NullMarked
package io.ixi.vm.trade.exchange.auction;

import org.jspecify.annotations.NullMarked;
