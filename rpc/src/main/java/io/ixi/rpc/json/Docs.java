package io.ixi.rpc.json;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import com.google.protobuf.Descriptors.GenericDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * The comments of the .proto files, by full name like {@code ixi.bank.v1.Send.to}. They come from descriptor sets with
 * source information that lie beside the classes as {@code META-INF/ixi/*.desc}. Immutable.
 */
public final class Docs {
    /** Where modules keep their descriptor sets. */
    public static final String FOLDER = "META-INF/ixi";

    private final Map<String, String> comments;

    private Docs(Map<String, String> comments) {
        this.comments = Map.copyOf(comments);
    }

    /** Reads every descriptor set on the class path. A damaged one stops the start: the build wrote it. */
    public static Docs load(ClassLoader loader) {
        Map<String, String> comments = new TreeMap<>();
        try {
            for (URL folder : Collections.list(loader.getResources(FOLDER))) {
                readFolder(folder, comments);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + FOLDER, e);
        }
        return new Docs(comments);
    }

    /** The comment above an element, its lines joined and blank lines kept as paragraph breaks. */
    public Optional<String> of(GenericDescriptor element) {
        return of(element.getFullName());
    }

    public Optional<String> of(String fullName) {
        return Optional.ofNullable(comments.get(fullName));
    }

    public boolean isEmpty() {
        return comments.isEmpty();
    }

    private static void readFolder(URL folder, Map<String, String> comments) throws IOException {
        if (folder.getProtocol().equals("file")) {
            try (Stream<Path> files = Files.list(Path.of(uri(folder)))) {
                for (Path file : files.filter(f -> f.toString().endsWith(".desc"))
                        .sorted()
                        .toList()) {
                    try (InputStream in = Files.newInputStream(file)) {
                        read(in, comments);
                    }
                }
            }
            return;
        }
        URLConnection connection = folder.openConnection();
        if (connection instanceof JarURLConnection jar) {
            jar.setUseCaches(false);
            try (JarFile file = jar.getJarFile()) {
                List<JarEntry> entries = file.stream()
                        .filter(e -> e.getName().startsWith(FOLDER + "/")
                                && e.getName().endsWith(".desc"))
                        .toList();
                for (JarEntry entry : entries) {
                    try (InputStream in = file.getInputStream(entry)) {
                        read(in, comments);
                    }
                }
            }
        }
    }

    private static URI uri(URL url) throws IOException {
        try {
            return url.toURI();
        } catch (URISyntaxException e) {
            throw new IOException("not a file: " + url, e);
        }
    }

    private static void read(InputStream in, Map<String, String> comments) throws IOException {
        for (FileDescriptorProto file : FileDescriptorSet.parseFrom(in).getFileList()) {
            for (Location location : file.getSourceCodeInfo().getLocationList()) {
                String text = clean(location.getLeadingComments());
                String name = DescriptorPath.name(file, location.getPathList());
                if (!text.isEmpty() && !name.isEmpty()) {
                    comments.put(name, text);
                }
            }
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
