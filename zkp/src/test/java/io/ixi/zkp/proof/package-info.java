@NullMarked
package io.ixi.zkp.proof;

import org.jspecify.annotations.NullMarked;
