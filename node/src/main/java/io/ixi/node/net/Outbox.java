package io.ixi.node.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Messages that wait for one connection, cut into chunks. Bounded in bytes per channel. Thread-safe.
 */
final class Outbox {
    private static final int FAIR_EVERY = 8;

    private final Map<Channel, Queue> queues = new EnumMap<>(Channel.class);
    private int taken;

    /** @param quota most bytes that may wait on a channel */
    Outbox(ToIntFunction<Channel> quota) {
        for (Channel channel : Channel.values()) {
            queues.put(channel, new Queue(channel, quota.applyAsInt(channel)));
        }
    }

    /** False: over the channel's quota, nothing was queued. */
    synchronized boolean offer(Channel channel, byte[] message) {
        Queue queue = queue(channel);
        if (queue.bytes + message.length > queue.quota) {
            return false;
        }
        queue.messages.add(message);
        queue.bytes += message.length;
        return true;
    }

    /** The next chunk to write: the most urgent channel's, every eighth time the least urgent one's. Null: empty. */
    synchronized @Nullable Chunk take() {
        Queue chosen = null;
        boolean leastUrgent = taken % FAIR_EVERY == FAIR_EVERY - 1;
        for (Queue queue : queues.values()) {
            if (!queue.messages.isEmpty() && (chosen == null || leastUrgent)) {
                chosen = queue;
            }
        }
        if (chosen == null) {
            return null;
        }
        taken = (taken + 1) % FAIR_EVERY;
        return chosen.take();
    }

    synchronized boolean isEmpty() {
        for (Queue queue : queues.values()) {
            if (!queue.messages.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** Bytes that wait on a channel. */
    synchronized long bytes(Channel channel) {
        return queue(channel).bytes;
    }

    /** Forgets everything; what is offered later is refused. */
    synchronized void close() {
        for (Queue queue : queues.values()) {
            queue.messages.clear();
            queue.bytes = 0;
            queue.quota = 0;
        }
    }

    private Queue queue(Channel channel) {
        Queue queue = queues.get(channel);
        if (queue == null) {
            throw new IllegalStateException("no queue for " + channel);
        }
        return queue;
    }

    /** A piece of a message. */
    static final class Chunk {
        private final Channel channel;
        private final byte[] message;
        private final int offset;
        private final int length;

        Chunk(Channel channel, byte[] message, int offset, int length) {
            this.channel = channel;
            this.message = message;
            this.offset = offset;
            this.length = length;
        }

        Channel channel() {
            return channel;
        }

        int length() {
            return length;
        }

        ByteBuf frame(ByteBufAllocator allocator) {
            return Frames.frame(allocator, channel.code(), last() ? Frames.LAST : 0, message, offset, length);
        }

        boolean last() {
            return offset + length == message.length;
        }
    }

    private static final class Queue {
        private final Channel channel;
        private final ArrayDeque<byte[]> messages = new ArrayDeque<>();
        private int quota;
        private int offset;
        private long bytes;

        Queue(Channel channel, int quota) {
            this.channel = channel;
            this.quota = quota;
        }

        Chunk take() {
            byte[] message = messages.element();
            int length = Math.min(Frames.MAX_PAYLOAD, message.length - offset);
            Chunk chunk = new Chunk(channel, message, offset, length);
            bytes -= length;
            offset += length;
            if (chunk.last()) {
                messages.remove();
                offset = 0;
            }
            return chunk;
        }
    }
}
