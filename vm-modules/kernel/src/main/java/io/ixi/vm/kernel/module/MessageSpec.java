package io.ixi.vm.kernel.module;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import io.ixi.vm.kernel.proto.Lane;

/**
 * A chain message, as its descriptor says.
 *
 * @param module name of its module, like "bank"
 * @param name like "Send"
 * @param gas fixed gas, without bytes and signatures
 * @param gasPerItem besides, for each item of its repeated fields
 * @param prototype default instance, to parse and build
 */
public record MessageSpec(
        String module, String name, int type, long gas, long gasPerItem, Lane lane, Message prototype) {
    public Descriptor descriptor() {
        return prototype.getDescriptorForType();
    }
}
