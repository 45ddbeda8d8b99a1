package io.ixi.node.wire;

import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.codec.Reader;
import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.codec.Writer;
import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.node.net.Channel;
import io.ixi.node.wire.PeerMessage.BlockFound;
import io.ixi.node.wire.PeerMessage.BlockWanted;
import io.ixi.node.wire.PeerMessage.BodiesFound;
import io.ixi.node.wire.PeerMessage.BodiesWanted;
import io.ixi.node.wire.PeerMessage.CertHave;
import io.ixi.node.wire.PeerMessage.CertShares;
import io.ixi.node.wire.PeerMessage.CertWant;
import io.ixi.node.wire.PeerMessage.CertificateMessage;
import io.ixi.node.wire.PeerMessage.ChunkFound;
import io.ixi.node.wire.PeerMessage.ChunkWanted;
import io.ixi.node.wire.PeerMessage.EvidenceMessage;
import io.ixi.node.wire.PeerMessage.HandoverFound;
import io.ixi.node.wire.PeerMessage.HandoverWanted;
import io.ixi.node.wire.PeerMessage.ProposalMessage;
import io.ixi.node.wire.PeerMessage.SnapshotOffer;
import io.ixi.node.wire.PeerMessage.SnapshotWanted;
import io.ixi.node.wire.PeerMessage.Status;
import io.ixi.node.wire.PeerMessage.SyncRequest;
import io.ixi.node.wire.PeerMessage.SyncResponse;
import io.ixi.node.wire.PeerMessage.SyncResponse.Body;
import io.ixi.node.wire.PeerMessage.Transactions;
import io.ixi.node.wire.PeerMessage.TransactionsWanted;
import io.ixi.node.wire.PeerMessage.VoteMessage;
import io.ixi.node.wire.PeerMessage.WantCertificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One byte form per message: a kind byte, then the fields. {@link #decode} throws {@link MalformedException} and
 * nothing else; whatever decodes re-encodes to itself.
 */
public final class PeerCodec {
    /** Most transactions of a block; a genesis may set a lower limit. */
    public static final int MAX_TRANSACTIONS = 16_384;

    /** Longest transaction: a 64 KiB body and eight of the longest keys and signatures, FIPS 204 table 2. */
    public static final int MAX_TRANSACTION_BYTES = 128 * 1024;

    /** Most headers of a {@link SyncResponse}. Certificates are kept about every 64 heights. */
    public static final int MAX_HEADERS = 1_024;

    /** Most blocks of a {@link BodiesWanted}. */
    public static final int MAX_BODIES = 64;

    private static final int VOTE = 1;
    private static final int PROPOSAL = 2;
    private static final int CERTIFICATE = 3;
    private static final int CERT_HAVE = 4;
    private static final int CERT_WANT = 5;
    private static final int CERT_SHARES = 6;
    private static final int WANT_CERTIFICATE = 7;
    private static final int TRANSACTIONS_WANTED = 8;
    private static final int TRANSACTIONS = 9;
    private static final int BLOCK_WANTED = 10;
    private static final int BLOCK_FOUND = 11;
    private static final int SYNC_REQUEST = 12;
    private static final int SYNC_RESPONSE = 13;
    private static final int STATUS = 14;
    private static final int SNAPSHOT_WANTED = 15;
    private static final int SNAPSHOT_OFFER = 16;
    private static final int CHUNK_WANTED = 17;
    private static final int CHUNK_FOUND = 18;
    private static final int EVIDENCE = 19;
    private static final int HANDOVER_WANTED = 20;
    private static final int HANDOVER_FOUND = 21;
    private static final int BODIES_WANTED = 22;
    private static final int BODIES_FOUND = 23;

    private PeerCodec() {}

    public static byte[] encode(PeerMessage message) {
        Writer out = new Writer();
        switch (message) {
            case VoteMessage m -> Wire.write(out.u8(VOTE), m.vote());
            case ProposalMessage m -> {
                Wire.write(out.u8(PROPOSAL), m.vote());
                hashes(Wire.write(out, m.header()), m.ids());
            }
            case CertificateMessage m -> Wire.write(out.u8(CERTIFICATE), m.certificate());
            case CertHave m -> m.signers().write(Wire.write(out.u8(CERT_HAVE), m.subject()));
            case CertWant m -> m.missing().write(Wire.write(out.u8(CERT_WANT), m.subject()));
            case CertShares m -> Wire.write(out.u8(CERT_SHARES), m.shares());
            case WantCertificate m -> out.u8(WANT_CERTIFICATE).u63(m.about()).u63(m.view());
            case TransactionsWanted m -> hashes(out.u8(TRANSACTIONS_WANTED).hash(m.block()), m.ids());
            case Transactions m -> transactions(out.u8(TRANSACTIONS).hash(m.block()), m.transactions());
            case BlockWanted m -> out.u8(BLOCK_WANTED).hash(m.block());
            case BlockFound m -> hashes(Wire.write(out.u8(BLOCK_FOUND), m.header()), m.ids());
            case SyncRequest m -> out.u8(SYNC_REQUEST).u63(m.from());
            case SyncResponse m -> sync(out.u8(SYNC_RESPONSE), m);
            case SnapshotWanted m -> out.u8(SNAPSHOT_WANTED);
            case SnapshotOffer m -> {
                out.u8(SNAPSHOT_OFFER).u8(m.manifest().isPresent() ? 1 : 0);
                m.manifest().ifPresent(manifest -> manifest.write(out));
            }
            case ChunkWanted m -> out.u8(CHUNK_WANTED).u63(m.height()).u31(m.index());
            case ChunkFound m ->
                out.u8(CHUNK_FOUND).u63(m.height()).u31(m.index()).bytes(m.chunk());
            case BodiesWanted m -> out.u8(BODIES_WANTED).u63(m.from()).u31(m.count());
            case BodiesFound m -> bodies(out.u8(BODIES_FOUND).u63(m.from()), m.bodies());
            case HandoverWanted m -> out.u8(HANDOVER_WANTED).u63(m.of());
            case HandoverFound m -> {
                out.u8(HANDOVER_FOUND).u63(m.of()).u8(m.handover().isPresent() ? 1 : 0);
                m.handover().ifPresent(handover -> handover.write(out));
            }
            case EvidenceMessage m -> Wire.write(Wire.write(out.u8(EVIDENCE), m.first()), m.second());
            case Status m -> out.u8(STATUS).u63(m.height()).u63(m.view());
        }
        return out.toByteArray();
    }

    /** Reads one message that came over {@code channel}; one that belongs to another channel is malformed. */
    public static PeerMessage decode(Channel channel, byte[] bytes) {
        PeerMessage message = Reader.decode(bytes, PeerCodec::read);
        if (message.channel() != channel) {
            throw new MalformedException("message on the wrong channel");
        }
        return message;
    }

    private static PeerMessage read(Reader in) {
        int kind = in.u8();
        return switch (kind) {
            case VOTE -> new VoteMessage(Wire.readVote(in));
            case PROPOSAL -> new ProposalMessage(Wire.readVote(in), Wire.readBlockHeader(in), hashes(in));
            case CERTIFICATE -> new CertificateMessage(Wire.readCertificate(in));
            case CERT_HAVE -> new CertHave(Wire.readSubject(in), Signers.read(in));
            case CERT_WANT -> new CertWant(Wire.readSubject(in), Signers.read(in));
            case CERT_SHARES -> new CertShares(Wire.readCertificate(in));
            case WANT_CERTIFICATE -> new WantCertificate(in.u63(), in.u63());
            case TRANSACTIONS_WANTED -> new TransactionsWanted(in.hash(), hashes(in));
            case TRANSACTIONS -> new Transactions(in.hash(), transactions(in));
            case BLOCK_WANTED -> new BlockWanted(in.hash());
            case BLOCK_FOUND -> new BlockFound(Wire.readBlockHeader(in), hashes(in));
            case SYNC_REQUEST -> new SyncRequest(in.u63());
            case SYNC_RESPONSE -> sync(in);
            case SNAPSHOT_WANTED -> new SnapshotWanted();
            case SNAPSHOT_OFFER -> new SnapshotOffer(optional(in, SnapshotManifest::read));
            case CHUNK_WANTED -> new ChunkWanted(in.u63(), in.u31());
            case CHUNK_FOUND -> new ChunkFound(in.u63(), in.u31(), in.bytes(SnapshotChunk.MAX_BYTES));
            case EVIDENCE -> new EvidenceMessage(Wire.readVote(in), Wire.readVote(in));
            case BODIES_WANTED -> new BodiesWanted(in.u63(), in.u31());
            case BODIES_FOUND -> new BodiesFound(in.u63(), bodies(in, MAX_BODIES));
            case HANDOVER_WANTED -> new HandoverWanted(in.u63());
            case HANDOVER_FOUND -> new HandoverFound(in.u63(), optional(in, Handover::read));
            case STATUS -> new Status(in.u63(), in.u63());
            default -> throw new MalformedException("message kind " + kind);
        };
    }

    private static void sync(Writer out, SyncResponse m) {
        out.u63(m.from()).list(m.headers(), Wire::write);
        m.certificate().ifPresent(certificate -> Wire.write(out, certificate));
        bodies(out, m.bodies());
    }

    private static SyncResponse sync(Reader in) {
        long from = in.u63();
        List<BlockHeader> headers = in.list(MAX_HEADERS, Wire::readBlockHeader);
        Optional<Certificate> certificate =
                headers.isEmpty() ? Optional.empty() : Optional.of(Wire.readCertificate(in));
        return new SyncResponse(from, headers, certificate, bodies(in, headers.size()));
    }

    private static Writer bodies(Writer out, List<Body> bodies) {
        return out.list(bodies, (w, body) -> transactions(w, body.transactions()));
    }

    private static List<Body> bodies(Reader in, int max) {
        return in.list(max, r -> new Body(transactions(r)));
    }

    private static <T> Optional<T> optional(Reader in, Function<Reader, T> item) {
        int present = in.u8();
        if (present > 1) {
            throw new MalformedException("boolean out of range");
        }
        return present == 0 ? Optional.empty() : Optional.of(item.apply(in));
    }

    private static Writer hashes(Writer out, List<Hash> hashes) {
        return out.list(hashes, Writer::hash);
    }

    private static List<Hash> hashes(Reader in) {
        return in.list(MAX_TRANSACTIONS, Reader::hash);
    }

    private static Writer transactions(Writer out, List<Bytes> transactions) {
        return out.list(transactions, Writer::bytes);
    }

    private static List<Bytes> transactions(Reader in) {
        return in.list(MAX_TRANSACTIONS, r -> r.bytes(MAX_TRANSACTION_BYTES));
    }
}
