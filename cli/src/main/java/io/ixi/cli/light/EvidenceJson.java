package io.ixi.cli.light;

import io.ixi.cli.light.NotProvenException.Part;
import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.ValidatorSet;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Evidence as {@code ixi_query} writes it, under {@code proof}. Everything in it is hostile until it is read. */
public final class EvidenceJson {
    private static final int MAX_ENTRIES = 10_000;
    private static final int MAX_LINKS = 4_096;
    private static final int MAX_HEX = 4 << 20;

    private EvidenceJson() {}

    /** Throws {@link NotProvenException} for anything that is not evidence, and nothing else. */
    public static Evidence read(JsonNode json) throws NotProvenException {
        try {
            List<Evidence.Entry> entries = new ArrayList<>();
            for (JsonNode entry : list(json.path("entries"), MAX_ENTRIES)) {
                JsonNode value = entry.path("value");
                require(value.isNull() || value.isString(), "value");
                entries.add(new Evidence.Entry(
                        hex(entry.path("key")), value.isNull() ? null : hex(value), hex(entry.path("proof"))));
            }
            List<BlockHeader> links = new ArrayList<>();
            for (JsonNode link : list(json.path("links"), MAX_LINKS)) {
                links.add(header(link));
            }
            return new Evidence(entries, header(json.path("header")), links, finalization(json.path("finalization")));
        } catch (IllegalArgumentException e) {
            throw new NotProvenException(Part.FORM, "not evidence: " + e.getMessage());
        }
    }

    private static BlockHeader header(JsonNode json) {
        return new BlockHeader(
                hash(json.path("chain")),
                small(json.path("protocol")),
                counter(json.path("epoch")),
                counter(json.path("height")),
                counter(json.path("view")),
                counter(json.path("parent_view")),
                index(json.path("proposer")),
                counter(json.path("time_ms")),
                hash(json.path("parent")),
                hash(json.path("parent_state_root")),
                hash(json.path("parent_receipts_root")),
                hash(json.path("transactions_root")),
                small(json.path("transaction_count")),
                hash(json.path("validators_hash")));
    }

    private static Certificate finalization(JsonNode json) {
        require(json.path("kind").isString() && json.path("kind").stringValue().equals("finalize"), "kind");
        Proposal proposal = new Proposal(
                counter(json.path("epoch")),
                counter(json.path("view")),
                counter(json.path("parent_view")),
                hash(json.path("payload")));
        List<JsonNode> signers = list(json.path("signers"), ValidatorSet.MAX);
        List<JsonNode> signatures = list(json.path("signatures"), ValidatorSet.MAX);
        require(signers.size() == signatures.size() && !signers.isEmpty(), "signatures");
        List<Certificate.Share> shares = new ArrayList<>();
        for (int i = 0; i < signers.size(); i++) {
            shares.add(new Certificate.Share(index(signers.get(i)), hex(signatures.get(i))));
        }
        return new Certificate(new Subject.Finalize(proposal), shares);
    }

    private static List<JsonNode> list(JsonNode json, int max) {
        require(json.isArray() && json.size() <= max, "a list is missing or too long");
        List<JsonNode> items = new ArrayList<>();
        json.forEach(items::add);
        return items;
    }

    private static Hash hash(JsonNode json) {
        return Hash.of(exactly(json, Hash.BYTES));
    }

    private static byte[] exactly(JsonNode json, int bytes) {
        byte[] value = hex(json).toArray();
        require(value.length == bytes, "a hash of " + value.length + " bytes");
        return value;
    }

    private static Bytes hex(JsonNode json) {
        require(json.isString() && json.stringValue().length() <= MAX_HEX, "hex");
        return Bytes.wrap(HexFormat.of().parseHex(json.stringValue()));
    }

    private static int small(JsonNode json) {
        require(json.isInt() && json.intValue() >= 0, "a number");
        return json.intValue();
    }

    private static int index(JsonNode json) {
        int value = small(json);
        require(value < ValidatorSet.MAX, "an index");
        return value;
    }

    /** A decimal string. */
    private static long counter(JsonNode json) {
        require(json.isString() && json.stringValue().matches("0|[1-9][0-9]{0,18}"), "a counter");
        return Long.parseLong(json.stringValue());
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException(what);
        }
    }
}
