@NullMarked
package io.ixi.vm.kernel.module;

import org.jspecify.annotations.NullMarked;
