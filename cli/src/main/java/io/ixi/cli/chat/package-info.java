/** Chats that only their members can read: key packages, group epochs, messages; relays carry what they cannot read. */
@NullMarked
package io.ixi.cli.chat;

import org.jspecify.annotations.NullMarked;
