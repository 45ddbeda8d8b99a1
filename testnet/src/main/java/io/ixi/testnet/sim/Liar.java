package io.ixi.testnet.sim;

import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.codec.Writer;
import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.Vote;
import io.ixi.node.net.Channel;
import io.ixi.node.wire.PeerMessage;
import io.ixi.node.wire.PeerMessage.BodiesFound;
import io.ixi.node.wire.PeerMessage.CertHave;
import io.ixi.node.wire.PeerMessage.CertificateMessage;
import io.ixi.node.wire.PeerMessage.ChunkFound;
import io.ixi.node.wire.PeerMessage.HandoverFound;
import io.ixi.node.wire.PeerMessage.ProposalMessage;
import io.ixi.node.wire.PeerMessage.SnapshotOffer;
import io.ixi.node.wire.PeerMessage.Status;
import io.ixi.node.wire.PeerMessage.SyncResponse;
import io.ixi.node.wire.PeerMessage.VoteMessage;
import io.ixi.node.wire.PeerMessage.WantCertificate;
import io.ixi.node.wire.Signers;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The adversary in a validator's place: it holds the validator's key, runs an honest node and bends what that says.
 * With no trait it is half of a pair of twins, honest in itself.
 */
final class Liar {
    /** Ways to lie. */
    enum Trait {
        EQUIVOCATING_LEADER,
        EQUIVOCATING_VOTER,
        NULLIFY_AND_FINALIZE,
        WITHHOLDING,
        STALE,
        FUTURE,
        GARBAGE,
        BAD_CERTIFICATES,
        LYING_STATUS,
        LYING_SYNC,
        /** Answers nodes that catch up with another last block and a certificate that says it is final. */
        FORGED_SYNC,
        /** Answers them with blocks, chunks and handovers that have the right form and another content. */
        FORGED_PARTS,
        FORGING_TRANSACTIONS,
        /** Leads with blocks that no honest validator may notarize. */
        INVALID_BLOCKS,
        /** Sends transactions that nobody can pay for. */
        FLOOD,
        /** Leads with blocks of a later protocol, as a node that was upgraded before the others. */
        UPGRADED
    }

    private static final int REMEMBERED = 64;

    /** Views that only liars speak of. */
    private static final long FAR = 1L << 40;

    private final World world;
    private final SimNode node;
    private final SplittableRandom random;
    private final EnumSet<Trait> traits;
    private final List<PeerMessage> said = new ArrayList<>();
    /** Proposals heard or made, by view. */
    private final TreeMap<Long, List<Proposal>> proposals = new TreeMap<>();

    /** The transaction that is in an invalid block of its own. */
    private final Map<Hash, Bytes> odd = new LinkedHashMap<>();

    private final Map<Long, ProposalMessage> invalid = new LinkedHashMap<>();
    private long epoch;
    private long highest;

    Liar(World world, SimNode node, SplittableRandom random, EnumSet<Trait> traits) {
        this.world = world;
        this.node = node;
        this.random = random;
        this.traits = EnumSet.copyOf(traits);
    }

    EnumSet<Trait> traits() {
        return EnumSet.copyOf(traits);
    }

    private boolean is(Trait trait) {
        return traits.contains(trait);
    }

    /** Learns from what others say. */
    void hears(PeerMessage message) {
        switch (message) {
            case ProposalMessage m -> learn(m.vote().subject());
            case VoteMessage m -> learn(m.vote().subject());
            case CertHave m -> learn(m.subject());
            default -> {}
        }
    }

    private void learn(Subject subject) {
        if (subject.epoch() > epoch && subject.epoch() <= world.sets().latest()) {
            epoch = subject.epoch();
            proposals.clear();
            highest = 0;
        }
        if (subject.epoch() != epoch) {
            return;
        }
        if (subject.view() < FAR) {
            highest = Math.max(highest, subject.view());
        }
        if (subject instanceof Subject.Notarize(Proposal p)) {
            List<Proposal> known = proposals.computeIfAbsent(p.view(), v -> new ArrayList<>());
            if (!known.contains(p)) {
                known.add(p);
            }
            if (proposals.size() > REMEMBERED) {
                proposals.pollFirstEntry();
            }
        }
    }

