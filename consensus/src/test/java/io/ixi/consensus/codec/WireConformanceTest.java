package io.ixi.consensus.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.consensus.bft.Entry;
import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.Validator;
import io.ixi.consensus.types.ValidatorSet;
import io.ixi.consensus.types.Vote;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The bytes on the wire, in the journal and under signatures are frozen in {@code wire.golden}. If this test fails, old
 * nodes and old journals no longer understand new ones: raise {@link Wire#VERSION} instead of editing the file.
 */
class WireConformanceTest {
    private static final Hash CHAIN = Hash.sha256("chain".getBytes(StandardCharsets.US_ASCII));
    private static final Hash BLOCK = Hash.sha256("block".getBytes(StandardCharsets.US_ASCII));
    private static final Bytes SIGNATURE = Bytes.fromHex("c0ffee");
    private static final Proposal PROPOSAL = new Proposal(2, 300, 298, BLOCK);
    private static final Subject NOTARIZE = new Subject.Notarize(PROPOSAL);
    private static final Subject NULLIFY = new Subject.Nullify(2, 301);
    private static final Subject FINALIZE = new Subject.Finalize(PROPOSAL);
    private static final Vote VOTE = new Vote(NULLIFY, 7, SIGNATURE);
    private static final Certificate CERTIFICATE = new Certificate(
            FINALIZE,
            List.of(
                    new Certificate.Share(0, SIGNATURE),
                    new Certificate.Share(3, Bytes.fromHex("01")),
                    new Certificate.Share(9, Bytes.fromHex("0203"))));
    private static final BlockHeader HEADER =
            new BlockHeader(CHAIN, 1, 2, 250, 300, 298, 3, 1_790_000_000_000L, BLOCK, CHAIN, BLOCK, CHAIN, 12, BLOCK);
    private static final ValidatorSet SET = new ValidatorSet(
            2, CHAIN, List.of(new Validator(Bytes.fromHex("aa"), 1), new Validator(Bytes.fromHex("bbbb"), 5_000)));

    private static Map<String, byte[]> values() {
        Map<String, byte[]> values = new TreeMap<>();
        values.put("proposal", Wire.encode(PROPOSAL));
        values.put("subject.notarize", Wire.encode(NOTARIZE));
        values.put("subject.nullify", Wire.encode(NULLIFY));
        values.put("subject.finalize", Wire.encode(FINALIZE));
        values.put("vote", Wire.encode(VOTE));
        values.put("certificate", Wire.encode(CERTIFICATE));
        values.put("header", Wire.encode(HEADER));
        values.put("validators", Wire.encode(SET));
        values.put("entry.cast", Wire.encode(new Entry.Cast(VOTE)));
        values.put("entry.certified", Wire.encode(new Entry.Certified(CERTIFICATE)));
        values.put("entry.verdict", Wire.encode(new Entry.Verdict(300, BLOCK, true)));
        values.put("signing.notarize", Wire.signingBytes(CHAIN, NOTARIZE));
        values.put("signing.nullify", Wire.signingBytes(CHAIN, NULLIFY));
        values.put("signing.finalize", Wire.signingBytes(CHAIN, FINALIZE));
        values.put("hash.header", Wire.headerHash(HEADER).toBytes());
        values.put("hash.validators", Wire.validatorsHash(SET).toBytes());
        values.put("root.0", Wire.transactionsRoot(List.of()).toBytes());
        values.put("root.1", Wire.transactionsRoot(List.of(CHAIN)).toBytes());
        values.put(
                "root.3",
                Wire.transactionsRoot(List.of(CHAIN, BLOCK, Hash.ZERO)).toBytes());
        return values;
    }

    @Test
    void bytesAreFrozen() throws IOException {
        StringBuilder lines = new StringBuilder();
        values().forEach((name, bytes) -> lines.append(name)
                .append(' ')
                .append(HexFormat.of().formatHex(bytes))
                .append('\n'));
        try (InputStream golden = WireConformanceTest.class.getResourceAsStream("wire.golden")) {
            assertThat(golden).isNotNull();
            assertThat(lines.toString()).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.US_ASCII));
        }
    }

    @Test
    void layoutOfAVoteIsAsDocumented() {
        // kind 2, epoch 2, view 301, signer 7, length 3, signature: written by hand, not by the encoder
        assertThat(HexFormat.of().formatHex(Wire.encode(VOTE)))
                .isEqualTo("02" + "0000000000000002" + "000000000000012d" + "0007" + "00000003" + "c0ffee");
    }

    @Test
    void signedBytesOfDifferentSubjectsDiffer() {
        assertThat(List.of(
                                NOTARIZE,
                                FINALIZE,
                                NULLIFY,
                                new Subject.Nullify(2, 300),
                                new Subject.Nullify(3, 301),
                                new Subject.Notarize(new Proposal(2, 300, 297, BLOCK)))
                        .stream()
                        .map(subject -> Bytes.wrap(Wire.signingBytes(CHAIN, subject))))
                .doesNotHaveDuplicates();
        assertThat(Wire.signingBytes(CHAIN, NULLIFY)).isNotEqualTo(Wire.signingBytes(BLOCK, NULLIFY));
    }
}
