package io.ixi.testnet.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListenersTest {
    @Test
    void findsTheProcessBehindALoopbackPortAndNoOther() throws IOException {
        assumeThat(Path.of("/proc/net/tcp")).as("only Linux has it: skipped").exists();
        try (ServerSocket open = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            URI here = URI.create("http://127.0.0.1:" + open.getLocalPort());
            long me = ProcessHandle.current().pid();
            assertThat(Listeners.behind(List.of(here, here))).containsExactly(me, me);
            assertThat(Listeners.behind(List.of(here, URI.create("http://192.0.2.1:" + open.getLocalPort()))))
                    .as("one is on another computer: none is told")
                    .isEmpty();
            int closed;
            try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                closed = other.getLocalPort();
            }
            assertThat(Listeners.behind(List.of(URI.create("http://127.0.0.1:" + closed))))
                    .isEmpty();
        }
    }
}
