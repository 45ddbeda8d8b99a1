@NullMarked
package io.ixi.consensus.bft;

import org.jspecify.annotations.NullMarked;
