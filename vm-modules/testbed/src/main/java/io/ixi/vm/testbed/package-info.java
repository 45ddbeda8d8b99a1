/** What modules are tried with: a chain in memory, frozen and hostile bytes, READMEs, gas, other machines. */
@NullMarked
package io.ixi.vm.testbed;

import org.jspecify.annotations.NullMarked;
