@NullMarked
package io.ixi.vm.creators;

import org.jspecify.annotations.NullMarked;
