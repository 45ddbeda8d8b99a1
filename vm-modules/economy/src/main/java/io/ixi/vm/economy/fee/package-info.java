/** What gas costs and where fees go. The specification is this module's README.md. */
@NullMarked
package io.ixi.vm.economy.fee;

import org.jspecify.annotations.NullMarked;
