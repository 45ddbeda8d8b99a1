@NullMarked
package io.ixi.vm.shielded;

import org.jspecify.annotations.NullMarked;
