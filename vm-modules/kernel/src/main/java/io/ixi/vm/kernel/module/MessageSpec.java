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
 * @param exit a way out, which no circuit breaker holds back
 * @param ownerOnly changes who controls an account or what it allows: no mandate covers it
 * @param prototype default instance, to parse and build
 */
public record MessageSpec(
        String module,
        String name,
        int type,
        long gas,
        long gasPerItem,
        Lane lane,
        boolean exit,
        boolean ownerOnly,
        Message prototype) {
    /** Id of its module. */
    public int moduleId() {
        return type >>> 8;
    }

    public Descriptor descriptor() {
        return prototype.getDescriptorForType();
    }
}
