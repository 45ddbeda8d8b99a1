package io.ixi.node.signer;

import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.Subject;
import io.ixi.node.fuzz.FuzzTarget;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Frames between a node and its signer, over a real socket; and the question in them. */
public final class SignerFuzz {
    private SignerFuzz() {}

    public static List<FuzzTarget> targets() {
        byte[] subject = Wire.encode(new Subject.Nullify(3, 4));
        byte[] frame = ByteBuffer.allocate(5 + subject.length)
                .putInt(1 + subject.length)
                .put(SignerWire.SIGN)
                .put(subject)
                .array();
        byte[] where = ByteBuffer.allocate(5).putInt(1).put(SignerWire.WHERE).array();
        return List.of(new FuzzTarget("signer", List.of(frame, where), SignerFuzz::frame));
    }

    private static String frame(byte[] input) throws IOException {
        Path directory = Files.createTempDirectory("ixi");
        Path socket = directory.resolve("s");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                    SocketChannel reader = server.accept()) {
                // what a socket takes without a reader; no frame is longer
                client.write(ByteBuffer.wrap(input, 0, Math.min(input.length, 2 * SignerWire.MAX)));
                client.shutdownOutput();
                return read(reader);
            }
        } finally {
            Files.deleteIfExists(socket);
            Files.delete(directory);
        }
    }

    private static String read(SocketChannel reader) {
        try {
            SignerWire.Frame frame = SignerWire.read(reader);
            return frame.kind() == SignerWire.SIGN
                    ? Wire.decodeSubject(frame.body().toArray()).getClass().getSimpleName()
                    : "kind " + frame.kind();
        } catch (MalformedException | IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
