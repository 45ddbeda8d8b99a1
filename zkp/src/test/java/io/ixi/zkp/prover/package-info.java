@NullMarked
package io.ixi.zkp.prover;

import org.jspecify.annotations.NullMarked;
