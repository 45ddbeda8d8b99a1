package io.ixi.vm.kernel.tx;

import com.google.protobuf.Message;
import io.ixi.vm.kernel.module.MessageSpec;

/** A decoded message of a transaction and what its descriptor says. */
public record Call(MessageSpec spec, Message body) {}
