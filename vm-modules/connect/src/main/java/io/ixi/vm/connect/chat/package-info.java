/** The chain's part of chat: key packages, epochs, first contact, reports. The specification is the README.md here. */
@NullMarked
package io.ixi.vm.connect.chat;

import org.jspecify.annotations.NullMarked;
