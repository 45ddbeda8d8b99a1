package io.ixi.testnet.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Which loopback ports are free. */
final class Ports {
    static final int FIRST = 26_600;
    private static final int STEP = 200;
    private static final int LAST = 65_000;

    private Ports() {}

    /** The first port of the network that something listens on. */
    static OptionalInt taken(Network network) {
        return network.validators().stream()
                .flatMapToInt(member -> IntStream.of(member.rpcPort(), member.p2pPort()))
                .filter(port -> !free(port))
                .findFirst();
    }

    /** A base port after this one whose network would find every port free; 0 if there is none. */
    static int freeBase(Network network, int after) {
        return IntStream.iterate(after + STEP, base -> base < LAST - STEP, base -> base + STEP)
                .filter(base -> taken(network.at(base)).isEmpty())
                .findFirst()
                .orElse(0);
    }

    private static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
