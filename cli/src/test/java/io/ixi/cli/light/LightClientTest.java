package io.ixi.cli.light;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.ixi.cli.light.NotProvenException.Part;
import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.Validator;
import io.ixi.consensus.types.ValidatorSet;
import io.ixi.vm.economy.staking.proto.Epoch;
import io.ixi.vm.economy.staking.proto.Member;
import io.ixi.vm.kernel.crypto.Scheme;
import io.ixi.vm.kernel.crypto.SigningKey;
import io.ixi.vm.kernel.tree.Tree;
import io.ixi.vm.kernel.tree.TreeUpdate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small chain with real keys, and everything that a lying node could change in its evidence. */
class LightClientTest {
    private static final Hash CHAIN = hash("chain");
    private static final List<Scheme> SCHEMES =
            List.of(Scheme.ML_DSA_44, Scheme.ML_DSA_65, Scheme.ML_DSA_44, Scheme.ML_DSA_87);

    private final List<SigningKey> keys = new ArrayList<>();
    private final ValidatorSet set;
    private final Trust trust;
    private final NavigableMap<Bytes, Optional<Bytes>> state = new TreeMap<>();
    private final TreeUpdate tree;

    LightClientTest() {
        List<Validator> validators = new ArrayList<>();
        for (int i = 0; i < SCHEMES.size(); i++) {
            SigningKey key =
                    SigningKey.fromSeed(SCHEMES.get(i), hash("seed " + i).toBytes());
            keys.add(key);
            validators.add(new Validator(key.publicKey(), 10 + i));
        }
        set = new ValidatorSet(3, hash("seed"), validators);
        trust = new Trust(CHAIN, set);
        for (int i = 0; i < 200; i++) {
            state.put(text("key " + i), Optional.of(text("value " + i)));
        }
        tree = Tree.apply(key -> null, 7, Tree.EMPTY, state);
    }

