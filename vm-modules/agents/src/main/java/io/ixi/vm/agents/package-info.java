/** Accounts that act for others, on a leash. The specification is this module's README.md. */
@NullMarked
package io.ixi.vm.agents;

import org.jspecify.annotations.NullMarked;
