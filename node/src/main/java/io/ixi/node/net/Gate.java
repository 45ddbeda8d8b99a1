package io.ixi.node.net;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Admits connections that have not proven a key yet: a cap on all of them together and a rate per source address, so
 * that handshakes, which cost milliseconds, cannot be had for free. Remembers a bounded number of addresses.
 * Thread-safe.
 */
final class Gate {
    private static final int MAX_ADDRESSES = 1024;
    private static final int BURST_SECONDS = 4;

    private final int maxWaiting;
    private final int perSecond;
    private final Map<InetAddress, Credit> byAddress = new LinkedHashMap<>(16, 0.75f, true);
    private int waiting;

    Gate(int maxWaiting, int perSecond) {
        this.maxWaiting = maxWaiting;
        this.perSecond = perSecond;
    }

    /** True: admitted; the caller calls {@link #leave()} once it is authenticated or gone. */
    synchronized boolean enter(InetAddress from, long nowNanos) {
        if (waiting >= maxWaiting) {
            return false;
        }
        Credit credit = byAddress.get(from);
        if (credit == null) {
            if (byAddress.size() >= MAX_ADDRESSES) {
                byAddress.remove(byAddress.keySet().iterator().next());
            }
            credit = new Credit(perSecond, (long) perSecond * BURST_SECONDS, nowNanos);
            byAddress.put(from, credit);
        }
        if (!credit.trySpend(1, nowNanos)) {
            return false;
        }
        waiting++;
        return true;
    }

    synchronized void leave() {
        waiting--;
    }
}
