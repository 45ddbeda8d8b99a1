package io.ixi.vm.kernel.module;

import io.ixi.vm.kernel.module.Shape.Field;
import io.ixi.vm.kernel.proto.Format;
import io.ixi.vm.kernel.proto.KernelError;

/** One pass over protobuf bytes against a {@link Shape}. Total: any bytes give an answer. */
final class Walk {
    private static final int VARINT = 0;
    private static final int LENGTH_DELIMITED = 2;

    private final byte[] in;
    private int at;
    /** Whether the last {@link #varint} was cut off, too long or not the shortest. */
    private boolean bad;

    private String field = "";

    Walk(byte[] in) {
        this.in = in;
    }

    /** The outermost field read last. */
    String field() {
        return field;
    }

    KernelError message(Shape shape, int end, int depth) {
        if (depth > Shape.MAX_DEPTH) {
            return KernelError.LIMIT;
        }
        long seen = 0;
        long last = 0;
        long items = 0;
        while (at < end) {
            long tag = varint(end);
            long number = tag >>> 3;
            Field field = bad || number < 1 ? null : shape.field(number);
            if (field == null || (int) (tag & 7) != (field.lengthDelimited() ? LENGTH_DELIMITED : VARINT)) {
                return KernelError.MALFORMED;
            }
            if (depth == 0) {
                this.field = field.name();
            }
            boolean again = number == last && field.repeated() && !field.packed();
            if ((number <= last && !again) || (seen & field.rivals()) != 0) {
                return KernelError.MALFORMED;
            }
            items = again ? items + 1 : 1;
            if (items > field.items()) {
                return KernelError.LIMIT;
            }
            KernelError fault = field.lengthDelimited() ? delimited(field, end, depth) : number(field, end);
            if (fault != KernelError.OK) {
                return fault;
            }
            last = number;
            seen |= 1L << number;
        }
        return (shape.required() & ~seen) == 0 ? KernelError.OK : KernelError.BAD_ADDRESS;
    }

    private KernelError number(Field field, int end) {
        long value = varint(end);
        boolean fits = !bad && Long.compareUnsigned(value, field.max()) <= 0;
        return fits && (value != 0 || field.presence() || field.repeated()) ? KernelError.OK : KernelError.MALFORMED;
    }

    private KernelError delimited(Field field, int end, int depth) {
        long size = varint(end);
        if (bad || size < 0 || size > end - at) {
            return KernelError.MALFORMED;
        }
        int stop = at + (int) size;
        Shape message = field.message();
        if (message != null) {
            return message(message, stop, depth + 1);
        }
        if (field.packed()) {
            return packed(field, stop);
        }
        KernelError fault = bytes(field, (int) size);
        at = stop;
        return fault;
    }

    private KernelError packed(Field field, int stop) {
        if (at == stop) {
            return KernelError.MALFORMED;
        }
        for (long items = 0; at < stop; items++) {
            if (items == field.items()) {
                return KernelError.LIMIT;
            }
            if (number(field, stop) != KernelError.OK) {
                return KernelError.MALFORMED;
            }
        }
        return KernelError.OK;
    }

    private KernelError bytes(Field field, int size) {
        Format format = field.format();
        if (format == Format.FORMAT_ADDRESS || format == Format.FORMAT_HASH) {
            return size == field.max() ? KernelError.OK : KernelError.BAD_ADDRESS;
        }
        if (format == Format.FORMAT_AMOUNT && (size > field.max() || (size > 0 && in[at] == 0))) {
            return KernelError.BAD_AMOUNT;
        }
        if (size == 0 && !field.presence() && !field.repeated()) {
            return KernelError.MALFORMED;
        }
        return size <= field.max() ? KernelError.OK : KernelError.LIMIT;
    }

    /** An unsigned integer in its shortest form; sets {@link #bad} otherwise. */
    private long varint(int end) {
        long value = 0;
        for (int shift = 0; shift < 70 && at < end; shift += 7) {
            int next = in[at++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                bad = (next == 0 && shift > 0) || (shift == 63 && next > 1);
                return value;
            }
        }
        bad = true;
        return 0;
    }
}
