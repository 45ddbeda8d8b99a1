/** Who validates, and what stake earns and risks. The specification is this module's README.md. */
@NullMarked
package io.ixi.vm.economy.staking;

import org.jspecify.annotations.NullMarked;
