@NullMarked
package io.ixi.vm.kernel;

import org.jspecify.annotations.NullMarked;