    private static Hash hash(String text) {
        return Hash.sha256(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static Bytes text(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private Evidence.Entry entry(String key, @Nullable String value) {
        Bytes proof = Tree.prove(
                node -> Optional.ofNullable(tree.newNodes().get(Bytes.copyOf(node)))
                        .map(Bytes::toArray)
                        .orElse(null),
                7,
                text(key));
        return new Evidence.Entry(text(key), value == null ? null : text(value), proof);
    }

    private BlockHeader header(long height, Hash parent, Hash stateRoot) {
        return new BlockHeader(
                CHAIN,
                1,
                3,
                height,
                height + 2,
                height + 1,
                1,
                1_000 + height,
                parent,
                stateRoot,
                hash("receipts"),
                hash("transactions"),
                0,
                Wire.validatorsHash(set));
    }

    private Certificate certificate(Subject subject, int... signers) {
        List<Certificate.Share> shares = new ArrayList<>();
        for (int signer : signers) {
            byte[] context = "IXI-vote-v1".getBytes(StandardCharsets.US_ASCII);
            byte[] signature = keys.get(signer).sign(context, Wire.signingBytes(CHAIN, subject), new byte[32]);
            shares.add(new Certificate.Share(signer, Bytes.wrap(signature)));
        }
        return new Certificate(subject, shares);
    }

    private static Proposal proposal(BlockHeader header) {
        return new Proposal(header.epoch(), header.view(), header.parentView(), Wire.headerHash(header));
    }

    private Evidence evidence(int... signers) {
        BlockHeader first = header(8, hash("parent"), tree.root());
        BlockHeader second = header(9, Wire.headerHash(first), hash("next state"));
        return new Evidence(
                List.of(entry("key 5", "value 5"), entry("key 500", null), entry("key 77", "value 77")),
                first,
                List.of(second),
                certificate(new Subject.Finalize(proposal(second)), signers));
    }

    private void refused(Part part, Evidence evidence) {
        assertThatThrownBy(() -> LightClient.verify(trust, evidence))
                .isInstanceOfSatisfying(
                        NotProvenException.class, e -> assertThat(e.part()).isEqualTo(part));
    }

    @Test
    void presenceAndAbsenceAreShown() throws Exception {
        LightClient.Shown shown = LightClient.verify(trust, evidence(0, 1, 2, 3));
        assertThat(shown.height()).isEqualTo(7);
        assertThat(shown.stateRoot()).isEqualTo(tree.root());
        assertThat(shown.entries())
                .containsEntry(text("key 5"), Optional.of(text("value 5")))
                .containsEntry(text("key 500"), Optional.empty());
        // 36 and 34 of 46 are more than two thirds
        LightClient.verify(trust, evidence(1, 2, 3));
        LightClient.verify(trust, evidence(0, 1, 3));
    }

    @Test
    void everyTamperedPartIsRefused() {
        Evidence good = evidence(0, 1, 2, 3);
        refused(Part.CHAIN, withHeader(good, h -> copy(h, hash("other"), h.height(), h.parentStateRoot())));
        refused(Part.LINKS, withHeader(good, h -> copy(h, h.chain(), h.height(), hash("forged state"))));
        refused(Part.LINKS, withHeader(good, h -> copy(h, h.chain(), h.height() + 1, h.parentStateRoot())));
        refused(Part.FINALIZATION, new Evidence(good.entries(), good.header(), List.of(), good.finalization()));
        refused(
                Part.LINKS,
                new Evidence(
                        good.entries(),
                        good.header(),
                        List.of(good.links().getFirst(), good.links().getFirst()),
                        good.finalization()));
        Proposal proposal = proposal(good.links().getFirst());
        refused(Part.FINALIZATION, with(good, certificate(new Subject.Notarize(proposal), 0, 1, 2, 3)));
        refused(Part.FINALIZATION, with(good, certificate(new Subject.Nullify(3, 11), 0, 1, 2, 3)));
        Proposal otherEpoch = new Proposal(4, proposal.view(), proposal.parentView(), proposal.payload());
        refused(Part.FINALIZATION, with(good, certificate(new Subject.Finalize(otherEpoch), 0, 1, 2, 3)));
        Proposal otherBlock = new Proposal(3, proposal.view(), proposal.parentView(), hash("other"));
        refused(Part.FINALIZATION, with(good, certificate(new Subject.Finalize(otherBlock), 0, 1, 2, 3)));
        refused(Part.QUORUM, evidence(0, 1));
        refused(Part.QUORUM, evidence(2, 3));
        refused(Part.QUORUM, evidence());
    }

    @Test
    void aSetThatIsNotTheTrustedOneIsRefused() {
        BlockHeader first = header(8, hash("parent"), tree.root());
        ValidatorSet mine =
                new ValidatorSet(3, hash("seed"), List.of(set.validators().get(1)));
        BlockHeader forged = new BlockHeader(
                CHAIN,
                1,
                3,
                8,
                10,
                9,
                1,
                1_000,
                first.parent(),
                first.parentStateRoot(),
                first.parentReceiptsRoot(),
                first.transactionsRoot(),
                0,
                Wire.validatorsHash(mine));
        refused(
                Part.VALIDATORS,
                new Evidence(List.of(), forged, List.of(), certificate(new Subject.Finalize(proposal(forged)), 1)));
        BlockHeader later = new BlockHeader(
                CHAIN,
                1,
                4,
                8,
                10,
                9,
                1,
                1_000,
                first.parent(),
                first.parentStateRoot(),
                first.parentReceiptsRoot(),
                first.transactionsRoot(),
                0,
                Wire.validatorsHash(set));
        refused(
                Part.VALIDATORS,
                new Evidence(
                        List.of(), later, List.of(), certificate(new Subject.Finalize(proposal(later)), 0, 1, 2, 3)));
    }

    @Test
    void everyFlippedByteOfASignatureOrProofIsRefused() {
        Evidence good = evidence(0, 1, 2, 3);
        Random random = new Random(42);
        for (int i = 0; i < 60; i++) {
            List<Certificate.Share> shares = new ArrayList<>(good.finalization().shares());
            int at = random.nextInt(shares.size());
            Certificate.Share share = shares.get(at);
            shares.set(at, new Certificate.Share(share.signer(), flip(share.signature(), random)));
            refused(
                    Part.SIGNATURE,
                    with(good, new Certificate(good.finalization().subject(), shares)));
        }
        for (Evidence.Entry entry : good.entries()) {
            for (int bit = 0; bit < entry.proof().size() * 8; bit++) {
                byte[] proof = entry.proof().toArray();
                proof[bit / 8] ^= (byte) (1 << bit % 8);
                refused(Part.STATE, entries(good, new Evidence.Entry(entry.key(), entry.value(), Bytes.wrap(proof))));
            }
            byte[] proof = entry.proof().toArray();
            refused(
                    Part.STATE,
                    entries(
                            good,
                            new Evidence.Entry(
                                    entry.key(),
                                    entry.value(),
                                    Bytes.wrap(java.util.Arrays.copyOf(proof, proof.length + 1)))));
        }
        refused(
                Part.STATE,
                entries(
                        good,
                        new Evidence.Entry(
                                text("key 5"),
                                text("value 6"),
                                good.entries().getFirst().proof())));
        refused(
                Part.STATE,
                entries(
                        good,
                        new Evidence.Entry(
                                text("key 5"), null, good.entries().getFirst().proof())));
        refused(
                Part.STATE,
                entries(
                        good,
                        new Evidence.Entry(
                                text("key 6"),
                                text("value 5"),
                                good.entries().getFirst().proof())));
        refused(
                Part.STATE,
                entries(
                        good,
                        new Evidence.Entry(
                                text("key 500"),
                                text("x"),
                                good.entries().get(1).proof())));
    }

    @Test
    void signaturesOfOthersOrOfAStrangeLengthDoNotCount() {
        Evidence good = evidence(0, 1, 2, 3);
        List<Certificate.Share> shares = good.finalization().shares();
        Bytes first = shares.getFirst().signature();
        List<Certificate.Share> swapped = List.of(
                new Certificate.Share(0, shares.get(2).signature()), shares.get(1), new Certificate.Share(2, first));
        refused(Part.SIGNATURE, with(good, new Certificate(good.finalization().subject(), swapped)));
        for (Bytes strange : List.of(Bytes.EMPTY, Bytes.copyOf(new byte[9_999]), Bytes.copyOf(new byte[2_420]))) {
            List<Certificate.Share> one = List.of(new Certificate.Share(0, strange), shares.get(1), shares.get(3));
            refused(
                    Part.SIGNATURE,
                    with(good, new Certificate(good.finalization().subject(), one)));
        }
        List<Certificate.Share> stranger = List.of(new Certificate.Share(9, first));
        refused(Part.SIGNATURE, with(good, new Certificate(good.finalization().subject(), stranger)));
    }

    private Evidence handover(long lastHeight, int size, long height) {
        NavigableMap<Bytes, Optional<Bytes>> staking = new TreeMap<>(state);
        staking.put(
                Bytes.fromHex("0408"),
                Optional.of(Bytes.wrap(Epoch.newBuilder()
                        .setNumber(3)
                        .setLastHeight(lastHeight)
                        .setUpcoming(size)
                        .build()
                        .toByteArray())));
        for (int i = 0; i < 2; i++) {
            Member member = Member.newBuilder()
                    .setPower(7 + i)
                    .setPublicKey(ByteString.copyFrom(keys.get(i).publicKey().toArray()))
                    .build();
            staking.put(Bytes.fromHex("040700000" + i), Optional.of(Bytes.wrap(member.toByteArray())));
        }
        TreeUpdate own = Tree.apply(key -> null, 7, Tree.EMPTY, staking);
        List<Evidence.Entry> entries = new ArrayList<>();
        for (String key : List.of("0408", "0407000000", "0407000001")) {
            Bytes proof = Tree.prove(
                    node -> Optional.ofNullable(own.newNodes().get(Bytes.copyOf(node)))
                            .map(Bytes::toArray)
                            .orElse(null),
                    7,
                    Bytes.fromHex(key));
            entries.add(new Evidence.Entry(
                    Bytes.fromHex(key),
                    Objects.requireNonNull(staking.get(Bytes.fromHex(key))).orElseThrow(),
                    proof));
        }
        BlockHeader last = header(height, hash("parent"), own.root());
        return new Evidence(entries, last, List.of(), certificate(new Subject.Finalize(proposal(last)), 0, 1, 2, 3));
    }

    private void notFollowed(Part part, Evidence evidence) {
        assertThatThrownBy(() -> LightClient.follow(trust, evidence))
                .isInstanceOfSatisfying(
                        NotProvenException.class, e -> assertThat(e.part()).isEqualTo(part));
    }

    @Test
    void theNextSetIsFollowedOnlyAsFarAsItIsProven() throws Exception {
        Evidence good = handover(8, 2, 8);
        Trust next = LightClient.follow(trust, good);
        assertThat(next.chain()).isEqualTo(CHAIN);
        assertThat(next.validators())
                .isEqualTo(new ValidatorSet(
                        4,
                        Wire.headerHash(good.header()),
                        List.of(
                                new Validator(keys.get(0).publicKey(), 7),
                                new Validator(keys.get(1).publicKey(), 8))));
        notFollowed(Part.HANDOVER, handover(9, 2, 8));
        notFollowed(Part.HANDOVER, handover(8, 3, 8));
        notFollowed(Part.HANDOVER, handover(8, 0, 8));
        notFollowed(Part.HANDOVER, handover(8, 201, 8));
        for (Evidence.Entry left : good.entries()) {
            List<Evidence.Entry> fewer = new ArrayList<>(good.entries());
            fewer.remove(left);
            notFollowed(Part.HANDOVER, new Evidence(fewer, good.header(), List.of(), good.finalization()));
        }
        // the old set does not speak for the new one, nor the other way round
        notFollowed(Part.QUORUM, with(good, certificate(good.finalization().subject(), 0, 1)));
        assertThatThrownBy(() -> LightClient.verify(next, good))
                .isInstanceOfSatisfying(
                        NotProvenException.class, e -> assertThat(e.part()).isEqualTo(Part.VALIDATORS));
        BlockHeader above = header(9, Wire.headerHash(good.header()), hash("state"));
        notFollowed(
                Part.LINKS,
                new Evidence(
                        good.entries(),
                        good.header(),
                        List.of(above),
                        certificate(new Subject.Finalize(proposal(above)), 0, 1, 2, 3)));
    }

    @Test
    void aBlockThatWasProposedAgainIsFinal() throws Exception {
        Evidence good = evidence(0, 1, 2, 3);
        Proposal proposal = proposal(good.links().getLast());
        Proposal again = new Proposal(3, proposal.view() + 2, proposal.view(), proposal.payload());
        assertThat(LightClient.verify(trust, with(good, certificate(new Subject.Finalize(again), 0, 1, 2, 3)))
                        .height())
                .isEqualTo(7);
        Proposal before = new Proposal(3, proposal.view() - 1, 0, proposal.payload());
        refused(Part.FINALIZATION, with(good, certificate(new Subject.Finalize(before), 0, 1, 2, 3)));
    }

    @Test
    void checkpointsAreReadAsTheyWereWritten(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("trust.json");
        TrustFile.write(file, trust);
        assertThat(TrustFile.read(file)).isEqualTo(trust);
        String text = Files.readString(file);
        for (String broken : List.of(
                "",
                "{}",
                "[]",
                text.replace("\"10\"", "\"0\""),
                text.replace("\"epoch\" : \"3\"", "\"epoch\" : 3.5"))) {
            Files.writeString(file, broken);
            assertThatThrownBy(() -> TrustFile.read(file)).isInstanceOf(IOException.class);
        }
    }

    private static Bytes flip(Bytes bytes, Random random) {
        byte[] copy = bytes.toArray();
        copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
        return Bytes.wrap(copy);
    }

    private static Evidence entries(Evidence good, Evidence.Entry entry) {
        return new Evidence(List.of(entry), good.header(), good.links(), good.finalization());
    }

    private static Evidence with(Evidence good, Certificate certificate) {
        return new Evidence(good.entries(), good.header(), good.links(), certificate);
    }

    private static Evidence withHeader(Evidence good, UnaryOperator<BlockHeader> change) {
        return new Evidence(good.entries(), change.apply(good.header()), good.links(), good.finalization());
    }

    private static BlockHeader copy(BlockHeader h, Hash chain, long height, Hash stateRoot) {
        return new BlockHeader(
                chain,
                h.protocol(),
                h.epoch(),
                height,
                h.view(),
                h.parentView(),
                h.proposer(),
                h.timeMs(),
                h.parent(),
                stateRoot,
                h.parentReceiptsRoot(),
                h.transactionsRoot(),
                h.transactionCount(),
                h.validatorsHash());
    }
}
