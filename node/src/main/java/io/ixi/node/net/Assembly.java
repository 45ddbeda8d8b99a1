package io.ixi.node.net;

import io.ixi.consensus.codec.MalformedException;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts one channel's chunks together again, up to the channel's largest message. Not thread-safe. */
final class Assembly {
    private final int max;
    private final List<byte[]> chunks = new ArrayList<>();
    private int size;

    Assembly(Channel channel) {
        this.max = channel.maxMessageBytes();
    }

    /**
     * Takes a chunk; the whole message if it was the last one, else null.
     *
     * @throws MalformedException the message grows too large
     */
    byte @Nullable [] add(ByteBuf in, int length, boolean last) {
        if (size + length > max) {
            throw new MalformedException("message larger than " + max + " bytes");
        }
        byte[] chunk = new byte[length];
        in.readBytes(chunk);
        if (last && chunks.isEmpty()) {
            return chunk;
        }
        chunks.add(chunk);
        size += length;
        if (!last) {
            return null;
        }
        byte[] message = new byte[size];
        int at = 0;
        for (byte[] part : chunks) {
            System.arraycopy(part, 0, message, at, part.length);
            at += part.length;
        }
        chunks.clear();
        size = 0;
        return message;
    }
}
