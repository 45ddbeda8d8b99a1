/** Identifiers, credentials and who may issue them. The specification is this module's README.md. */
@NullMarked
package io.ixi.vm.ssi;

import org.jspecify.annotations.NullMarked;
