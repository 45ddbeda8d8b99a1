/** Those who stake decide. The specification is this module's README.md. */
@NullMarked
package io.ixi.vm.economy.governance;

import org.jspecify.annotations.NullMarked;
