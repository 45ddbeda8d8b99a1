package io.ixi.node.signer;

import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.types.Bytes;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Frames between a node and its signer: length (4 bytes, big-endian), kind (1), body. Questions: SIGN with a subject,
 * WHERE without a body. Answers: DONE with a signature, or with epoch and view; REFUSED with a reason in UTF-8; BUSY,
 * because another node holds the signer.
 */
final class SignerWire {
    static final byte SIGN = 1;
    static final byte WHERE = 2;
    static final byte DONE = 3;
    static final byte REFUSED = 4;
    static final byte BUSY = 5;

    /** Largest frame: an ML-DSA-87 signature is 4,627 bytes. */
    static final int MAX = 8_192;

    record Frame(byte kind, Bytes body) {}

    private SignerWire() {}

    /** Writes all of it; the channel may block or not. */
    static void write(SocketChannel channel, byte kind, byte[] body) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(5 + body.length)
                .putInt(1 + body.length)
                .put(kind)
                .put(body)
                .flip();
        while (out.hasRemaining()) {
            if (channel.write(out) == 0) {
                // a frame fits into any socket buffer: a reader that leaves it full has stopped
                throw new IOException("the other side does not read");
            }
        }
    }

    /** Reads one frame from a blocking channel. Throws {@link EOFException} at its end. */
    static Frame read(SocketChannel channel) throws IOException {
        return frame(fill(channel, ByteBuffer.allocate(4)).getInt(0), channel, null, 0);
    }

    /** Reads one frame from a non-blocking channel until the deadline of {@link System#nanoTime}. */
    static Frame read(SocketChannel channel, Selector selector, long deadline) throws IOException {
        ByteBuffer length = await(channel, ByteBuffer.allocate(4), selector, deadline);
        return frame(length.getInt(0), channel, selector, deadline);
    }

    private static Frame frame(int length, SocketChannel channel, @Nullable Selector selector, long deadline)
            throws IOException {
        if (length < 1 || length > MAX) {
            throw new MalformedException("a signer's frame of " + length + " bytes");
        }
        ByteBuffer bytes = ByteBuffer.allocate(length);
        if (selector == null) {
            fill(channel, bytes);
        } else {
            await(channel, bytes, selector, deadline);
        }
        byte[] body = new byte[length - 1];
        bytes.get(1, body);
        return new Frame(bytes.get(0), Bytes.wrap(body));
    }

    private static ByteBuffer fill(SocketChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new EOFException("the other side closed");
            }
        }
        return bytes;
    }

    private static ByteBuffer await(SocketChannel channel, ByteBuffer bytes, Selector selector, long deadline)
            throws IOException {
        while (bytes.hasRemaining()) {
            int read = channel.read(bytes);
            if (read < 0) {
                throw new EOFException("the other side closed");
            }
            if (read == 0) {
                long waitMs = (deadline - System.nanoTime()) / 1_000_000;
                if (waitMs <= 0) {
                    throw new IOException("no answer in time");
                }
                selector.select(waitMs);
                selector.selectedKeys().clear();
            }
        }
        return bytes;
    }

    static Selector selector(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        Selector selector = Selector.open();
        channel.register(selector, SelectionKey.OP_READ);
        return selector;
    }
}
