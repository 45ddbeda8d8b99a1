package io.ixi.rpc.web;

import io.ixi.rpc.RpcConfig;
import io.ixi.rpc.call.Allowance;
import io.ixi.rpc.call.CallException;
import io.ixi.rpc.call.Caller;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who a connection is, and what it may cost. Remembers the latest connections and addresses. Thread-safe. */
final class Access {
    private static final String BEARER = "Bearer ";
    private static final int REMEMBERED = 8_192;
    private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "0:0:0:0:0:0:0:1", "::1", "[::1]");

    private final RpcConfig.Rates rates;
    private final Tokens tokens;
    private final Guard guard;
    private final Map<String, Allowance> addresses = latest();
    private final Map<String, Allowance> connections = latest();

    Access(RpcConfig config, Guard guard, Tokens tokens) {
        this.rates = config.rates();
        this.guard = guard;
        this.tokens = tokens;
    }

    /** The caller behind an HTTP request. */
    Caller caller(Context context) {
        return new Caller(
                connection(context.ip(), context.ip() + "/" + context.req().getRemotePort()), privileged(context));
    }

    /** Takes what a request outside JSON-RPC costs; false: it was refused. */
    boolean admits(Context context, int cost) {
        Allowance allowance = caller(context).allowance();
        if (allowance.take(cost)) {
            return true;
        }
        long wait = allowance.waitMs(cost);
        context.header("Retry-After", Long.toString(wait / 1_000 + 1));
        HttpDoor.refuse(
                context,
                429,
                CallException.LIMIT,
                "this connection used up what it may cost: try again in " + wait + " ms");
        return false;
    }

    /** What a new WebSocket may cost. */
    Allowance socket(String ip) {
        return new Allowance(rates.perSecond(), rates.burst(), System::nanoTime, address(ip));
    }

    /** With a token; or, if the operator gave out none, from this machine and no foreign web page. */
    boolean privileged(Context context) {
        if (tokens.isEmpty()) {
            String origin = context.header("Origin");
            return THIS_MACHINE.contains(context.ip())
                    && context.header("X-Forwarded-For") == null
                    && (origin == null || guard.own(origin, context.header("Host")));
        }
        return tokens.accepts(bearer(context.header("Authorization")));
    }

    private static @Nullable String bearer(@Nullable String header) {
        return header != null && header.startsWith(BEARER)
                ? header.substring(BEARER.length()).strip()
                : null;
    }

    private Allowance connection(String ip, String key) {
        synchronized (connections) {
            Allowance allowance = connections.get(key);
            if (allowance == null) {
                allowance = new Allowance(rates.perSecond(), rates.burst(), System::nanoTime, address(ip));
                connections.put(key, allowance);
            }
            return allowance;
        }
    }

    private Allowance address(String ip) {
        synchronized (addresses) {
            return addresses.computeIfAbsent(
                    ip,
                    any -> new Allowance(
                            rates.perSecond() * rates.connections(),
                            rates.burst() * rates.connections(),
                            System::nanoTime,
                            null));
        }
    }

    private static Map<String, Allowance> latest() {
        return new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Allowance> eldest) {
                return size() > REMEMBERED;
            }
        };
    }
}
