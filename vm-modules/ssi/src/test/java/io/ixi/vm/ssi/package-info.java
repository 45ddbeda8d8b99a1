@NullMarked
package io.ixi.vm.ssi;

import org.jspecify.annotations.NullMarked;
