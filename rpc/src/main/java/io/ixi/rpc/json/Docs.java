package io.ixi.rpc.json;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import com.google.protobuf.Descriptors.GenericDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The comments of the .proto files, by full name like {@code ixi.bank.v1.Send.to}. They come from descriptor sets with
 * source information that lie beside the classes as {@code META-INF/ixi/*.desc}, read at the first question.
 * Thread-safe.
 */
public final class Docs {
    private final Once<Map<String, String>> comments;

    private Docs(Once<Map<String, String>> comments) {
        this.comments = comments;
    }

    /** Of every descriptor set on the class path. */
    public static Docs load(ClassLoader loader) {
        return new Docs(new Once<>(() -> {
            Map<String, String> comments = new TreeMap<>();
            Shelf.read(loader, ".desc", (name, bytes) -> read(name, bytes, comments));
            return Map.copyOf(comments);
        }));
    }

    /** The comment above an element, its lines joined and blank lines kept as paragraph breaks. */
    public Optional<String> of(GenericDescriptor element) {
        return of(element.getFullName());
    }

    public Optional<String> of(String fullName) {
        return Optional.ofNullable(comments.get().get(fullName));
    }

    public boolean isEmpty() {
        return comments.get().isEmpty();
    }

    private static void read(String name, byte[] bytes, Map<String, String> comments) {
        try {
            for (FileDescriptorProto file : FileDescriptorSet.parseFrom(bytes).getFileList()) {
                for (Location location : file.getSourceCodeInfo().getLocationList()) {
                    String text = clean(location.getLeadingComments());
                    String element = DescriptorPath.name(file, location.getPathList());
                    if (!text.isEmpty() && !element.isEmpty()) {
                        comments.put(element, text);
                    }
                }
            }
        } catch (InvalidProtocolBufferException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    private static String clean(String comment) {
        StringBuilder text = new StringBuilder();
        for (String line : comment.strip().split("\n", -1)) {
            String part = line.strip();
            if (part.isEmpty()) {
                text.append("\n\n");
            } else {
                boolean joins = text.isEmpty() || text.charAt(text.length() - 1) == '\n';
                text.append(joins ? "" : " ").append(part);
            }
        }
        return text.toString();
    }
}
