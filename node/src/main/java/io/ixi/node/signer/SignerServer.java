package io.ixi.node.signer;

import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.Subject;
import io.ixi.node.replica.Signer;
import io.ixi.node.signer.SignerException.Reason;
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
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves one key to one node at a time over a Unix domain socket, readable by its owner only. Each vote is on disk
 * before its signature is answered.
 */
public final class SignerServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SignerServer.class);

    private final Path socket;
    private final KeySigner signer;
    private final Watermark watermark;
    private final ServerSocketChannel server;
    private final Semaphore holder = new Semaphore(1);
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

    private SignerServer(Path socket, KeySigner signer, Watermark watermark, ServerSocketChannel server) {
        this.socket = socket;
        this.signer = signer;
        this.watermark = watermark;
        this.server = server;
    }

    /** Starts to listen. The watermark's lease makes it safe to replace a socket that an earlier run left. */
    public static SignerServer start(Path socket, Signer key, Watermark watermark) {
        try {
            Files.deleteIfExists(socket);
            ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            channel.bind(UnixDomainSocketAddress.of(socket));
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
            SignerServer server = new SignerServer(socket, new KeySigner(key, watermark), watermark, channel);
            Thread.ofPlatform().name("signer").daemon().start(server::accept);
            return server;
        } catch (IOException e) {
            watermark.close();
            throw new SignerException(Reason.IO, socket.toString(), "cannot listen at " + socket + ": " + e, e);
        }
    }

    /** Where it listens. */
    public Path socket() {
        return socket;
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel client = server.accept();
                open.add(client);
                Thread.ofPlatform().name("signer-node").daemon().start(() -> serve(client));
            }
        } catch (ClosedChannelException e) {
            LOG.debug("Signer closed");
        } catch (IOException e) {
            LOG.error("The signer stops listening: {}", e.getMessage(), e);
        }
    }

    private void serve(SocketChannel client) {
        boolean held = holder.tryAcquire();
        try (client) {
            if (!held) {
                // A socket closed with an unread question in it is reset, and the answer is lost.
                SignerWire.read(client);
                LOG.warn("A second node asks for this key; it is told that the key is taken");
                SignerWire.write(client, SignerWire.BUSY, new byte[0]);
                return;
            }
            while (true) {
                answer(client, SignerWire.read(client));
            }
        } catch (EOFException | ClosedChannelException e) {
            LOG.info("The node has gone");
        } catch (IOException | MalformedException e) {
            LOG.warn("A node is cut off: {}", e.getMessage());
        } finally {
            open.remove(client);
            if (held) {
                holder.release();
            }
        }
    }

    private void answer(SocketChannel client, SignerWire.Frame question) throws IOException {
        switch (question.kind()) {
            case SignerWire.WHERE -> {
                Ballots.Place highest = highest();
                byte[] place = ByteBuffer.allocate(16)
                        .putLong(highest.epoch())
                        .putLong(highest.view())
                        .array();
                SignerWire.write(client, SignerWire.DONE, place);
            }
            case SignerWire.SIGN -> {
                Subject subject = Wire.decodeSubject(question.body().unsafeArray());
                try {
                    SignerWire.write(client, SignerWire.DONE, sign(subject));
                } catch (Signer.RefusedException e) {
                    LOG.warn("Refused: {}", e.getMessage());
                    byte[] reason = String.valueOf(e.getMessage()).getBytes(StandardCharsets.UTF_8);
                    SignerWire.write(client, SignerWire.REFUSED, reason);
                }
            }
            default -> throw new MalformedException("a question of kind " + question.kind());
        }
    }

    private synchronized Ballots.Place highest() {
        return watermark.highest();
    }

    private synchronized byte[] sign(Subject subject) {
        return signer.signDurably(subject).toArray();
    }

    /** Stops listening and gives the lease back. */
    @Override
    public void close() {
        try {
            server.close();
            for (SocketChannel client : open) {
                client.close();
            }
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            LOG.warn("Closing the signer: {}", e.getMessage(), e);
        }
        synchronized (this) {
            signer.close();
        }
    }
}
