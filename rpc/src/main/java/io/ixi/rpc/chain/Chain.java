package io.ixi.rpc.chain;

import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.rpc.Backend;
import io.ixi.rpc.json.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Headers, certificates and proofs as JSON: everything that a light client hashes and verifies, loss-free. */
final class Chain {
    private Chain() {}

    static ObjectNode header(BlockHeader header) {
        return Json.object()
                .put("chain", header.chain().hex())
                .put("protocol", header.protocol())
                .put("epoch", Long.toString(header.epoch()))
                .put("height", Long.toString(header.height()))
                .put("view", Long.toString(header.view()))
                .put("parent_view", Long.toString(header.parentView()))
                .put("proposer", header.proposer())
                .put("time_ms", Long.toString(header.timeMs()))
                .put("parent", header.parent().hex())
                .put("parent_state_root", header.parentStateRoot().hex())
                .put("parent_receipts_root", header.parentReceiptsRoot().hex())
                .put("transactions_root", header.transactionsRoot().hex())
                .put("transaction_count", header.transactionCount())
                .put("validators_hash", header.validatorsHash().hex());
    }

    /** What the page and subscribers of new blocks need: no lists. */
    static ObjectNode summary(Backend.Block block) {
        int size = block.transactions().stream().mapToInt(Bytes::size).sum();
        long failed = block.receipts().stream().filter(r -> !r.succeeded()).count();
        Certificate certificate = block.finalization();
        ObjectNode json = Json.object()
                .put("height", Long.toString(block.header().height()))
                .put("hash", block.hash().hex())
                .put("time_ms", Long.toString(block.header().timeMs()))
                .put("view", Long.toString(block.header().view()))
                .put("proposer", block.header().proposer())
                .put("transaction_count", block.header().transactionCount())
                .put("failed_count", failed)
                .put("transaction_bytes", size);
        return certificate == null
                ? json
                : json.put("signers", certificate.shares().size());
    }

    static ObjectNode certificate(Certificate certificate, boolean signatures) {
        Subject subject = certificate.subject();
        ObjectNode json = Json.object();
        switch (subject) {
            case Subject.Notarize vote -> proposal(json, "notarize", vote.proposal());
            case Subject.Finalize vote -> proposal(json, "finalize", vote.proposal());
            case Subject.Nullify vote ->
                json.put("kind", "nullify")
                        .put("epoch", Long.toString(vote.epoch()))
                        .put("view", Long.toString(vote.view()));
        }
        ArrayNode signers = json.putArray("signers");
        certificate.shares().forEach(share -> signers.add(share.signer()));
        if (signatures) {
            ArrayNode list = json.putArray("signatures");
            certificate.shares().forEach(share -> list.add(share.signature().hex()));
        }
        return json;
    }

    private static void proposal(ObjectNode json, String kind, Proposal proposal) {
        json.put("kind", kind)
                .put("epoch", Long.toString(proposal.epoch()))
                .put("view", Long.toString(proposal.view()))
                .put("parent_view", Long.toString(proposal.parentView()))
                .put("payload", proposal.payload().hex());
    }

    static ObjectNode proof(Backend.Proof proof) {
        ObjectNode json = Json.object();
        ArrayNode entries = json.putArray("entries");
        for (Backend.Proof.Entry entry : proof.entries()) {
            Bytes value = entry.value();
            ObjectNode node = entries.addObject().put("key", entry.key().hex());
            if (value == null) {
                node.putNull("value");
            } else {
                node.put("value", value.hex());
            }
            node.put("proof", entry.proof().hex());
        }
        json.set("header", header(proof.header()));
        ArrayNode links = json.putArray("links");
        proof.links().forEach(link -> links.add(header(link)));
        json.set("finalization", certificate(proof.finalization(), true));
        return json;
    }

    static ArrayNode ids(Iterable<Hash> ids) {
        ArrayNode list = Json.array();
        ids.forEach(id -> list.add(id.hex()));
        return list;
    }
}
