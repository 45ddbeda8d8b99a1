package io.ixi.testnet.chaos;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The clients' own log: what they were told is final, and what went wrong meanwhile. Safe for any thread. */
final class Acknowledged {
    private final Map<String, Long> heights = new ConcurrentHashMap<>();
    private final Map<String, Long> errors = new ConcurrentHashMap<>();
    private final AtomicLong highest = new AtomicLong();

    /** A validator said that the transaction is final in the block of this height. */
    void add(String id, long height) {
        heights.put(id, height);
        highest.accumulateAndGet(height, Math::max);
    }

    /** An answer that no fault explains. */
    void error(String name) {
        errors.merge(name, 1L, Long::sum);
    }

    /** Heights by transaction id. */
    Map<String, Long> heights() {
        return new TreeMap<>(heights);
    }

    long count() {
        return heights.size();
    }

    long highest() {
        return highest.get();
    }

    Map<String, Long> errors() {
        return new TreeMap<>(errors);
    }
}
