@NullMarked
package io.ixi.cli;

import org.jspecify.annotations.NullMarked;
