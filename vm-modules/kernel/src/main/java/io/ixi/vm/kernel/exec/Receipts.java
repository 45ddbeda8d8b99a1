package io.ixi.vm.kernel.exec;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.codec.Reader;
import io.ixi.consensus.codec.Writer;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.module.EventSpec;
import io.ixi.vm.kernel.module.Registry;
import java.util.ArrayList;
import java.util.List;

/**
 * Canonical bytes of receipts and the root over a block's receipts: a binary Merkle tree, leaf = SHA-256(0x00, bytes),
 * inner = SHA-256(0x01, left, right), an odd last node moves up as it is, no receipts = 32 zero bytes.
 */
public final class Receipts {
    private static final int MAX_EVENTS = 16 * 1024;
    private static final int MAX_EVENT_BYTES = 65_536;

    private Receipts() {}

    public static Bytes encode(Receipt receipt) {
        return new Writer()
                .hash(receipt.transaction())
                .u31(receipt.code())
                .u8(receipt.messageIndex())
                .u63(receipt.gas())
                .bytes(receipt.fee().toBytes())
                .list(
                        receipt.events(),
                        (out, event) -> out.u31(event.type())
                                .bytes(Bytes.wrap(event.body().toByteArray())))
                .toBytes();
    }

    /** @throws MalformedException for bytes that no receipt has, events that no module declares included */
    public static Receipt decode(Bytes bytes, Registry registry) {
        return Reader.decode(
                bytes.unsafeArray(),
                in -> new Receipt(
                        in.hash(),
                        in.u31(),
                        in.u8(),
                        in.u63(),
                        amount(in.bytes(Amount.BYTES)),
                        in.list(MAX_EVENTS, item -> event(item, registry))));
    }

    private static Event event(Reader in, Registry registry) {
        int type = in.u31();
        EventSpec spec = registry.event(type).orElseThrow(() -> new MalformedException("unknown event " + type));
        try {
            Message body = spec.prototype()
                    .getParserForType()
                    .parseFrom(in.bytes(MAX_EVENT_BYTES).unsafeArray());
            return new Event(type, body);
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedException("not an event of type " + type);
        }
    }

    private static Amount amount(Bytes bytes) {
        try {
            return Amount.fromBytes(bytes.unsafeArray());
        } catch (ArithmeticException e) {
            throw new MalformedException("not a canonical amount");
        }
    }

    public static Hash root(List<Receipt> receipts) {
        List<Hash> level = leaves(receipts);
        while (level.size() > 1) {
            level = above(level);
        }
        return level.isEmpty() ? Hash.ZERO : level.getFirst();
    }

    /**
     * The hashes that lead from receipt {@code index} up to the root, lowest first; levels where it moves up have
     * none.
     */
    public static List<Hash> prove(List<Receipt> receipts, int index) {
        List<Hash> path = new ArrayList<>();
        List<Hash> level = leaves(receipts);
        for (int at = index; level.size() > 1; at /= 2) {
            int sibling = at ^ 1;
            if (sibling < level.size()) {
                path.add(level.get(sibling));
            }
            level = above(level);
        }
        return path;
    }

    /** Whether a block with this receipts root holds the receipt at {@code index} of {@code count}. Total. */
    public static boolean verify(Hash root, int index, int count, Bytes receipt, List<Hash> path) {
        if (index < 0 || index >= count) {
            return false;
        }
        Hash hash = Hash.sha256(new byte[] {0}, receipt.unsafeArray());
        int used = 0;
        int at = index;
        for (int size = count; size > 1; size = (size + 1) / 2) {
            if ((at ^ 1) < size) {
                if (used == path.size()) {
                    return false;
                }
                Hash sibling = path.get(used++);
                hash = at % 2 == 0 ? inner(hash, sibling) : inner(sibling, hash);
            }
            at /= 2;
        }
        return used == path.size() && hash.equals(root);
    }

    private static List<Hash> leaves(List<Receipt> receipts) {
        List<Hash> leaves = new ArrayList<>(receipts.size());
        for (Receipt receipt : receipts) {
            leaves.add(Hash.sha256(new byte[] {0}, encode(receipt).unsafeArray()));
        }
        return leaves;
    }

    private static List<Hash> above(List<Hash> level) {
        List<Hash> above = new ArrayList<>((level.size() + 1) / 2);
        for (int i = 0; i + 1 < level.size(); i += 2) {
            above.add(inner(level.get(i), level.get(i + 1)));
        }
        if (level.size() % 2 == 1) {
            above.add(level.getLast());
        }
        return above;
    }

    private static Hash inner(Hash left, Hash right) {
        return Hash.sha256(new byte[] {1}, left.toBytes(), right.toBytes());
    }
}
