@NullMarked
package io.ixi.zkp;

import org.jspecify.annotations.NullMarked;
