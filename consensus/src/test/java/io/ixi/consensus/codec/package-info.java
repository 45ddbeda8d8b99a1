@NullMarked
package io.ixi.consensus.codec;

import org.jspecify.annotations.NullMarked;
