@NullMarked
package io.ixi.cli.keys;

import org.jspecify.annotations.NullMarked;