    /** What its honest half is about to send. True: it was said otherwise, or not at all. */
    boolean says(int peer, PeerMessage message) {
        remember(message);
        return switch (message) {
            case ProposalMessage m -> proposes(peer, m);
            case VoteMessage m -> votes(peer, m.vote());
            case SyncResponse m -> (is(Trait.LYING_SYNC) || is(Trait.FORGED_SYNC)) && answers(peer, m);
            case BodiesFound _, ChunkFound _, HandoverFound _
            when is(Trait.FORGED_PARTS) -> {
                world.net().forged(node, peer, SyncLies.wellFormed(message));
                yield true;
            }
            case BodiesFound _, ChunkFound _, HandoverFound _, SnapshotOffer _ ->
                (is(Trait.LYING_SYNC) || is(Trait.FORGED_SYNC)) && random.nextBoolean() && bends(peer, message);
            case Status m -> is(Trait.LYING_STATUS) && lies(peer, m);
            case PeerMessage.Transactions m when odd.containsKey(m.block()) -> answersOdd(peer, m.block());
            case PeerMessage.Transactions m -> withholds() || (is(Trait.FORGING_TRANSACTIONS) && forges(peer, m));
            case PeerMessage.BlockFound _, PeerMessage.CertShares _, CertificateMessage _ -> withholds();
            default -> false;
        };
    }

    private void remember(PeerMessage message) {
        if (said.size() == REMEMBERED) {
            said.remove(random.nextInt(REMEMBERED));
        }
        said.add(message);
    }

    private boolean withholds() {
        return is(Trait.WITHHOLDING) && random.nextInt(3) > 0;
    }

    private boolean proposes(int peer, ProposalMessage m) {
        learn(m.vote().subject());
        if (is(Trait.UPGRADED)) {
            int next = m.header().protocol() + 1;
            world.net().forged(node, peer, proposal(Headers.of(m.header()).protocol(next), m.ids()));
            return true;
        }
        if (is(Trait.INVALID_BLOCKS)) {
            world.net().forged(node, peer, invalid.computeIfAbsent(m.header().view(), view -> invalid(m)));
            return true;
        }
        if (is(Trait.EQUIVOCATING_LEADER) && ((SimKeys.mix(m.header().view()) >>> peer) & 1) == 1) {
            BlockHeader other = later(m.header());
            Proposal proposal = new Proposal(other.epoch(), other.view(), other.parentView(), Wire.headerHash(other));
            Subject subject = new Subject.Notarize(proposal);
            learn(subject);
            world.net().forged(node, peer, new ProposalMessage(vote(subject), other, m.ids()));
            return true;
        }
        return withholds();
    }

    private ProposalMessage proposal(BlockHeader header, List<Hash> ids) {
        Subject subject = new Subject.Notarize(
                new Proposal(header.epoch(), header.view(), header.parentView(), Wire.headerHash(header)));
        learn(subject);
        return new ProposalMessage(vote(subject), header, ids);
    }

    private ProposalMessage invalid(ProposalMessage m) {
        BlockHeader h = m.header();
        Headers bent = Headers.of(h);
        return switch (random.nextInt(8)) {
            case 0 -> proposal(bent.parentStateRoot(Hash.ZERO), m.ids());
            case 1 -> proposal(bent.parentReceiptsRoot(h.transactionsRoot()), m.ids());
            case 2 -> proposal(bent.timeMs(0), m.ids());
            case 3 -> proposal(bent.height(h.height() + 1), m.ids());
            case 4 -> proposal(bent.protocol(h.protocol() + 1), m.ids());
            case 5 -> proposal(bent.validatorsHash(Hash.ZERO), m.ids());
            default -> {
                // badly signed, or a thousand sequence numbers too early
                Bytes transaction = world.clients().odd(random.nextBoolean());
                List<Hash> ids = List.of(Clients.id(transaction));
                ProposalMessage message = proposal(bent.transactions(Wire.transactionsRoot(ids), 1), ids);
                odd.put(Wire.headerHash(message.header()), transaction);
                yield message;
            }
        };
    }

