@NullMarked
package io.ixi.vm.kernel.tree;

import org.jspecify.annotations.NullMarked;
