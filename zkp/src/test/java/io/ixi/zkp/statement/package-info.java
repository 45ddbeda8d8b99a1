@NullMarked
package io.ixi.zkp.statement;

import org.jspecify.annotations.NullMarked;
