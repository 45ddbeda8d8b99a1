package io.ixi.node.wire;

import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.Vote;
import io.ixi.node.net.Channel;
import java.util.List;
import java.util.Optional;

/** Everything that replicas say to each other. Lists are immutable; limits are {@link PeerCodec}'s. */
public sealed interface PeerMessage {
    /** {@link #epoch} of what means the same in every epoch. */
    long ANY = -1;

    /** The stream it travels on. */
    Channel channel();

    /** The epoch whose views and indices it speaks of, or {@link #ANY}. */
    default long epoch() {
        return switch (this) {
            case VoteMessage m -> m.vote().subject().epoch();
            case ProposalMessage m -> m.vote().subject().epoch();
            case CertificateMessage m -> m.certificate().subject().epoch();
            case CertHave m -> m.subject().epoch();
            case CertWant m -> m.subject().epoch();
            case CertShares m -> m.shares().subject().epoch();
            case WantCertificate m -> m.about();
            case EvidenceMessage m -> m.first().subject().epoch();
            case TransactionsWanted _, Transactions _, BlockWanted _, BlockFound _ -> ANY;
            case SyncRequest _, SyncResponse _, Status _ -> ANY;
            case SnapshotWanted _, SnapshotOffer _, ChunkWanted _, ChunkFound _ -> ANY;
            case HandoverWanted _, HandoverFound _, BodiesWanted _, BodiesFound _ -> ANY;
        };
    }

    /** Any vote but a leader's proposal. */
    record VoteMessage(Vote vote) implements PeerMessage {
        @Override
        public Channel channel() {
            return Channel.VOTE;
        }
    }

    /**
     * The leader's Notarize with what it notarizes. The transactions themselves travel through the mempools; who lacks
     * some asks with {@link TransactionsWanted}.
     *
     * @param ids ids of the block's transactions, in order
     */
    record ProposalMessage(Vote vote, BlockHeader header, List<Hash> ids) implements PeerMessage {
        public ProposalMessage {
            ids = List.copyOf(ids);
        }

        @Override
        public Channel channel() {
            return Channel.BLOCK;
        }
    }

    /** A whole certificate: for backfill and retries. */
    record CertificateMessage(Certificate certificate) implements PeerMessage {
        @Override
        public Channel channel() {
            return Channel.CERTIFICATE;
        }
    }

    /** The sender holds a quorum for the subject, by these signers. */
    record CertHave(Subject subject, Signers signers) implements PeerMessage {
        @Override
        public Channel channel() {
            return Channel.CERTIFICATE;
        }
    }

    /** Asks whoever said {@link CertHave} for the signatures that are missing here. */
    record CertWant(Subject subject, Signers missing) implements PeerMessage {
        @Override
        public Channel channel() {
            return Channel.CERTIFICATE;
        }
    }

    /** Answers {@link CertWant}: some signatures over the subject, no quorum by themselves. */
    record CertShares(Certificate shares) implements PeerMessage {
        @Override
        public Channel channel() {
            return Channel.CERTIFICATE;
        }
    }

    /**
     * Asks for the certificate that lets the sender leave {@code view}.
     *
     * @param about the epoch that the sender is in
     */
    record WantCertificate(long about, long view) implements PeerMessage {
        @Override
        public Channel channel() {
            return Channel.CERTIFICATE;
        }
    }

    /** Asks for whole transactions of a block. */
    record TransactionsWanted(Hash block, List<Hash> ids) implements PeerMessage {
        public TransactionsWanted {
            ids = List.copyOf(ids);
        }

        @Override
        public Channel channel() {
            return Channel.BLOCK;
        }
    }

    /** Answers {@link TransactionsWanted}, possibly with some only; empty: the sender has none of them. */
    record Transactions(Hash block, List<Bytes> transactions) implements PeerMessage {
        public Transactions {
            transactions = List.copyOf(transactions);
        }

        @Override
        public Channel channel() {
            return Channel.BLOCK;
        }
    }

    /** Asks for a block's header and transaction ids. */
    record BlockWanted(Hash block) implements PeerMessage {
        @Override
        public Channel channel() {
            return Channel.BLOCK;
        }
    }

