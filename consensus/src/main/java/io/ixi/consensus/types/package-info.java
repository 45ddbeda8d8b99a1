/** Values that the protocol speaks of. Records, enums and sealed types only; no behaviour beyond checks. */
@NullMarked
package io.ixi.consensus.types;

import org.jspecify.annotations.NullMarked;