    private boolean answersOdd(int peer, Hash block) {
        Bytes transaction = odd.get(block);
        if (transaction != null) {
            world.net().forged(node, peer, new PeerMessage.Transactions(block, List.of(transaction)));
        }
        return true;
    }

    private boolean votes(int peer, Vote vote) {
        Subject subject = vote.subject();
        if (is(Trait.NULLIFY_AND_FINALIZE)) {
            switch (subject) {
                case Subject.Finalize f -> say(peer, new Subject.Nullify(f.epoch(), f.view()));
                case Subject.Nullify n ->
                    proposals.getOrDefault(n.view(), List.of()).forEach(p -> say(peer, new Subject.Finalize(p)));
                case Subject.Notarize _ -> {}
            }
        }
        if (is(Trait.EQUIVOCATING_VOTER) && subject instanceof Subject.Notarize(Proposal p) && random.nextBoolean()) {
            List<Proposal> known = proposals.getOrDefault(p.view(), List.of(p));
            Proposal other = random.nextInt(3) == 0
                    ? new Proposal(p.epoch(), p.view(), p.parentView(), new Hash(random.nextLong(), 0, 0, 1))
                    : known.get(random.nextInt(known.size()));
            say(peer, new Subject.Notarize(other));
            return random.nextBoolean();
        }
        return withholds() && random.nextBoolean();
    }

    private boolean answers(int peer, SyncResponse m) {
        boolean forges = is(Trait.FORGED_SYNC);
        if (m.headers().isEmpty() || (!forges && random.nextInt(3) == 0)) {
            return !forges && random.nextBoolean();
        }
        List<BlockHeader> headers = new ArrayList<>(m.headers());
        List<SyncResponse.Body> bodies = new ArrayList<>(m.bodies());
        Optional<Certificate> certificate = m.certificate();
        switch (forges ? 4 : random.nextInt(5)) {
            case 0 -> headers.set(headers.size() - 1, later(headers.getLast()));
            case 4 -> {
                BlockHeader other = later(headers.getLast());
                headers.set(headers.size() - 1, other);
                Proposal proposal =
                        new Proposal(other.epoch(), other.view(), other.parentView(), Wire.headerHash(other));
                certificate = Optional.of(new Certificate(
                        new Subject.Finalize(proposal),
                        certificate.orElseThrow().shares()));
            }
            case 1 -> bodies.set(0, new SyncResponse.Body(List.of(Bytes.fromHex("00"))));
            case 2 -> headers.removeLast();
            default ->
                certificate = Optional.of(new Certificate(
                        new Subject.Nullify(epoch, headers.getLast().view()),
                        certificate.orElseThrow().shares()));
        }
        while (bodies.size() > headers.size()) {
            bodies.removeLast();
        }
        certificate = headers.isEmpty() ? Optional.empty() : certificate;
        world.net().forged(node, peer, new SyncResponse(m.from(), headers, certificate, bodies));
        return true;
    }

    private boolean bends(int peer, PeerMessage message) {
        world.net().forged(node, peer, SyncLies.of(message, random));
        return true;
    }

    private boolean lies(int peer, Status m) {
        long height = random.nextBoolean() ? m.height() + random.nextInt(1_000) : Math.abs(random.nextLong() >> 2);
        world.net().forged(node, peer, new Status(height, m.view()));
        return true;
    }

