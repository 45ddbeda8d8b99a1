package io.ixi.rpc.json;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import java.util.List;

/** Which element a location's path means (descriptor.proto, SourceCodeInfo.Location.path). */
final class DescriptorPath {
    private static final int FILE_MESSAGES = FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER;
    private static final int FILE_ENUMS = FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER;

    private DescriptorPath() {}

    /** Full name of a message, field, enum or enum value; empty for anything else. */
    static String name(FileDescriptorProto file, List<Integer> path) {
        if (path.size() < 2 || path.size() % 2 != 0) {
            return "";
        }
        String prefix = file.getPackage() + ".";
        return switch (path.getFirst()) {
            case FILE_MESSAGES -> message(file.getMessageType(path.get(1)), prefix, path.subList(2, path.size()));
            case FILE_ENUMS -> constant(file.getEnumType(path.get(1)), prefix, path.subList(2, path.size()));
            default -> "";
        };
    }

    private static String message(DescriptorProto message, String prefix, List<Integer> path) {
        String name = prefix + message.getName();
        if (path.isEmpty()) {
            return name;
        }
        List<Integer> rest = path.subList(2, path.size());
        int index = path.get(1);
        return switch (path.getFirst()) {
            case DescriptorProto.FIELD_FIELD_NUMBER ->
                rest.isEmpty() ? name + "." + message.getField(index).getName() : "";
            case DescriptorProto.NESTED_TYPE_FIELD_NUMBER -> message(message.getNestedType(index), name + ".", rest);
            case DescriptorProto.ENUM_TYPE_FIELD_NUMBER -> constant(message.getEnumType(index), name + ".", rest);
            default -> "";
        };
    }

    private static String constant(EnumDescriptorProto type, String prefix, List<Integer> path) {
        if (path.isEmpty()) {
            return prefix + type.getName();
        }
        boolean value = path.size() == 2 && path.getFirst() == EnumDescriptorProto.VALUE_FIELD_NUMBER;
        return value ? prefix + type.getValue(path.get(1)).getName() : "";
    }
}
