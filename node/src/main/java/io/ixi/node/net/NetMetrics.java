package io.ixi.node.net;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** The transport's counters. Labels are channels, directions and reasons: a fixed number of series. */
final class NetMetrics {
    private final Map<Channel, Traffic> in = new EnumMap<>(Channel.class);
    private final Map<Channel, Traffic> out = new EnumMap<>(Channel.class);
    private final Map<Channel, Counter> dropped = new EnumMap<>(Channel.class);
    private final Map<Channel, Counter> throttled = new EnumMap<>(Channel.class);
    private final Map<Ended, Counter> ended = new EnumMap<>(Ended.class);
    private final Counter handshakes;

    NetMetrics(MeterRegistry registry, Supplier<Number> connected, ToLongFunction<Channel> queued) {
        for (Channel channel : Channel.values()) {
            in.put(channel, new Traffic(registry, "in", channel));
            out.put(channel, new Traffic(registry, "out", channel));
            dropped.put(channel, counter(registry, "ixi.net.dropped", "channel", channel));
            throttled.put(channel, counter(registry, "ixi.net.throttled", "channel", channel));
            Gauge.builder("ixi.net.queue.bytes", channel, queued::applyAsLong)
                    .tag("channel", label(channel))
                    .register(registry);
        }
        for (Ended reason : Ended.values()) {
            ended.put(reason, counter(registry, "ixi.net.ended", "reason", reason));
        }
        handshakes = registry.counter("ixi.net.handshakes");
        Gauge.builder("ixi.net.peers", connected).register(registry);
    }

    void received(Channel channel, long bytes, boolean last) {
        traffic(in, channel).add(bytes, last);
    }

    void sent(Channel channel, long bytes, boolean last) {
        traffic(out, channel).add(bytes, last);
    }

    void dropped(Channel channel) {
        of(dropped, channel).increment();
    }

    /** The connection is not read for a while: the peer is over its quota. */
    void throttled(Channel channel) {
        of(throttled, channel).increment();
    }

    void authenticated() {
        handshakes.increment();
    }

    void ended(Ended reason) {
        of(ended, reason).increment();
    }

    private static Traffic traffic(Map<Channel, Traffic> map, Channel channel) {
        return of(map, channel);
    }

    private static <K, V> V of(Map<K, V> map, K key) {
        V value = map.get(key);
        if (value == null) {
            throw new IllegalStateException("no meter for " + key);
        }
        return value;
    }

    private static Counter counter(MeterRegistry registry, String name, String label, Enum<?> value) {
        return registry.counter(name, label, label(value));
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static final class Traffic {
        private final Counter bytes;
        private final Counter messages;

        Traffic(MeterRegistry registry, String direction, Channel channel) {
            bytes = registry.counter("ixi.net.bytes", "direction", direction, "channel", label(channel));
            messages = registry.counter("ixi.net.messages", "direction", direction, "channel", label(channel));
        }

        void add(long count, boolean last) {
            bytes.increment((double) count);
            if (last) {
                messages.increment();
            }
        }
    }
}
