/** The pass module: gates that open to a zero-knowledge proof. See README.md in this folder. */
@NullMarked
package io.ixi.vm.ssi.pass;

import org.jspecify.annotations.NullMarked;
