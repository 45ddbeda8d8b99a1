package io.ixi.node.store;

import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.node.store.Database.Family;
import io.ixi.vm.kernel.exec.Executed;
import io.ixi.vm.kernel.tx.Tx;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a final block adds to the database: state with what it was before, tree nodes, header, body and indexes. */
record BlockRows(Database database, Live live) {
    void putState(Batch batch, Executed executed) {
        var state = database.family(Family.STATE);
        var history = database.family(Family.HISTORY);
        var nodes = database.family(Family.NODES);
        long height = executed.height();
        List<Bytes> changed = new ArrayList<>();
        for (Map.Entry<Bytes, Optional<Bytes>> write : executed.writes().entrySet()) {
            byte[] key = write.getKey().unsafeArray();
            byte[] value = write.getValue().map(Bytes::unsafeArray).orElse(null);
            byte[] before = height == 0 ? null : live.value(key);
            if (Arrays.equals(before, value)) {
                continue;
            }
            if (value == null) {
                batch.delete(state, key);
            } else {
                batch.put(state, key, value);
            }
            if (height > 0) {
                batch.put(history, Keys.history(key, height), KeptState.previous(before));
                changed.add(write.getKey());
            }
        }
        executed.newNodes().forEach((key, node) -> batch.put(nodes, key, node));
        batch.put(
                database.family(Family.UNDO),
                Keys.height(height),
                StoreCodec.encode(new StoreCodec.Undo(changed, executed.staleNodes())));
    }

    void putBlock(Batch batch, BlockHeader header, Hash hash, Executed executed) {
        var blocks = database.family(Family.BLOCKS);
        var index = database.family(Family.INDEX);
        long height = header.height();
        List<Tx> transactions = executed.transactions();
        batch.put(
                database.family(Family.CHAIN),
                Keys.header(height),
                StoreCodec.encode(new StoreCodec.Hashed(hash, header)));
        batch.put(index, Keys.blockHash(hash), Keys.height(height));
        for (int i = 0; i < transactions.size(); i++) {
            Hash id = transactions.get(i).id();
            batch.put(index, Keys.transaction(id), StoreCodec.encode(new StoreCodec.Place(height, i)));
        }
        batch.put(
                blocks,
                Keys.body(height),
                StoreCodec.encodeBody(transactions.stream().map(Tx::bytes).toList()));
        batch.put(blocks, Keys.receipts(height), StoreCodec.encodeReceipts(executed.receipts()));
    }
}
