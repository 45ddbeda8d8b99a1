@NullMarked
package io.ixi.zkp.circuit;

import org.jspecify.annotations.NullMarked;
