@NullMarked
package io.ixi.node.provider;

import org.jspecify.annotations.NullMarked;
