package io.ixi.rpc;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where and how far the doors open.
 *
 * @param host address to bind; 127.0.0.1 unless the operator says otherwise
 * @param port 0: any free port
 * @param opsPort port of /metrics, /healthz, /readyz and /version; -1: the same as {@code port}; 0: any free port
 * @param allowedHosts host names besides localhost and literal addresses that requests may name; "*" allows all. Guards
 *     against web pages that point a name of their own at this machine (DNS rebinding)
 * @param corsOrigins origins of web pages that may call, like {@code https://wallet.example}; "*" allows all
 * @param limits bounds on what one client and all of them together may use
 * @param rates what one client may use over time
 * @param tokens file of hashed tokens for privileged methods; null: those are for this machine only
 */
public record RpcConfig(
        String host,
        int port,
        int opsPort,
        List<String> allowedHosts,
        List<String> corsOrigins,
        Limits limits,
        Rates rates,
        @Nullable Path tokens) {
    public RpcConfig {
        allowedHosts = List.copyOf(allowedHosts);
        corsOrigins = List.copyOf(corsOrigins);
    }

    /** Loopback only, no foreign web pages, one port, default limits. */
    public static RpcConfig local(int port) {
        return new RpcConfig("127.0.0.1", port, -1, List.of(), List.of(), Limits.DEFAULT, Rates.DEFAULT, null);
    }

    public RpcConfig withLimits(Limits value) {
        return new RpcConfig(host, port, opsPort, allowedHosts, corsOrigins, value, rates, tokens);
    }

    public RpcConfig withRates(Rates value) {
        return new RpcConfig(host, port, opsPort, allowedHosts, corsOrigins, limits, value, tokens);
    }

    public RpcConfig withTokens(Path value) {
        return new RpcConfig(host, port, opsPort, allowedHosts, corsOrigins, limits, rates, value);
    }

    public RpcConfig withOrigins(List<String> value) {
        return new RpcConfig(host, port, opsPort, allowedHosts, value, limits, rates, tokens);
    }

    /**
     * Units of cost, see {@link io.ixi.rpc.call.Traits}.
     *
     * @param perSecond what a connection gets; 0: no limit
     * @param burst most that a connection saves up
     * @param connections how many connections of one address may use theirs in full at the same time
     */
    public record Rates(int perSecond, int burst, int connections) {
        public static final Rates DEFAULT = new Rates(5_000, 20_000, 4);
        public static final Rates NONE = new Rates(0, 0, 1);

        /** So much a second for a connection, four seconds of it saved up; 0: no limit. */
        public static Rates of(int perSecond) {
            return perSecond == 0 ? NONE : new Rates(perSecond, 4 * perSecond, DEFAULT.connections());
        }
    }

    /**
     * @param bodyBytes largest HTTP body
     * @param messageBytes largest WebSocket message that comes in
     * @param batch most calls in one batch
     * @param responseBytes largest response, of a batch altogether
     * @param inFlightBytes most bytes of bodies being worked on
     * @param inFlight most HTTP requests being worked on; also most calls in work per WebSocket, divided by 128
     * @param bodyTime longest time that a body may take to arrive
     * @param idle HTTP connections without traffic are closed after it
     * @param sockets most open WebSockets
     * @param socketIdle WebSockets without traffic are closed after it
     * @param queueBytes most bytes that wait for one slow WebSocket; then it is closed with {@code 4008}
     * @param subscriptions most per WebSocket
     * @param maxWait longest time that ixi_sendTransaction waits for finality
     */
    public record Limits(
            int bodyBytes,
            int messageBytes,
            int batch,
            int responseBytes,
            int inFlightBytes,
            int inFlight,
            Duration bodyTime,
            Duration idle,
            int sockets,
            Duration socketIdle,
            int queueBytes,
            int subscriptions,
            Duration maxWait) {
        public static final Limits DEFAULT = new Limits(
                1 << 20,
                256 << 10,
                100,
                16 << 20,
                32 << 20,
                1024,
                Duration.ofSeconds(20),
                Duration.ofSeconds(60),
                2000,
                Duration.ofMinutes(10),
                1 << 20,
                64,
                Duration.ofSeconds(60));
    }
}
