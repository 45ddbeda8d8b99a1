/** Plans, donations, gated content, invoices, channels. The specification is this module's README.md. */
@NullMarked
package io.ixi.vm.creators;

import org.jspecify.annotations.NullMarked;
