@NullMarked
package io.ixi.vm.agents;

import org.jspecify.annotations.NullMarked;
