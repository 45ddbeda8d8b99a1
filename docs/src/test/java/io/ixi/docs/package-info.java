/** The rules of this repository, executed. */
@NullMarked
package io.ixi.docs;

import org.jspecify.annotations.NullMarked;
