/** What people read, in English and Russian. */
@NullMarked
package io.ixi.rpc.words;

import org.jspecify.annotations.NullMarked;
