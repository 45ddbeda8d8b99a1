@NullMarked
package io.ixi.cli.prove;

import org.jspecify.annotations.NullMarked;
