package io.ixi.testnet.local;

import io.ixi.cli.Texts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.rocksdb.util.Environment;

/**
 * Makes a built distribution start fast; run once after a build, before anything uses it. Takes the signatures and
 * digests off Bouncy Castle's jars (classes of signed jars are not cached, and checking costs each start half a
 * second), brings picocli's classes to a version that is cached, unpacks the database's native library once, runs two
 * validators under load to record an AOT cache (JEP 514) with the profiles of their methods (JEP 515), and a smaller
 * one of everyday commands.
 */
public final class Warmup {
    private static final Duration PATIENCE =
            Duration.ofMinutes(3); // putting a cache together is work for a busy machine
    private static final long BLOCKS = 5;
    private static final String LOAD_SECONDS = "15";

    private Warmup() {}

    /** Fails with an exception; the distribution then works as it was, only slower. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path distribution = Jvm.distribution();
        if (distribution == null) {
            throw new IllegalStateException("run from the distribution's libraries");
        }
        Path lib = distribution.resolve("lib");
        try (Stream<Path> jars = Files.list(lib)) {
            for (Path jar : jars.toList()) {
                String name = String.valueOf(jar.getFileName());
                if ((name.startsWith("bc") || name.startsWith("picocli-")) && name.endsWith(".jar")) {
                    prepare(jar);
                } else if (name.startsWith("rocksdbjni-")) {
                    unpack(jar, distribution.resolve(Jvm.NATIVE));
                }
            }
        }
        recordStart(distribution);
    }

    /** Leaves out the signature and its digests, and gives classes of Java 5 the frames that the cache asks for. */
    private static void prepare(Path jar) throws IOException {
        Path prepared = jar.resolveSibling(jar.getFileName() + ".prepared");
        try (ZipFile in = new ZipFile(jar.toFile());
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(prepared))) {
            Enumeration<? extends ZipEntry> entries = in.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                if (entry.getName().toUpperCase(Locale.ROOT).matches("META-INF/[^/]*\\.(SF|RSA|DSA|EC)")) {
                    continue;
                }
                out.putNextEntry(new ZipEntry(entry.getName()));
                try (InputStream bytes = in.getInputStream(entry)) {
                    byte[] content = bytes.readAllBytes();
                    out.write(prepared(entry.getName(), content));
                }
                out.closeEntry();
            }
        }
        Files.move(prepared, jar, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static byte[] prepared(String name, byte[] content) throws IOException {
        if (name.equals(JarFile.MANIFEST_NAME)) {
            Manifest manifest = new Manifest(new ByteArrayInputStream(content));
            manifest.getEntries().clear(); // a digest for every class, read whole at each start: 0.9 MB of text
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            manifest.write(out);
            return out.toByteArray();
        }
        return name.endsWith(".class") ? withFrames(content) : content;
    }

    /** JVMS 4.10: stack maps are required since version 50, and classes without them are never cached. */
    private static byte[] withFrames(byte[] bytes) {
        int version = ((bytes[6] & 0xff) << 8) | (bytes[7] & 0xff);
        if (version >= ClassFile.JAVA_6_VERSION) {
            return bytes;
        }
        ClassFile format = ClassFile.of(
                ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                ClassFile.ClassHierarchyResolverOption.of(
                        ClassHierarchyResolver.ofResourceParsing(Warmup.class.getClassLoader())));
        return format.transformClass(
                format.parse(bytes),
                ClassTransform.endHandler(made -> made.withVersion(ClassFile.JAVA_8_VERSION, 0))
                        .andThen(ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)));
    }

    private static void unpack(Path jar, Path folder) throws IOException {
        String name = Environment.getJniLibraryFileName("rocksdb");
        try (ZipFile in = new ZipFile(jar.toFile())) {
            ZipEntry entry = in.getEntry(name);
            if (entry != null) {
                Files.createDirectories(folder);
                Path file = folder.resolve(name + ".new");
                try (InputStream bytes = in.getInputStream(entry);
                        OutputStream out = Files.newOutputStream(file)) {
                    bytes.transferTo(out);
                }
                Files.move(file, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void recordStart(Path distribution) throws IOException, InterruptedException {
        Path cache = distribution.resolve(Jvm.CACHE);
        Path fresh = distribution.resolve(Jvm.CACHE + ".new");
        Files.deleteIfExists(cache);
        Path directory = Files.createTempDirectory("ixi-warmup");
        try {
            Texts texts = Texts.of("io.ixi.testnet.messages", Locale.ENGLISH);
            Founding founding =
                    Founding.anywhere("warmup", 2, Founding.demo(2, 0).funds());
            LocalNetwork network = LocalNetwork.create(directory.resolve("net"), texts, founding);
            Path lib = network.path().resolve(Directory.LIB);
            Jvm.snapshot(lib);
            Network.Member first = network.network().validators().getFirst();
            Network.Member second = network.network().validators().getLast();
            Process recorder = start(network, first, lib, List.of("-XX:AOTCacheOutput=" + fresh));
            Process partner = start(network, second, lib, List.of());
            try {
                await(first.rpc(), recorder);
                load(distribution, List.of(first.rpc(), second.rpc()));
                recordCommands(distribution, first.rpc(), directory);
                recorder.destroy(); // the cache is put together as it exits
                if (!recorder.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                    throw new IllegalStateException("the recorded validator does not end");
                }
            } finally {
                partner.destroyForcibly();
                recorder.destroyForcibly();
            }
            if (Files.exists(fresh)) {
                Files.move(fresh, cache, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Directory.delete(directory);
        }
    }

    private static Process start(LocalNetwork network, Network.Member member, Path lib, List<String> flags)
            throws IOException {
        return Jvm.start(member.home(network.path()), member.log(network.path()), lib, flags);
    }

    /**
     * Under load, so that profiles of what is hot are recorded and the optimizing compiler starts with them: measured
     * a quarter of its time later on. Profiles of an idle run do harm: they kept AES-GCM's hash on its Java path.
     */
    private static void load(Path distribution, List<URI> nodes) throws IOException, InterruptedException {
        Process load = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-cp",
                        distribution.resolve("lib") + "/*",
                        "io.ixi.cli.Main",
                        "testnet",
                        "load",
                        "--rpc",
                        nodes.stream().map(URI::toString).collect(Collectors.joining(",")),
                        "--accounts",
                        "128",
                        "--warmup",
                        LOAD_SECONDS,
                        "--rate",
                        "300",
                        "--seconds",
                        LOAD_SECONDS)
                .inheritIO()
                .start();
        try {
            if (!load.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || load.exitValue() != 0) {
                throw new IllegalStateException("the recorded validator took no load");
            }
        } finally {
            load.destroyForcibly();
        }
    }

    /** With the flags and the class path of the launcher: the cache fits no others. */
    private static void recordCommands(Path distribution, URI node, Path directory)
            throws IOException, InterruptedException {
        Path cache = distribution.resolve(Jvm.COMMANDS_CACHE);
        Path fresh = distribution.resolve(Jvm.COMMANDS_CACHE + ".new");
        Files.deleteIfExists(cache);
        Path folder = Files.createDirectories(directory.resolve("commands"));
        Process rehearsal = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:AOTCacheOutput=" + fresh,
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseCompactObjectHeaders",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        Jvm.entries().stream()
                                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                                .collect(Collectors.joining(File.pathSeparator)),
                        Rehearsal.class.getName(),
                        node.toString(),
                        folder.toString())
                .inheritIO()
                .start();
        try {
            if (!rehearsal.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || rehearsal.exitValue() != 0) {
                throw new IllegalStateException("everyday commands could not be recorded");
            }
        } finally {
            rehearsal.destroyForcibly();
        }
        Files.move(fresh, cache, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void await(URI rpc, Process process) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try (Probe probe = new Probe(rpc)) {
            while (probe.ask().filter(answer -> answer.height() >= BLOCKS).isEmpty()) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new IllegalStateException("the recorded validator finalizes nothing");
                }
                LockSupport.parkNanos(200_000_000);
            }
        }
    }
}
