@NullMarked
package io.ixi.vm.education;

import org.jspecify.annotations.NullMarked;
