@NullMarked
package io.ixi.vm.ssi.pass;

import org.jspecify.annotations.NullMarked;
