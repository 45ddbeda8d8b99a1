package io.ixi.rpc;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A test with a door on a chain in memory, and a client at it. */
abstract class DoorTest {
    final FakeBackend backend = new FakeBackend();
    RpcServer server;
    Client client;

    RpcConfig.Limits limits() {
        return RpcConfig.Limits.DEFAULT;
    }

    @BeforeEach
    void open() throws IOException {
        server = RpcServer.start(RpcConfig.local(0).withLimits(limits()), backend);
        client = new Client(server.port());
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }
}
