package io.ixi.vm.trade.exchange;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.ObjectId;
import io.ixi.vm.trade.exchange.proto.Side;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Where an order is in a book.
 *
 * @param height when it was placed
 * @param id of the order
 */
record Spot(Bytes market, Side side, long price, long height, Bytes id) {
    /** Ascending rank is descending preference: the price of a sale, its complement of a purchase. */
    static long rank(Side side, long price) {
        return side == Side.SIDE_BUY ? ~price : price;
    }

    long rank() {
        return rank(side, price);
    }

    /** @param tail rank, height and id */
    static Spot of(Bytes market, Side side, Bytes tail) {
        ByteBuffer in = ByteBuffer.wrap(tail.unsafeArray());
        long price = rank(side, in.getLong());
        long height = in.getLong();
        byte[] id = new byte[ObjectId.BYTES];
        in.get(id);
        return new Spot(market, side, price, height, Bytes.wrap(id));
    }

    /** Part of some bytes. */
    static Bytes cut(Bytes bytes, int from, int length) {
        return Bytes.wrap(Arrays.copyOfRange(bytes.unsafeArray(), from, from + length));
    }

    static Side opposite(Side side) {
        return side == Side.SIDE_BUY ? Side.SIDE_SELL : Side.SIDE_BUY;
    }

    /** Whether an order of this side and limit would trade at the other price. */
    static boolean crosses(Side side, long limit, long other) {
        return side == Side.SIDE_BUY ? other <= limit : other >= limit;
    }

    /** Under which the module holds the owner's money: the order's id and 12 zero bytes. */
    static Hash ref(Bytes id) {
        return Hash.of(Arrays.copyOf(id.unsafeArray(), Hash.BYTES));
    }

    Hash ref() {
        return ref(id);
    }
}
