@NullMarked
package io.ixi.zkp.field;

import org.jspecify.annotations.NullMarked;
