package io.ixi.rpc.web;

import io.ixi.rpc.RpcConfig;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Who may talk to a local node from a browser. A web page can make the browser call any address, and can point a name
 * of its own at this machine; so foreign origins and foreign host names are refused. Programs send no Origin.
 */
public final class Guard {
    private static final String ANY = "*";

    private final List<String> hosts;
    private final List<String> origins;

    public Guard(RpcConfig config) {
        this.hosts = config.allowedHosts().stream()
                .map(h -> h.toLowerCase(Locale.ROOT))
                .toList();
        this.origins = config.corsOrigins();
    }

    /** Whether requests may name this host: localhost, a literal address, or one that the operator listed. */
    public boolean hostAllowed(@Nullable String header) {
        if (header == null) {
            return false;
        }
        String host = withoutPort(header).toLowerCase(Locale.ROOT);
        return host.equals("localhost")
                || host.startsWith("[")
                || host.matches("[0-9.]{7,15}")
                || hosts.contains(ANY)
                || hosts.contains(host);
    }

    /** Whether a page of this origin may call: none (not a browser), the node's own, or one that is listed. */
    public boolean originAllowed(@Nullable String origin, @Nullable String host) {
        return origin == null || isOwn(origin, host) || crossOrigin(origin, host);
    }

    /** Whether to answer with CORS headers. */
    public boolean crossOrigin(@Nullable String origin, @Nullable String host) {
        return origin != null && !isOwn(origin, host) && (origins.contains(ANY) || origins.contains(origin));
    }

    /** Whether the page is one of this node's own. */
    boolean own(String origin, @Nullable String host) {
        return isOwn(origin, host);
    }

    private static boolean isOwn(String origin, @Nullable String host) {
        // https: a reverse proxy may stand before the node and pass the Host header on
        return host != null && (origin.equals("http://" + host) || origin.equals("https://" + host));
    }

    private static String withoutPort(String header) {
        int end = header.startsWith("[") ? header.indexOf(']') + 1 : header.indexOf(':');
        return end <= 0 ? header : header.substring(0, end);
    }
}
