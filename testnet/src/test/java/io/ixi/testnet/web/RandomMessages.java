package io.ixi.testnet.web;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.proto.Format;
import io.ixi.vm.kernel.proto.Options;
import java.util.List;
import java.util.random.RandomGenerator;

/** Values of any chain message within the limits of its descriptor. */
final class RandomMessages {
    private static final int DEPTH = 3;
    private static final int ITEMS = 3;

    private RandomMessages() {}

    static Message of(Message prototype, RandomGenerator random) {
        return fill(prototype.newBuilderForType(), random, DEPTH).build();
    }

    static byte[] bytes(RandomGenerator random, int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    private static Message.Builder fill(Message.Builder message, RandomGenerator random, int depth) {
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            boolean rival = field.getRealContainingOneof() != null && message.hasOneof(field.getRealContainingOneof());
            boolean exact = field.getOptions().getExtension(Options.format) == Format.FORMAT_ADDRESS
                    || field.getOptions().getExtension(Options.format) == Format.FORMAT_HASH;
            boolean needed = exact && !field.isRepeated() && !field.hasPresence();
            boolean deep = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && depth == 0;
            if (rival || deep || (!needed && random.nextInt(4) == 0)) {
                continue;
            }
            if (field.isRepeated()) {
                int most = Math.min(ITEMS, field.getOptions().getExtension(Options.max));
                for (int i = random.nextInt(most + 1); i > 0; i--) {
                    message.addRepeatedField(field, value(message, field, random, depth));
                }
            } else {
                message.setField(field, value(message, field, random, depth));
            }
        }
        return message;
    }

    private static Object value(Message.Builder message, FieldDescriptor field, RandomGenerator random, int depth) {
        int cap = field.getOptions().getExtension(Options.max);
        int max = cap == 0 || field.isRepeated() ? 16 : Math.min(cap, 100);
        return switch (field.getJavaType()) {
            case MESSAGE ->
                fill(message.newBuilderForField(field), random, depth - 1).build();
            case ENUM -> {
                var values = field.getEnumType().getValues();
                yield values.get(random.nextInt(values.size()));
            }
            case BOOLEAN -> random.nextBoolean();
            case INT -> random.nextInt() >>> random.nextInt(32);
            case LONG -> random.nextLong() >>> random.nextInt(64);
            case STRING -> {
                String text = List.of("", "a", "да", "€", "fox🦊").get(random.nextInt(5));
                yield ByteString.copyFromUtf8(text).size() <= max ? text : "";
            }
            case BYTE_STRING ->
                switch (field.getOptions().getExtension(Options.format)) {
                    case FORMAT_ADDRESS, FORMAT_HASH -> ByteString.copyFrom(bytes(random, 32));
                    case FORMAT_AMOUNT ->
                        new Amount(random.nextBoolean() ? 0 : random.nextLong(), random.nextLong()).toByteString();
                    case FORMAT_PLAIN, FORMAT_TIME, UNRECOGNIZED ->
                        ByteString.copyFrom(bytes(random, random.nextInt(max + 1)));
                };
            case FLOAT, DOUBLE -> throw new IllegalArgumentException(field.getFullName());
        };
    }
}
