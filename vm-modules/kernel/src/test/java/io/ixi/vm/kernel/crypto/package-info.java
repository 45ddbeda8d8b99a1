@NullMarked
package io.ixi.vm.kernel.crypto;

import org.jspecify.annotations.NullMarked;
