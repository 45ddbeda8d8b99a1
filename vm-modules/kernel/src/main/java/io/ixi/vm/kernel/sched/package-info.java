/** A bounded, fair queue of work that modules put off. The specification is this module's README.md. */
@NullMarked
package io.ixi.vm.kernel.sched;

import org.jspecify.annotations.NullMarked;
