@NullMarked
package io.ixi.vm.connect.social;

import org.jspecify.annotations.NullMarked;
