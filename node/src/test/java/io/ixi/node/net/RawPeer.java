package io.ixi.node.net;

import io.ixi.consensus.types.Hash;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.jsse.BCSSLParameters;
import org.bouncycastle.jsse.BCSSLSocket;

/** A TLS client that writes whatever bytes a test wants. */
final class RawPeer implements AutoCloseable {
    private static final int READ_TIMEOUT_MS = 30_000;

    private final SSLSocket socket;

    /** Connects and finishes the client's side of the handshake. */
    RawPeer(Identity self, Identity server, int port, Consumer<BCSSLParameters> change) throws IOException {
        socket = (SSLSocket) Tls.context(self, Set.of(server.publicKey()))
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(READ_TIMEOUT_MS);
        BCSSLSocket configurable = (BCSSLSocket) socket;
        BCSSLParameters parameters = configurable.getParameters();
        Tls.restrict(parameters);
        change.accept(parameters);
        configurable.setParameters(parameters);
        try {
            socket.startHandshake();
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    RawPeer(Identity self, Identity server, int port) throws IOException {
        this(self, server, port, parameters -> {});
    }

    /** Sends a Hello and reads the other one. */
    RawPeer greet(Hash chain) throws IOException {
        byte[] hello = Frames.encode(new Frames.Hello(Frames.MAGIC, Frames.VERSION, chain));
        write(frame(Frames.HELLO, Frames.LAST, hello.length, hello));
        byte[] answer = socket.getInputStream().readNBytes(Frames.HEADER + Frames.HELLO_BYTES);
        if (answer.length != Frames.HEADER + Frames.HELLO_BYTES) {
            throw new IOException("no Hello");
        }
        return this;
    }

    static byte[] frame(int code, int flags, int length, byte[] payload) {
        return ByteBuffer.allocate(Frames.HEADER + payload.length)
                .put((byte) code)
                .put((byte) flags)
                .putShort((short) length)
                .put(payload)
                .array();
    }

    void write(byte[] bytes) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(bytes);
        out.flush();
    }

    /** Reads until the other side closes; false if it stays open for the read timeout. */
    boolean closedByPeer() {
        try {
            InputStream in = socket.getInputStream();
            byte[] sink = new byte[8192];
            int read;
            do {
                read = in.read(sink);
            } while (read >= 0);
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
