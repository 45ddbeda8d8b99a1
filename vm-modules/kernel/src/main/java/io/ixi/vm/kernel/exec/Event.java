package io.ixi.vm.kernel.exec;

import com.google.protobuf.Message;

/**
 * Something that happened, as its module's event message.
 *
 * @param type module id * 256 + n
 */
public record Event(int type, Message body) {}
