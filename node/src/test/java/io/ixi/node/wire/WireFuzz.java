package io.ixi.node.wire;

import io.ixi.consensus.bft.Entry;
import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.Validator;
import io.ixi.consensus.types.ValidatorSet;
import io.ixi.consensus.types.Vote;
import io.ixi.node.fuzz.FuzzTarget;
import io.ixi.node.net.Channel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** What validators say to each other. */
public final class WireFuzz {
    private WireFuzz() {}

    public static List<FuzzTarget> targets() {
        List<byte[]> messages = new ArrayList<>();
        for (int kind = 0; kind < PeerSamples.KINDS; kind++) {
            messages.add(PeerCodec.encode(new PeerSamples(kind).message(kind)));
        }
        PeerMessage.VoteMessage vote = (PeerMessage.VoteMessage) new PeerSamples(1).message(0);
        PeerMessage.CertificateMessage certificate = (PeerMessage.CertificateMessage) new PeerSamples(2).message(2);
        PeerMessage.BlockFound found = (PeerMessage.BlockFound) new PeerSamples(3).message(10);
        Subject subject = vote.vote().subject();
        ValidatorSet set = new ValidatorSet(3, Hash.ZERO, List.of(new Validator(Bytes.fromHex("0102"), 5)));
        TreeMap<Bytes, Bytes> entries = new TreeMap<>();
        entries.put(Bytes.fromHex("01"), Bytes.fromHex("aa"));
        entries.put(Bytes.fromHex("0102"), Bytes.EMPTY);
        SnapshotManifest manifest = new PeerSamples(4).manifest();
        List<byte[]> journal = List.of(
                Wire.encode(new Entry.Cast(new Vote(subject, 1, Bytes.fromHex("0a0b")))),
                Wire.encode(new Entry.Certified(certificate.certificate())),
                Wire.encode(new Entry.Verdict(9, Hash.ZERO, true)));
        return List.of(
                new FuzzTarget("peer", messages, WireFuzz::peer),
                FuzzTarget.canonical("wire.subject", List.of(Wire.encode(subject)), Wire::decodeSubject, Wire::encode),
                FuzzTarget.canonical("wire.vote", List.of(Wire.encode(vote.vote())), Wire::decodeVote, Wire::encode),
                FuzzTarget.canonical(
                        "wire.certificate",
                        List.of(Wire.encode(certificate.certificate())),
                        Wire::decodeCertificate,
                        Wire::encode),
                FuzzTarget.canonical(
                        "wire.header", List.of(Wire.encode(found.header())), Wire::decodeBlockHeader, Wire::encode),
                FuzzTarget.canonical("wire.set", List.of(Wire.encode(set)), Wire::decodeValidatorSet, Wire::encode),
                FuzzTarget.canonical("wire.entry", journal, Wire::decodeEntry, Wire::encode),
                FuzzTarget.canonical(
                        "snapshot.manifest",
                        List.of(manifest.encode()),
                        SnapshotManifest::decode,
                        SnapshotManifest::encode),
                FuzzTarget.canonical(
                        "handover",
                        List.of(new PeerSamples(5).handover().encode()),
                        Handover::decode,
                        Handover::encode),
                FuzzTarget.canonical(
                        "snapshot.chunk",
                        List.of(new SnapshotChunk(entries).encode()),
                        SnapshotChunk::decode,
                        SnapshotChunk::encode));
    }

    /** On every channel; what decodes on one is of that channel, and canonical. */
    private static String peer(byte[] input) {
        StringBuilder outcome = new StringBuilder();
        for (Channel channel : Channel.values()) {
            try {
                PeerMessage message = PeerCodec.decode(channel, input);
                if (!Arrays.equals(PeerCodec.encode(message), input)) {
                    throw new AssertionError("it decodes and encodes to something else");
                }
                outcome.append(message.getClass().getSimpleName());
            } catch (MalformedException e) {
                outcome.append(e.getMessage());
            }
        }
        return outcome.toString();
    }
}
