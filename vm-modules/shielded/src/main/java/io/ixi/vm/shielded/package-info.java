/** The shielded module: hidden payments and private totals. See README.md in this folder. */
@NullMarked
package io.ixi.vm.shielded;

import org.jspecify.annotations.NullMarked;
