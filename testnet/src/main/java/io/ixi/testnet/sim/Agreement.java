package io.ixi.testnet.sim;

import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.node.wire.PeerMessage;
import io.ixi.vm.kernel.exec.Executed;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One chain: per height one final block, on top of the one below; no view is both nullified and finalized, and a
 * finalized view has one notarized block. Certificates are read off the wire.
 */
final class Agreement implements Checker {
    private record View(long epoch, long number) {}

    private static final class Seen {
        private boolean nullified;
        private @Nullable Proposal notarized;
        private boolean twice;
        private @Nullable Proposal finalized;
    }

    private final World world;
    private final Map<Long, Hash> finals = new HashMap<>();
    private final Map<View, Seen> views = new HashMap<>();

    Agreement(World world) {
        this.world = world;
    }

    @Nullable
    Hash at(long height) {
        return finals.get(height);
    }

    @Override
    public void finalized(SimNode node, Hash hash, BlockHeader header, Executed executed) {
        Hash known = finals.putIfAbsent(header.height(), hash);
        if (known != null && !known.equals(hash)) {
            fail("node " + node.address() + " has " + hash + " as final block " + header.height() + ", others "
                    + known);
        }
        Hash parent = header.height() == 1 ? world.genesisHash() : finals.get(header.height() - 1);
        if (parent == null || !parent.equals(header.parent())) {
            fail("final block " + header.height() + " of node " + node.address() + " is not on the final chain");
        }
    }

    @Override
    public void sent(SimNode from, PeerMessage message) {
        switch (message) {
            case PeerMessage.CertificateMessage m -> certified(m.certificate().subject());
            case PeerMessage.CertHave m -> certified(m.subject());
            default -> {}
        }
    }

    /** An honest node says that it holds a quorum for this. */
    private void certified(Subject subject) {
        Seen seen = views.computeIfAbsent(new View(subject.epoch(), subject.view()), view -> new Seen());
        switch (subject) {
            case Subject.Nullify _ -> seen.nullified = true;
            case Subject.Notarize(Proposal p) -> {
                seen.twice |= seen.notarized != null && !seen.notarized.equals(p);
                seen.notarized = p;
            }
            case Subject.Finalize(Proposal p) -> {
                if (seen.finalized != null && !seen.finalized.equals(p)) {
                    fail("two blocks are final in view " + p.view());
                }
                seen.finalized = p;
            }
        }
        if (seen.finalized != null && (seen.nullified || seen.twice)) {
            fail("view " + subject.view() + " is finalized and also "
                    + (seen.nullified ? "nullified" : "notarized for another block"));
        }
    }

    @Override
    public void ended() {
        for (SimNode node : world.nodes()) {
            if (node.honest()) {
                for (long height = Math.max(1, node.joinedAt());
                        height <= node.ledger().height();
                        height++) {
                    Hash hash = node.ledger().hash(height).orElse(Hash.ZERO);
                    if (!hash.equals(finals.get(height))) {
                        fail("node " + node.address() + " stores another block " + height + " than was final");
                    }
                }
            }
        }
    }

    private void fail(String what) {
        world.violated(Violation.Kind.SAFETY, what);
    }
}
