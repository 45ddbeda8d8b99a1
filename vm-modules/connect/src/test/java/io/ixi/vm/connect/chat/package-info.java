@NullMarked
package io.ixi.vm.connect.chat;

import org.jspecify.annotations.NullMarked;
