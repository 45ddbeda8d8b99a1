package io.ixi.node.net;

import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.codec.Reader;
import io.ixi.consensus.codec.Writer;
import io.ixi.consensus.types.Hash;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * What a TLS stream carries: frames of a 4-byte header (channel, flags, payload length as u16) and a payload. A
 * message is one or more frames of its channel; every frame but its last is full, so that a peer cannot make many
 * tiny chunks. A full frame fills one TLS record. The first frame of a connection is Hello; a keepalive has no
 * payload.
 */
final class Frames {
    static final int HEADER = 4;
    /** Largest payload: header and payload fill one TLS record of 16 KiB. */
    static final int MAX_PAYLOAD = (16 << 10) - HEADER;

    static final int LAST = 1;
    static final int HELLO = 0;
    static final int KEEPALIVE = 255;

    static final int MAGIC = 0x49584931; // "IXI1"
    static final int VERSION = 1;
    static final int HELLO_BYTES = 4 + 2 + Hash.BYTES;

    private Frames() {}

    static ByteBuf frame(ByteBufAllocator allocator, int code, int flags, byte[] from, int offset, int length) {
        ByteBuf frame = allocator.heapBuffer(HEADER + length, HEADER + length);
        frame.writeByte(code).writeByte(flags).writeShort(length).writeBytes(from, offset, length);
        return frame;
    }

    static ByteBuf keepalive(ByteBufAllocator allocator) {
        return frame(allocator, KEEPALIVE, LAST, new byte[0], 0, 0);
    }

    static ByteBuf hello(ByteBufAllocator allocator, Hash chain) {
        byte[] payload = encode(new Hello(MAGIC, VERSION, chain));
        return frame(allocator, HELLO, LAST, payload, 0, payload.length);
    }

    /**
     * Checks a header.
     *
     * @throws MalformedException unknown channel or flags, or a length that the channel and flags do not allow
     */
    static void check(int code, int flags, int length) {
        if ((flags & ~LAST) != 0) {
            throw new MalformedException("frame flags " + flags);
        }
        boolean last = flags == LAST;
        boolean lengthFits = switch (code) {
            case HELLO -> last && length == HELLO_BYTES;
            case KEEPALIVE -> last && length == 0;
            default -> {
                if (Channel.ofCode(code) == null) {
                    throw new MalformedException("frame channel " + code);
                }
                yield last ? length > 0 && length <= MAX_PAYLOAD : length == MAX_PAYLOAD;
            }
        };
        if (!lengthFits) {
            throw new MalformedException("frame length " + length + " on channel " + code);
        }
    }

    static byte[] encode(Hello hello) {
        return new Writer()
                .u31(hello.magic())
                .u16(hello.version())
                .hash(hello.chain())
                .toByteArray();
    }

    static Hello decode(byte[] payload) {
        return Reader.decode(payload, r -> {
            int magic = r.u31();
            return new Hello(magic, r.u16(), r.hash());
        });
    }

    /** Who speaks: the first thing that each side sends. */
    record Hello(int magic, int version, Hash chain) {}
}
