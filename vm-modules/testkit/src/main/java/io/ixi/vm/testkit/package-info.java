/** Modules on top of those that every chain has. */
@NullMarked
package io.ixi.vm.testkit;

import org.jspecify.annotations.NullMarked;
