package io.ixi.vm.kernel.module;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;

/** An event type, as its descriptor says. */
public record EventSpec(String module, String name, int type, Message prototype) {
    public Descriptor descriptor() {
        return prototype.getDescriptorForType();
    }
}
