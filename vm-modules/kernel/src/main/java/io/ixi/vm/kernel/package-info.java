/** The rules that every on-chain module stands on. Pure: told, never looks. */
@NullMarked
package io.ixi.vm.kernel;

import org.jspecify.annotations.NullMarked;
