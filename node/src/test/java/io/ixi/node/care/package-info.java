@NullMarked
package io.ixi.node.care;

import org.jspecify.annotations.NullMarked;
