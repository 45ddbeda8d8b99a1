package io.ixi.vm.kernel.module;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.proto.Format;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.proto.Options;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The canonical form of a message type, compiled from its descriptor: what bytes are the one encoding of a value within
 * its limits. A check walks the bytes once and decides before anything is parsed. Immutable.
 *
 * <p>Canonical: known fields in ascending order, shortest varints, no default values (unless the field has presence),
 * repeated scalars packed, nothing after the end. That strings are UTF-8 is left to the parser.
 */
public final class Shape {
    /** Deepest nesting of messages; types may refer to themselves. */
    static final int MAX_DEPTH = 8;

    private static final int MAX_FIELD = 63;

    private final @Nullable Field[] fields = new @Nullable Field[MAX_FIELD + 1];
    private long required;

    private Shape() {}

    /**
     * @param error MALFORMED, LIMIT, BAD_ADDRESS or BAD_AMOUNT
     * @param field the outermost field that was read last, or empty
     */
    public record Fault(KernelError error, String field) {}

    /**
     * @param max bytes of a bytes or string, value of a number, highest value of an enum
     * @param items of a repeated field
     * @param rivals bits of the fields of the same oneof
     * @param message of a message field
     */
    record Field(
            String name,
            FieldDescriptor.Type type,
            Format format,
            boolean repeated,
            boolean presence,
            long max,
            long items,
            long rivals,
            @Nullable Shape message) {
        boolean lengthDelimited() {
            return repeated || scalarAsBytes();
        }

        boolean packed() {
            return repeated && !scalarAsBytes();
        }

        private boolean scalarAsBytes() {
            return switch (type) {
                case BYTES, STRING, MESSAGE -> true;
                default -> false;
            };
        }
    }

    /** Throws {@link IllegalArgumentException} naming the field that has no canonical form or no limit. */
    public static Shape of(Descriptor type) {
        return of(type, new TreeMap<>());
    }

    private static Shape of(Descriptor type, NavigableMap<String, Shape> known) {
        Shape done = known.get(type.getFullName());
        if (done != null) {
            return done;
        }
        Shape shape = new Shape();
        known.put(type.getFullName(), shape);
        for (FieldDescriptor field : type.getFields()) {
            int number = field.getNumber();
            check(number <= MAX_FIELD, field, "field numbers go up to " + MAX_FIELD);
            Field compiled = compile(field, known);
            shape.fields[number] = compiled;
            boolean exact = compiled.format == Format.FORMAT_ADDRESS || compiled.format == Format.FORMAT_HASH;
            if (exact && !compiled.repeated && !compiled.presence) {
                shape.required |= 1L << number;
            }
        }
        return shape;
    }

    private static Field compile(FieldDescriptor field, NavigableMap<String, Shape> known) {
        Format format = field.getOptions().getExtension(Options.format);
        int cap = field.getOptions().getExtension(Options.max);
        boolean repeated = field.isRepeated();
        check(!field.isMapField(), field, "maps have no canonical order");
        check(!repeated || cap > 0, field, "a repeated field needs (max)");
        Shape message = null;
        long max;
        switch (field.getType()) {
            case UINT32 -> max = 0xffff_ffffL;
            case UINT64 -> max = -1;
            case BOOL -> max = 1;
            case ENUM -> {
                max = field.getEnumType().getValues().size() - 1L;
                check(field.getEnumType().findValueByNumber((int) max) != null, field, "enum values must be 0 to n");
            }
            case BYTES -> max = maxBytes(field, format, cap);
            case STRING -> {
                check(cap > 0, field, "a string needs (max)");
                max = cap;
            }
            case MESSAGE -> {
                message = of(field.getMessageType(), known);
                max = Integer.MAX_VALUE;
            }
            default ->
                throw new IllegalArgumentException(field.getFullName() + ": type " + field.getType()
                        + " is not allowed; use uint32, uint64 or bytes");
        }
        boolean presence = field.hasPresence();
        return new Field(
                field.getName(),
                field.getType(),
                format,
                repeated,
                presence,
                max,
                repeated ? cap : 1,
                rivals(field),
                message);
    }

    private static long maxBytes(FieldDescriptor field, Format format, int cap) {
        return switch (format) {
            case FORMAT_AMOUNT -> Amount.BYTES;
            case FORMAT_ADDRESS, FORMAT_HASH -> 32;
            case FORMAT_PLAIN -> {
                // a repeated field's (max) counts items; its items are bounded by what surrounds them
                check(field.isRepeated() || cap > 0, field, "a bytes field needs (max)");
                yield field.isRepeated() ? Integer.MAX_VALUE : cap;
            }
            case FORMAT_TIME, UNRECOGNIZED ->
                throw new IllegalArgumentException(field.getFullName() + ": format does not fit bytes");
        };
    }

    private static long rivals(FieldDescriptor field) {
        long bits = 0;
        if (field.getRealContainingOneof() != null) {
            for (FieldDescriptor other : field.getRealContainingOneof().getFields()) {
                bits |= 1L << other.getNumber();
            }
        }
        return bits;
    }

    private static void check(boolean holds, FieldDescriptor field, String fault) {
        if (!holds) {
            throw new IllegalArgumentException(field.getFullName() + ": " + fault);
        }
    }

    /** Why these bytes are not the canonical form of a value within its limits; null if they are. */
    public @Nullable Fault check(byte[] bytes) {
        Walk walk = new Walk(bytes);
        KernelError error = walk.message(this, bytes.length, 0);
        return error == KernelError.OK ? null : new Fault(error, walk.field());
    }

    @Nullable
    Field field(long number) {
        return number <= MAX_FIELD ? fields[(int) number] : null;
    }

    long required() {
        return required;
    }
}
