/** Tests of the economy's modules together, as a chain composes them. */
@NullMarked
package io.ixi.vm.economy;

import org.jspecify.annotations.NullMarked;
