/** Handles, profiles, relations, anchors of posts. The specification is this module's README.md. */
@NullMarked
package io.ixi.vm.connect.social;

import org.jspecify.annotations.NullMarked;
