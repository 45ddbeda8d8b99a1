package io.ixi.rpc.json;

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
import java.util.function.BiConsumer;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** The files that modules lay beside their classes, in {@code META-INF/ixi}, in folders and in jars. */
public final class Shelf {
    /** Where they lie. */
    public static final String FOLDER = "META-INF/ixi";

    private Shelf() {}

    /** Reads every file of that ending on the class path; one that cannot be read stops the start. */
    public static void read(ClassLoader loader, String suffix, BiConsumer<String, byte[]> reader) {
        try {
            for (URL folder : Collections.list(loader.getResources(FOLDER))) {
                readFolder(folder, suffix, reader);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + FOLDER, e);
        }
    }

    private static void readFolder(URL folder, String suffix, BiConsumer<String, byte[]> reader) throws IOException {
        if (folder.getProtocol().equals("file")) {
            try (Stream<Path> files = Files.list(Path.of(uri(folder)))) {
                for (Path file : files.filter(f -> f.toString().endsWith(suffix))
                        .sorted()
                        .toList()) {
                    reader.accept(file.toString(), Files.readAllBytes(file));
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
                                && e.getName().endsWith(suffix))
                        .toList();
                for (JarEntry entry : entries) {
                    try (InputStream in = file.getInputStream(entry)) {
                        reader.accept(entry.getName(), in.readAllBytes());
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
}
