@NullMarked
package io.ixi.vm.kernel.tx;

import org.jspecify.annotations.NullMarked;
