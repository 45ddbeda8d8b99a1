package io.ixi.node.store;

import com.google.protobuf.StringValue;
import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.node.fuzz.FuzzTarget;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.Event;
import io.ixi.vm.kernel.exec.Receipt;
import java.util.List;
import java.util.Optional;

/** What the store reads back. */
public final class StoreFuzz {
    private static final StoreCodec CODEC = new StoreCodec(SyntheticChain.EVENTS);
    private static final Hash HASH = new Hash(1, 2, 3, 4);

    private StoreFuzz() {}

    public static List<FuzzTarget> targets() {
        BlockHeader header = new BlockHeader(HASH, 1, 2, 3, 4, 3, 1, 5, HASH, HASH, HASH, HASH, 6, HASH);
        List<Receipt> receipts = List.of(
                new Receipt(HASH, 0, 0, 77, new Amount(1, 2), List.of(new Event(513, StringValue.of("hi")))),
                new Receipt(HASH, 1_003, 15, 78, Amount.of(9), List.of()));
        List<Bytes> body = List.of(Bytes.fromHex("0102"), Bytes.EMPTY);
        byte[] mark = new byte[1_024];
        return List.of(
                FuzzTarget.canonical(
                        "store.header",
                        List.of(StoreCodec.encode(new StoreCodec.Hashed(HASH, header))),
                        StoreCodec::hashed,
                        StoreCodec::encode),
                FuzzTarget.canonical(
                        "store.place",
                        List.of(StoreCodec.encode(new StoreCodec.Place(5, 6))),
                        StoreCodec::place,
                        StoreCodec::encode),
                FuzzTarget.canonical(
                        "store.undo",
                        List.of(StoreCodec.encode(new StoreCodec.Undo(body, body))),
                        StoreCodec::undo,
                        StoreCodec::encode),
                FuzzTarget.canonical(
                        "store.tip",
                        List.of(StoreCodec.encode(new Ledger.Tip(9, HASH, 2, HASH, HASH))),
                        StoreCodec::tip,
                        StoreCodec::encode),
                FuzzTarget.canonical(
                        "store.body", List.of(StoreCodec.encodeBody(body)), StoreCodec::body, StoreCodec::encodeBody),
                new FuzzTarget("store.receipts", List.of(StoreCodec.encodeReceipts(receipts)), StoreFuzz::receipts),
                FuzzTarget.canonical(
                        "store.joining",
                        List.of(new SnapshotStore.Progress(HASH, 5, HASH).encode()),
                        SnapshotStore.Progress::decode,
                        SnapshotStore.Progress::encode),
                new FuzzTarget("store.mark", List.of(mark), StoreFuzz::mark));
    }

    /** Events are protobuf, whose bytes are not canonical: they come back as values. */
    private static String receipts(byte[] input) {
        try {
            List<Receipt> read = CODEC.receipts(input);
            if (!CODEC.receipts(StoreCodec.encodeReceipts(read)).equals(read)) {
                throw new AssertionError("receipts do not come back");
            }
            return "receipts";
        } catch (MalformedException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static String mark(byte[] input) {
        try {
            Optional<DurableMark.Slot> slot = DurableMark.newest("here", input);
            return slot.isPresent() ? "a mark" : "none";
        } catch (DamagedStoreException e) {
            return "damaged";
        }
    }
}
