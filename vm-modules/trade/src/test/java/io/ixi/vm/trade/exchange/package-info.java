@NullMarked
package io.ixi.vm.trade.exchange;

import org.jspecify.annotations.NullMarked;
