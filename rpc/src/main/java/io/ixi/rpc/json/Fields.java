package io.ixi.rpc.json;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.ixi.vm.kernel.proto.Format;
import io.ixi.vm.kernel.proto.Options;

/** What field options say. */
final class Fields {
    /** Cap where a descriptor names none: message fields, which have their own. */
    static final int NO_MAX = Integer.MAX_VALUE;

    private Fields() {}

    static Format format(FieldDescriptor field) {
        return field.getOptions().getExtension(Options.format);
    }

    /** Whether a value must be given: an address or hash has no default. */
    static boolean required(FieldDescriptor field) {
        Format format = format(field);
        return !field.isRepeated()
                && !field.hasPresence()
                && (format == Format.FORMAT_ADDRESS || format == Format.FORMAT_HASH);
    }

    /** Largest size in bytes, or number of items of a repeated field. */
    static int max(FieldDescriptor field) {
        int max = field.getOptions().getExtension(Options.max);
        return max > 0 ? max : NO_MAX;
    }
}
