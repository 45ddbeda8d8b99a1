@NullMarked
package io.ixi.vm.connect.market;

import org.jspecify.annotations.NullMarked;
