package io.ixi.node.care;

import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.codec.Reader;
import io.ixi.consensus.codec.Writer;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.node.config.ConfigException;
import io.ixi.node.journal.StorageException;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A door of a running node for its owner on this machine: a Unix domain socket in the home that only its owner may
 * open. One request per connection, one at a time: a kind byte and its fields behind a length of four bytes.
 */
public final class OwnerDoor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OwnerDoor.class);
    private static final String NAME = "node.sock";
    private static final int MAX_FRAME = 16 << 10;

    static final int BACKUP = 1;
    static final int DONE = 1;
    static final int REFUSED = 2;

    private final Path socket;
    private final ServerSocketChannel server;
    private final Function<Path, Backup.Contents> backup;

    private OwnerDoor(Path socket, ServerSocketChannel server, Function<Path, Backup.Contents> backup) {
        this.socket = socket;
        this.server = server;
        this.backup = backup;
    }

    /**
     * Opens the door of a node whose directories are locked by this process, so that what lies there is left over.
     *
     * @param backup copies the chain to a directory
     * @throws IOException if the system gives no such socket: a path of more than about 100 characters, for one
     */
    public static OwnerDoor open(Path home, Function<Path, Backup.Contents> backup) throws IOException {
        Path socket = home.resolve(NAME);
        Files.deleteIfExists(socket);
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(socket));
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e instanceof IOException io ? io : new IOException(e);
        }
        OwnerDoor door = new OwnerDoor(socket, channel, backup);
        Thread.ofPlatform().name("owner-door").daemon().start(door::serve);
        return door;
    }

    private void serve() {
        try {
            while (true) {
                serve(server.accept());
            }
        } catch (ClosedChannelException e) {
            LOG.debug("The owner's door is closed");
        } catch (IOException e) {
            LOG.error("The owner's door is closed: {}", e.getMessage(), e);
        }
    }

    private void serve(SocketChannel accepted) {
        try (SocketChannel client = accepted) {
            write(client, answer(read(client)));
        } catch (IOException | MalformedException e) {
            LOG.warn("The owner's door: {}", e.getMessage());
        }
    }

    private byte[] answer(byte[] request) {
        try {
            String asked = Reader.decode(request, OwnerDoor::backupRequest);
            Path to = Path.of(asked);
            Backup.Contents contents = backup.apply(to);
            LOG.info("Backed up height {} to {}", contents.height(), to);
            return done(contents);
        } catch (ConfigException | StorageException | InvalidPathException e) {
            LOG.warn("Backup: {}", e.getMessage());
            return refused(String.valueOf(e.getMessage()));
        }
    }

    static byte[] backupRequest(Path to) {
        return new Writer().u8(BACKUP).bytes(text(to.toString())).toByteArray();
    }

    static String backupRequest(Reader in) {
        if (in.u8() != BACKUP) {
            throw new MalformedException("a request of another kind");
        }
        return text(in.bytes(MAX_FRAME));
    }

    static byte[] done(Backup.Contents contents) {
        return new Writer()
                .u8(DONE)
                .hash(contents.chain())
                .u63(contents.height())
                .hash(contents.hash())
                .toByteArray();
    }

    static byte[] refused(String reason) {
        String cut = reason.length() > 2_000 ? reason.substring(0, 2_000) : reason;
        return new Writer().u8(REFUSED).bytes(text(cut)).toByteArray();
    }

    /** Throws {@link ConfigException} with the node's reason if it refused. */
    static Backup.Contents answer(Reader in) {
        int kind = in.u8();
        if (kind == REFUSED) {
            throw new ConfigException(text(in.bytes(MAX_FRAME)));
        }
        if (kind != DONE) {
            throw new MalformedException("an answer of kind " + kind);
        }
        Hash chain = in.hash();
        long height = in.u63();
        return new Backup.Contents(chain, height, in.hash());
    }

    /**
     * Asks the node that runs in a home for a backup. Empty: none runs there.
     *
     * @throws ConfigException if it refuses or does not answer
     */
    public static Optional<Backup.Contents> askBackup(Path home, Path to) {
        Path socket = home.resolve(NAME);
        if (!Files.exists(socket)) {
            return Optional.empty();
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            try {
                channel.connect(UnixDomainSocketAddress.of(socket));
            } catch (IOException left) {
                return Optional.empty();
            }
            write(channel, backupRequest(to));
            return Optional.of(Reader.decode(read(channel), OwnerDoor::answer));
        } catch (IOException | MalformedException e) {
            throw new ConfigException("The node in " + home + " did not answer: " + e.getMessage(), e);
        }
    }

    private static byte[] read(SocketChannel channel) throws IOException {
        ByteBuffer length = fill(channel, ByteBuffer.allocate(4));
        int size = length.getInt();
        if (size < 1 || size > MAX_FRAME) {
            throw new MalformedException("a frame of " + size + " bytes");
        }
        return fill(channel, ByteBuffer.allocate(size)).array();
    }

    private static ByteBuffer fill(SocketChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("the other side has gone");
            }
        }
        return buffer.flip();
    }

    private static void write(SocketChannel channel, byte[] frame) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(4 + frame.length)
                .putInt(frame.length)
                .put(frame)
                .flip();
        while (out.hasRemaining()) {
            channel.write(out);
        }
    }

    private static Bytes text(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Bytes bytes) {
        return new String(bytes.toArray(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            server.close();
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            LOG.warn("Closing the owner's door: {}", e.getMessage(), e);
        }
    }
}
