package io.ixi.node.net;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Relays the first connection to a port and keeps the bytes of both directions. */
final class RecordingProxy implements AutoCloseable {
    private final ServerSocket server;
    private final ByteArrayOutputStream fromClient = new ByteArrayOutputStream();
    private final ByteArrayOutputStream fromServer = new ByteArrayOutputStream();

    RecordingProxy(int target) throws IOException {
        server = new ServerSocket(0, 4, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            try (Socket client = server.accept();
                    Socket to = new Socket(InetAddress.getLoopbackAddress(), target)) {
                Thread back = Thread.ofVirtual().start(() -> copy(to, client, fromServer));
                copy(client, to, fromClient);
                back.join();
            } catch (IOException | InterruptedException e) {
                // the relay ends with its sockets
            }
        });
    }

    private static void copy(Socket from, Socket to, ByteArrayOutputStream record) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[8192];
            int count = in.read(buffer);
            while (count >= 0) {
                record.write(buffer, 0, count);
                out.write(buffer, 0, count);
                count = in.read(buffer);
            }
            to.shutdownOutput();
        } catch (IOException e) {
            // the relay ends with its sockets
        }
    }

    int port() {
        return server.getLocalPort();
    }

    byte[] fromClient() {
        return fromClient.toByteArray();
    }

    byte[] fromServer() {
        return fromServer.toByteArray();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
