/** The module that docs/modules.md builds. */
@NullMarked
package io.ixi.docs.guestbook;

import org.jspecify.annotations.NullMarked;
