/** What modules are tried with: a chain in memory, frozen bytes, hostile bytes, their README and their gas. */
@NullMarked
package io.ixi.vm.testkit;

import org.jspecify.annotations.NullMarked;
