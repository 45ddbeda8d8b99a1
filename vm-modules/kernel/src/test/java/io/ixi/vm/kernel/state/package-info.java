@NullMarked
package io.ixi.vm.kernel.state;

import org.jspecify.annotations.NullMarked;
