package io.ixi.node.wire;

import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.Vote;
import io.ixi.vm.kernel.tree.Part;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Messages of every kind drawn from a seed. */
final class PeerSamples {
    static final int KINDS = 26;

    private final SplittableRandom random;

    PeerSamples(long seed) {
        this.random = new SplittableRandom(seed);
    }

    PeerMessage message() {
        return message(random.nextInt(KINDS));
    }

    PeerMessage message(int kind) {
        return switch (kind) {
            case 0 -> new PeerMessage.VoteMessage(vote());
            case 1 -> new PeerMessage.ProposalMessage(vote(), header(), list(4, this::hash));
            case 2 -> new PeerMessage.CertificateMessage(certificate());
            case 3 -> new PeerMessage.CertHave(subject(), signers());
            case 4 -> new PeerMessage.CertWant(subject(), signers());
            case 5 -> new PeerMessage.CertShares(certificate());
            case 6 -> new PeerMessage.WantCertificate(counter(), counter());
            case 7 -> new PeerMessage.TransactionsWanted(hash(), list(4, this::hash));
            case 8 -> new PeerMessage.Transactions(hash(), list(4, this::bytes));
            case 9 -> new PeerMessage.BlockWanted(hash());
            case 10 -> new PeerMessage.BlockFound(header(), list(4, this::hash));
            case 11 -> new PeerMessage.SyncRequest(counter());
            case 12 -> sync(list(3, this::header));
            case 13 -> sync(List.of(header(), header()));
            case 14 -> new PeerMessage.Status(counter(), counter());
            case 15 -> new PeerMessage.SnapshotWanted();
            case 16 -> new PeerMessage.SnapshotOffer(Optional.empty());
            case 17 -> new PeerMessage.SnapshotOffer(Optional.of(manifest()));
            case 18 -> new PeerMessage.ChunkWanted(counter(), random.nextInt(70_000));
            case 19 -> new PeerMessage.ChunkFound(counter(), random.nextInt(70_000), bytes());
            case 20 -> new PeerMessage.EvidenceMessage(vote(), vote());
            case 21 -> new PeerMessage.HandoverWanted(counter());
            case 22 -> new PeerMessage.HandoverFound(counter(), Optional.empty());
            case 23 -> new PeerMessage.HandoverFound(counter(), Optional.of(handover()));
            case 24 -> new PeerMessage.BodiesWanted(counter(), random.nextInt(70));
            case 25 -> new PeerMessage.BodiesFound(counter(), bodies(random.nextInt(3)));
            default -> throw new IllegalArgumentException("kind " + kind);
        };
    }

    SnapshotManifest manifest() {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < 1 << random.nextInt(4); i++) {
            int kind = random.nextInt(3);
            parts.add(kind == 0 ? Part.EMPTY : new Part(kind == 1 ? Part.Kind.LEAF : Part.Kind.INNER, hash()));
        }
        while (Integer.bitCount(parts.size()) != 1) {
            parts.removeLast();
        }
        return new SnapshotManifest(
                List.of("accounts", "bank"), header(), List.of(header(), header()), certificate(), parts);
    }

    Handover handover() {
        return new Handover(header(), certificate(), list(3, () -> new Handover.Entry(bytes(), bytes(), bytes())));
    }

    private PeerMessage sync(List<BlockHeader> headers) {
        List<PeerMessage.SyncResponse.Body> bodies = bodies(headers.size());
        Optional<Certificate> certificate = headers.isEmpty() ? Optional.empty() : Optional.of(certificate());
        return new PeerMessage.SyncResponse(counter(), headers, certificate, bodies);
    }

    private List<PeerMessage.SyncResponse.Body> bodies(int count) {
        List<PeerMessage.SyncResponse.Body> bodies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            bodies.add(new PeerMessage.SyncResponse.Body(list(3, this::bytes)));
        }
        return bodies;
    }

    private <T> List<T> list(int below, Supplier<T> item) {
        List<T> items = new ArrayList<>();
        for (int left = random.nextInt(below); left > 0; left--) {
            items.add(item.get());
        }
        return items;
    }

    private Hash hash() {
        return new Hash(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
    }

    private Bytes bytes() {
        byte[] value = new byte[random.nextInt(1, 40)];
        random.nextBytes(value);
        return Bytes.wrap(value);
    }

    private long counter() {
        return random.nextLong() >>> random.nextInt(1, 63);
    }

    private Signers signers() {
        BitSet set = new BitSet();
        for (int left = random.nextInt(5); left > 0; left--) {
            set.set(random.nextInt(200));
        }
        return Signers.of(set);
    }

    private Subject subject() {
        long view = Math.max(1, counter());
        Proposal proposal = new Proposal(counter(), view, random.nextLong(view), hash());
        return switch (random.nextInt(3)) {
            case 0 -> new Subject.Notarize(proposal);
            case 1 -> new Subject.Nullify(counter(), view);
            default -> new Subject.Finalize(proposal);
        };
    }

    private Vote vote() {
        return new Vote(subject(), random.nextInt(200), bytes());
    }

    private Certificate certificate() {
        return new Certificate(
                subject(), List.of(new Certificate.Share(1, bytes()), new Certificate.Share(9, bytes())));
    }

    private BlockHeader header() {
        return new BlockHeader(
                hash(), 1, counter(), counter(), counter(), counter(), 3, counter(), hash(), hash(), hash(), hash(), 7,
                hash());
    }
}
