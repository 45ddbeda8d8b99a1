@NullMarked
package io.ixi.zkp.hash;

import org.jspecify.annotations.NullMarked;