    /** Answers {@link BlockWanted}; no answer when the block is not here. */
    record BlockFound(BlockHeader header, List<Hash> ids) implements PeerMessage {
        public BlockFound {
            ids = List.copyOf(ids);
        }

        @Override
        public Channel channel() {
            return Channel.BLOCK;
        }
    }

    /** Asks for final blocks from this height on. */
    record SyncRequest(long from) implements PeerMessage {
        @Override
        public Channel channel() {
            return Channel.SYNC;
        }
    }

    /**
     * Answers {@link SyncRequest}; proves itself.
     *
     * @param from height of the first header: the one asked for
     * @param headers hash-linked, ascending by one; empty: the sender has nothing from there on
     * @param certificate finalization of the last header; absent only without headers
     * @param bodies whole transactions of the first blocks, some
     */
    record SyncResponse(long from, List<BlockHeader> headers, Optional<Certificate> certificate, List<Body> bodies)
            implements PeerMessage {
        public SyncResponse {
            headers = List.copyOf(headers);
            bodies = List.copyOf(bodies);
        }

        /** A block's whole transactions, in order. */
        public record Body(List<Bytes> transactions) {
            public Body {
                transactions = List.copyOf(transactions);
            }
        }

        @Override
        public Channel channel() {
            return Channel.SYNC;
        }
    }

    /** Asks for whole transactions of final blocks, {@code count} of them from this height on. */
    record BodiesWanted(long from, int count) implements PeerMessage {
        @Override
        public Channel channel() {
            return Channel.SYNC;
        }
    }

    /**
     * Answers {@link BodiesWanted}.
     *
     * @param bodies of the first blocks, as many as fit; none: they are not here
     */
    record BodiesFound(long from, List<SyncResponse.Body> bodies) implements PeerMessage {
        public BodiesFound {
            bodies = List.copyOf(bodies);
        }

        @Override
        public Channel channel() {
            return Channel.SYNC;
        }
    }

    /** Asks for the newest snapshot of the state. */
    record SnapshotWanted() implements PeerMessage {
        @Override
        public Channel channel() {
            return Channel.SYNC;
        }
    }

    /** Answers {@link SnapshotWanted}; empty: the sender has none. */
    record SnapshotOffer(Optional<SnapshotManifest> manifest) implements PeerMessage {
        @Override
        public Channel channel() {
            return Channel.SYNC;
        }
    }

    /** Asks for a chunk of the snapshot of this height. */
    record ChunkWanted(long height, int index) implements PeerMessage {
        @Override
        public Channel channel() {
            return Channel.SYNC;
        }
    }

    /**
     * Answers {@link ChunkWanted}.
     *
     * @param chunk a {@link SnapshotChunk}'s bytes; none: the sender has not this snapshot
     */
    record ChunkFound(long height, int index, Bytes chunk) implements PeerMessage {
        @Override
        public Channel channel() {
            return Channel.SYNC;
        }
    }

    /** Asks who votes after an epoch. */
    record HandoverWanted(long of) implements PeerMessage {
        @Override
        public Channel channel() {
            return Channel.SYNC;
        }
    }

    /**
     * Answers {@link HandoverWanted}; proves itself to who knows the validators of that epoch.
     *
     * @param handover empty: it is not here
     */
    record HandoverFound(long of, Optional<Handover> handover) implements PeerMessage {
        @Override
        public Channel channel() {
            return Channel.SYNC;
        }
    }

    /** Two votes of one validator that no honest one casts. Proves itself; told on by whoever hears of it first. */
    record EvidenceMessage(Vote first, Vote second) implements PeerMessage {
        @Override
        public Channel channel() {
            return Channel.CERTIFICATE;
        }
    }

    /**
     * Where the sender is. Told once a second and on connecting; a claim, not a proof.
     *
     * @param height of its latest final block
     * @param view of its consensus
     */
    record Status(long height, long view) implements PeerMessage {
        @Override
        public Channel channel() {
            return Channel.CERTIFICATE;
        }
    }
}
