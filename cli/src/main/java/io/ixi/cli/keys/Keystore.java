package io.ixi.cli.keys;

import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.crypto.SigningKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A directory (mode 0700) of named key files (mode 0600), {@code NAME.json}, each an encrypted 32-byte seed. A file is
 * written beside its place, synced, then linked into place, so it is whole or absent and never replaces another.
 * Blocking; safe for use by several processes. All errors are {@link KeystoreException}.
 */
public final class Keystore {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");
    private static final String SUFFIX = ".json";
    private static final int MAX_FILE_BYTES = 16 * 1024;

    private final Path directory;
    private final SeedCipher.Cost cost;

    /** What is known of a key without its password. */
    public record Entry(String name, Scheme scheme, Address address) {}

    /** A key file that is not readable, and why. */
    public record Damaged(String name, String reason) {}

    /** What the directory holds, both by name. */
    public record Contents(List<Entry> keys, List<Damaged> damaged) {
        public Contents {
            keys = List.copyOf(keys);
            damaged = List.copyOf(damaged);
        }
    }

    /** The directory need not exist; the first {@link #create} makes it. */
    public Keystore(Path directory) {
        this(directory, SeedCipher.Cost.DEFAULT);
    }

    Keystore(Path directory, SeedCipher.Cost cost) {
        this.directory = directory;
        this.cost = cost;
    }

    /**
     * Encrypts and stores a seed. Copies nothing: the caller erases seed and password.
     *
     * @param name 1 to 64 letters, digits, hyphens or underscores, the first a letter or digit
     */
    public Entry create(String name, Scheme scheme, byte[] seed, char[] password) {
        Path target = file(name);
        if (password.length == 0) {
            throw new KeystoreException("the password is empty");
        }
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw exists(name);
        }
        Address address;
        try (SigningKey key = SigningKey.fromSeed(scheme, seed)) {
            address = Address.of(scheme.number(), key.publicKey());
        }
        byte[] json = SeedCipher.seal(seed, scheme, address, password, cost).json();
        try {
            write(target, json);
        } catch (FileAlreadyExistsException e) {
            throw exists(name);
        } catch (IOException e) {
            throw new KeystoreException("cannot write " + target + ": " + reason(e), e);
        }
        return new Entry(name, scheme, address);
    }

    /** Decrypts a key; the caller closes it and erases the password. */
    public SigningKey open(String name, char[] password) {
        KeyFile file = read(name);
        byte[] seed = SeedCipher.open(file, password);
        try {
            return SigningKey.fromSeed(file.parsedScheme(), seed);
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    /** One key, without its password. */
    public Entry find(String name) {
        KeyFile file = read(name);
        return new Entry(name, file.parsedScheme(), file.parsedAddress());
    }

    /**
     * All keys, without passwords; a file that cannot be read hides no other. Empty if the directory does not exist.
     * Other files are passed over.
     */
    public Contents list() {
        List<Entry> keys = new ArrayList<>();
        List<Damaged> damaged = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (Path file : files) {
                String fileName = file.getFileName().toString();
                String name = fileName.substring(0, fileName.length() - SUFFIX.length());
                if (NAME.matcher(name).matches()) {
                    try {
                        keys.add(find(name));
                    } catch (KeystoreException e) {
                        damaged.add(new Damaged(name, String.valueOf(e.getMessage())));
                    }
                }
            }
        } catch (NoSuchFileException e) {
            return new Contents(List.of(), List.of());
        } catch (IOException e) {
            throw new KeystoreException("cannot read " + directory + ": " + reason(e), e);
        }
        keys.sort(Comparator.comparing(Entry::name));
        damaged.sort(Comparator.comparing(Damaged::name));
        return new Contents(keys, damaged);
    }

    private KeyFile read(String name) {
        Path path = file(name);
        try (InputStream in = Files.newInputStream(path)) {
            byte[] json = in.readNBytes(MAX_FILE_BYTES + 1);
            if (json.length > MAX_FILE_BYTES) {
                throw new KeystoreException(path + ": too large for a key file");
            }
            return KeyFile.parse(json);
        } catch (NoSuchFileException e) {
            throw new KeystoreException("no key named " + name + " in " + directory);
        } catch (IOException e) {
            throw new KeystoreException("cannot read " + path + ": " + reason(e), e);
        } catch (KeystoreException e) {
            throw new KeystoreException(path + ": " + e.getMessage(), e);
        }
    }

    /** Fails if a key cannot have this name. */
    public static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new KeystoreException(
                    "a key's name is 1 to 64 letters, digits, '-' or '_' and starts with a letter or digit");
        }
    }

    private Path file(String name) {
        requireName(name);
        return directory.resolve(name + SUFFIX);
    }

    private void write(Path target, byte[] json) throws IOException {
        prepareDirectory();
        Path temporary = Files.createTempFile(directory, ".new-", ".tmp", attributes("rw-------"));
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer buffer = ByteBuffer.wrap(json);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            Files.createLink(target, temporary);
        } finally {
            Files.deleteIfExists(temporary);
        }
        if (posix()) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private void prepareDirectory() throws IOException {
        if (Files.notExists(directory)) {
            Path parent = directory.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.createDirectory(directory, attributes("rwx------"));
        } else if (posix()) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
    }

    private FileAttribute<?>[] attributes(String permissions) {
        Set<PosixFilePermission> set = PosixFilePermissions.fromString(permissions);
        return posix() ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(set)} : new FileAttribute<?>[0];
    }

    private boolean posix() {
        return directory.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static KeystoreException exists(String name) {
        return new KeystoreException("a key named " + name + " exists already: choose another name");
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
