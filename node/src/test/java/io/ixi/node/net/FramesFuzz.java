package io.ixi.node.net;

import io.ixi.consensus.types.Hash;
import io.ixi.node.fuzz.FuzzTarget;
import java.util.List;

/** The first thing that a peer says. */
public final class FramesFuzz {
    private FramesFuzz() {}

    public static List<FuzzTarget> targets() {
        Frames.Hello hello = new Frames.Hello(Frames.MAGIC, Frames.VERSION, Hash.ZERO);
        return List.of(
                FuzzTarget.canonical("net.hello", List.of(Frames.encode(hello)), Frames::decode, Frames::encode));
    }
}
