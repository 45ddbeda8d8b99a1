package io.ixi.testnet.sim;

import io.ixi.node.net.Channel;
import io.ixi.node.wire.PeerMessage;
import org.jspecify.annotations.Nullable;

/** Somebody on the wire who picks messages: for tests of one certain loss. */
interface Meddler {
    /** Whether it takes this one away; {@code message} is null on the TRANSACTION channel. */
    boolean takes(SimNode from, int to, Channel channel, @Nullable PeerMessage message);

    /** What arrives instead of a message that it leaves. */
    default PeerMessage bends(SimNode from, int to, PeerMessage message) {
        return message;
    }
}
