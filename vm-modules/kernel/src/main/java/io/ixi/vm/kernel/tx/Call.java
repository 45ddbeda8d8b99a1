package io.ixi.vm.kernel.tx;

import com.google.protobuf.Message;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.module.MessageSpec;

/**
 * A decoded message of a transaction and what its descriptor says.
 *
 * @param signer in whose name it speaks
 */
public record Call(MessageSpec spec, Message body, Address signer) {}
