package io.ixi.node.net;

import java.nio.ByteBuffer;

/** The fields of a TLS 1.3 ServerHello (RFC 8446 section 4.1.3) that opens a recorded stream. */
record ServerHello(int cipher, int version, int group, int shareBytes) {
    static ServerHello parse(byte[] stream) {
        ByteBuffer in = ByteBuffer.wrap(stream);
        check(in.get() == 22, "handshake record");
        in.position(5);
        check(in.get() == 2, "server hello");
        in.position(in.position() + 3 + 2 + 32);
        in.position(in.position() + 1 + in.get(in.position()));
        int cipher = in.getShort() & 0xffff;
        in.get();
        int end = in.getShort() + in.position();
        int version = 0;
        int group = 0;
        int share = 0;
        while (in.position() < end) {
            int type = in.getShort() & 0xffff;
            int next = in.getShort() + in.position();
            if (type == 43) {
                version = in.getShort();
            } else if (type == 51) {
                group = in.getShort() & 0xffff;
                share = in.getShort() & 0xffff;
            }
            in.position(next);
        }
        return new ServerHello(cipher, version, group, share);
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException("no " + what);
        }
    }
}
