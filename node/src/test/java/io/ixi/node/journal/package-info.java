@NullMarked
package io.ixi.node.journal;

import org.jspecify.annotations.NullMarked;
