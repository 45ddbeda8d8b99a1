@NullMarked
package io.ixi.vm.kernel.exec;

import org.jspecify.annotations.NullMarked;
