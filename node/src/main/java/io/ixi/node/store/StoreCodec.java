package io.ixi.node.store;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.codec.Reader;
import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.codec.Writer;
import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.node.store.Ledger.Tip;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.Event;
import io.ixi.vm.kernel.exec.Receipt;
import io.ixi.vm.kernel.module.EventSpec;
import java.util.List;
import java.util.TreeMap;

/** The canonical bytes of what the store keeps. Decoders throw {@link MalformedException} and nothing else. */
final class StoreCodec {
    private static final int MAX = Integer.MAX_VALUE;

    private final TreeMap<Integer, Message> prototypes = new TreeMap<>();

    /** @param events every event type that receipts may hold */
    StoreCodec(List<EventSpec> events) {
        for (EventSpec event : events) {
            prototypes.put(event.type(), event.prototype());
        }
    }

    /** A header behind its hash. */
    record Hashed(Hash hash, BlockHeader header) {}

    /** Where a transaction is. */
    record Place(long height, int index) {}

    /** State keys that a block changed, and tree nodes that it made stale. */
    record Undo(List<Bytes> keys, List<Bytes> nodes) {}

    static byte[] encode(Hashed value) {
        return Wire.write(new Writer().hash(value.hash()), value.header()).toByteArray();
    }

    static Hashed hashed(byte[] bytes) {
        return Reader.decode(bytes, in -> new Hashed(in.hash(), Wire.readBlockHeader(in)));
    }

    static byte[] encode(Place place) {
        return new Writer().u63(place.height()).u31(place.index()).toByteArray();
    }

    static Place place(byte[] bytes) {
        return Reader.decode(bytes, in -> new Place(in.u63(), in.u31()));
    }

    static byte[] encode(Undo undo) {
        return new Writer()
                .list(undo.keys(), Writer::bytes)
                .list(undo.nodes(), Writer::bytes)
                .toByteArray();
    }

    static Undo undo(byte[] bytes) {
        return Reader.decode(bytes, in -> new Undo(byteStrings(in), byteStrings(in)));
    }

    static byte[] encode(Tip tip) {
        return new Writer()
                .u63(tip.height())
                .hash(tip.hash())
                .u63(tip.epoch())
                .hash(tip.stateRoot())
                .hash(tip.receiptsRoot())
                .toByteArray();
    }

    static Tip tip(byte[] bytes) {
        return Reader.decode(bytes, in -> new Tip(in.u63(), in.hash(), in.u63(), in.hash(), in.hash()));
    }

    static byte[] encodeBody(List<Bytes> transactions) {
        return new Writer().list(transactions, Writer::bytes).toByteArray();
    }

    static List<Bytes> body(byte[] bytes) {
        return Reader.decode(bytes, StoreCodec::byteStrings);
    }

    static byte[] encodeReceipts(List<Receipt> receipts) {
        return new Writer().list(receipts, StoreCodec::write).toByteArray();
    }

    List<Receipt> receipts(byte[] bytes) {
        return Reader.decode(bytes, in -> in.list(MAX, this::receipt));
    }

    private static void write(Writer out, Receipt receipt) {
        out.hash(receipt.transaction())
                .u31(receipt.code())
                .u8(receipt.messageIndex())
                .u63(receipt.gas());
        out.bits64(receipt.fee().high()).bits64(receipt.fee().low());
        out.list(
                receipt.events(),
                (to, event) ->
                        to.u31(event.type()).bytes(Bytes.wrap(event.body().toByteArray())));
    }

    private Receipt receipt(Reader in) {
        return new Receipt(
                in.hash(),
                in.u31(),
                in.u8(),
                in.u63(),
                new Amount(in.bits64(), in.bits64()),
                in.list(MAX, this::event));
    }

    private Event event(Reader in) {
        int type = in.u31();
        Message prototype = prototypes.get(type);
        if (prototype == null) {
            throw new MalformedException("event type " + type + " is unknown to this version");
        }
        try {
            return new Event(
                    type, prototype.getParserForType().parseFrom(in.bytes(MAX).unsafeArray()));
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedException("event of type " + type + " does not parse");
        }
    }

    private static List<Bytes> byteStrings(Reader in) {
        return in.list(MAX, item -> item.bytes(MAX));
    }
}
