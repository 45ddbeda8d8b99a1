package io.ixi.rpc.chain;

import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Certificate;
import io.ixi.rpc.Backend;
import io.ixi.rpc.call.CallException;
import io.ixi.rpc.json.Json;
import io.ixi.vm.kernel.exec.Receipt;
import io.ixi.vm.kernel.exec.Receipts;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * That a receipt, and so its events, is in a final block: a path to the receipts root in the next block's header, and a
 * certificate that makes that header, or a descendant over links, final.
 */
final class ReceiptProof {
    /** Most headers between the first and the certified one. */
    private static final int MAX_LINKS = 64;

    private ReceiptProof() {}

    static ObjectNode of(Backend backend, long height, int index) throws CallException {
        List<Receipt> receipts = backend.block(height)
                .map(Backend.Block::receipts)
                .orElseThrow(() -> new CallException(CallException.NOT_FOUND, "its block is not kept any more"));
        List<BlockHeader> headers = new ArrayList<>();
        Certificate finalization = null;
        for (long h = height + 1; finalization == null && headers.size() <= MAX_LINKS; h++) {
            Backend.Block block = backend.block(h)
                    .orElseThrow(() -> new CallException(
                            CallException.NOT_FOUND, "the block after it is not final yet: try again in a moment"));
            headers.add(block.header());
            finalization = block.finalization();
        }
        if (finalization == null) {
            throw new CallException(CallException.NOT_FOUND, "this node has no certificate near its block");
        }
        ObjectNode json = Json.object()
                .put("receipt", Receipts.encode(receipts.get(index)).hex())
                .put("index", index)
                .put("count", receipts.size());
        json.set("path", Chain.ids(Receipts.prove(receipts, index)));
        json.set("header", Chain.header(headers.getFirst()));
        ArrayNode links = json.putArray("links");
        headers.stream().skip(1).forEach(header -> links.add(Chain.header(header)));
        json.set("finalization", Chain.certificate(finalization, true));
        return json;
    }
}
