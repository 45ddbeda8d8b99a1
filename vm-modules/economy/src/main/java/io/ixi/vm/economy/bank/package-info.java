/** Assets, balances and holds. The specification is this module's README.md. */
@NullMarked
package io.ixi.vm.economy.bank;

import org.jspecify.annotations.NullMarked;
