package io.ixi.vm.kernel.module;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import io.ixi.vm.kernel.proto.Lane;

/**
 * A chain message, as its descriptor says.
 *
 * @param module name of its module, like "bank"
 * @param name like "Send"
 * @param prototype default instance, to parse and build
 */
public record MessageSpec(String module, String name, int type, long gas, Lane lane, Message prototype) {
    public Descriptor descriptor() {
        return prototype.getDescriptorForType();
    }
}
