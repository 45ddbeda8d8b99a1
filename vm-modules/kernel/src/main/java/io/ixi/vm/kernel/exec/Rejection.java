package io.ixi.vm.kernel.exec;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.ProtocolMessageEnum;
import io.ixi.vm.kernel.proto.Options;

/**
 * Why a transaction is not accepted.
 *
 * @param code stable number, module id * 1000 + n
 * @param name stable name, like BAD_SEQ
 * @param text for people: what is wrong and what to do
 */
public record Rejection(int code, String name, String text) {
    /** @param error a value of an enum whose name ends in Error */
    public static Rejection of(ProtocolMessageEnum error) {
        EnumValueDescriptor value = error.getValueDescriptor();
        return new Rejection(
                value.getNumber(), value.getName(), value.getOptions().getExtension(Options.text));
    }
}
