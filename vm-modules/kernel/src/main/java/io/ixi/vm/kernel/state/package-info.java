/** How modules read and write: typed tables over an overlay that can be rolled back. */
@NullMarked
package io.ixi.vm.kernel.state;

import org.jspecify.annotations.NullMarked;
