/** Achievements, awards and endorsements over credentials. The specification is this module's README.md. */
@NullMarked
package io.ixi.vm.education;

import org.jspecify.annotations.NullMarked;
