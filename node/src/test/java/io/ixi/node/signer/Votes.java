package io.ixi.node.signer;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;

/** Subjects for tests. */
final class Votes {
    static final Hash CHAIN = new Hash(1, 2, 3, 4);
    static final Bytes KEY = Bytes.copyOf(new byte[] {5, 6, 7});

    private Votes() {}

    static Subject notarize(long view, int block) {
        return new Subject.Notarize(proposal(view, block));
    }

    static Subject finish(long view, int block) {
        return new Subject.Finalize(proposal(view, block));
    }

    static Subject nullify(long view) {
        return new Subject.Nullify(0, view);
    }

    private static Proposal proposal(long view, int block) {
        return new Proposal(0, view, view - 1, new Hash(view, 0, 0, block));
    }
}