    private boolean forges(int peer, PeerMessage.Transactions m) {
        List<Bytes> forged = new ArrayList<>();
        for (Bytes transaction : m.transactions()) {
            byte[] bytes = transaction.toArray();
            bytes[random.nextInt(bytes.length)] ^= (byte) 1;
            forged.add(Bytes.wrap(bytes));
        }
        world.net().forged(node, peer, new PeerMessage.Transactions(m.block(), forged));
        return true;
    }

    /** Says something that nobody asked for. */
    void act() {
        if (!node.up() || node.paused()) {
            return;
        }
        int peer = random.nextInt(world.scenario().holders());
        if (is(Trait.STALE) && !said.isEmpty()) {
            PeerMessage again = said.get(random.nextInt(said.size()));
            world.net().forged(node, peer, again);
        }
        if (is(Trait.FLOOD)) {
            List<Bytes> junk = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                junk.add(world.clients().unpayable(random.nextInt(1_000)));
            }
            world.net()
                    .forged(
                            node,
                            peer,
                            Channel.TRANSACTION,
                            new Writer().list(junk, Writer::bytes).toByteArray());
        }
        if (is(Trait.FUTURE)) {
            future(peer);
        }
        if (is(Trait.BAD_CERTIFICATES) && random.nextInt(4) == 0) {
            badCertificate(peer);
        }
        if (is(Trait.GARBAGE) && random.nextInt(8) == 0) {
            garbage(peer);
        }
    }

    private void future(int peer) {
        long view = highest + random.nextLong(1, random.nextBoolean() ? 4 : Long.MAX_VALUE / 4);
        switch (random.nextInt(4)) {
            case 0 -> say(peer, new Subject.Nullify(epoch, view));
            case 1 -> say(peer, new Subject.Finalize(new Proposal(epoch, view, view - 1, new Hash(view, 1, 1, 1))));
            case 2 -> {
                int[] all = new int[world.scenario().size()];
                for (int i = 0; i < all.length; i++) {
                    all[i] = i;
                }
                world.net().forged(node, peer, new CertHave(new Subject.Nullify(epoch, view), Signers.of(all)));
            }
            default -> world.net().forged(node, peer, new WantCertificate(epoch, random.nextLong(view)));
        }
    }

    private void badCertificate(int peer) {
        Subject subject = random.nextBoolean() || proposals.isEmpty()
                ? new Subject.Nullify(epoch, highest + random.nextInt(3) + 1)
                : new Subject.Finalize(proposals.lastEntry().getValue().getFirst());
        List<Certificate.Share> shares = new ArrayList<>();
        int count = random.nextInt(1, world.scenario().size() + 1);
        for (int i = 0; i < count; i++) {
            boolean own = random.nextInt(4) == 0;
            shares.add(new Certificate.Share(
                    own ? Math.max(0, index()) : i, vote(subject).signature()));
        }
        shares.sort((a, b) -> Integer.compare(a.signer(), b.signer()));
        try {
            world.net().forged(node, peer, new CertificateMessage(new Certificate(subject, shares)));
        } catch (IllegalArgumentException | MalformedException e) {
            // the types do not let everything be said
            garbage(peer);
        }
    }

    private void garbage(int peer) {
        Channel[] channels = Channel.values();
        Channel channel = channels[random.nextInt(channels.length)];
        byte[] bytes = new byte[random.nextInt(1, 4_096)];
        random.nextBytes(bytes);
        bytes[0] = (byte) random.nextInt(16);
        world.net().forged(node, peer, channel, bytes);
    }

    private void say(int peer, Subject subject) {
        world.net().forged(node, peer, new VoteMessage(vote(subject)));
    }

    private Vote vote(Subject subject) {
        int index = world.sets().index(subject.epoch(), node.index());
        return new Vote(subject, Math.max(0, index), world.keys().sign(node.index(), subject));
    }

    private int index() {
        return world.sets().index(epoch, node.index());
    }

    /** The same block, one millisecond later: as valid as the first. */
    private static BlockHeader later(BlockHeader header) {
        return Headers.of(header).timeMs(header.timeMs() + 1);
    }
}
