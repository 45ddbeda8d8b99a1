package io.ixi.testnet.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** Which loopback ports are free. */
final class Ports {
    static final int FIRST = 26_600;
    private static final int STEP = 200;
    private static final int LAST = 65_000;

    /** Below the ports that Linux gives to outgoing connections. */
    private static final int LAST_CHOSEN = 32_000;

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

    /**
     * A base port somewhere whose network finds every port free. Not the first one: a network that starts takes seconds
     * to listen, and another one that starts meanwhile must not choose the same.
     */
    static int anyFreeBase(Network network) {
        int places = (LAST_CHOSEN - FIRST) / STEP;
        int after = FIRST + STEP * ThreadLocalRandom.current().nextInt(places);
        int base = freeBase(network, after);
        return base != 0 ? base : freeBase(network, FIRST);
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
