package io.ixi.vm.kernel.module;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;

/**
 * A query, as its descriptor says.
 *
 * @param path like "bank/balance"
 */
public record QuerySpec(String module, String path, Message params, Message result) {
    public Descriptor descriptor() {
        return params.getDescriptorForType();
    }
}
