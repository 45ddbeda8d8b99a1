package io.ixi.node.store;

import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.node.store.Database.Family;
import io.ixi.node.store.Ledger.StoredBlock;
import io.ixi.node.store.Ledger.StoredCertificate;
import io.ixi.node.store.Ledger.StoredTransaction;
import io.ixi.vm.kernel.exec.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksIterator;

/** Finds headers, blocks, transactions and certificates. Any thread. */
final class StoredBlocks {
    private final Database database;
    private final StoreCodec codec;
    private final PastBlocks past;

    StoredBlocks(Database database, StoreCodec codec, PastBlocks past) {
        this.database = database;
        this.codec = codec;
        this.past = past;
    }

    Optional<StoreCodec.Hashed> hashed(long height) {
        return find(Family.CHAIN, Keys.header(height), StoreCodec::hashed);
    }

    Optional<StoredBlock> block(long height) {
        StoreCodec.Hashed hashed = hashed(height).orElse(null);
        List<Bytes> body = hashed == null ? null : body(height);
        List<Receipt> receipts = body == null ? null : receipts(height);
        if (hashed == null || body == null || receipts == null) {
            return Optional.empty();
        }
        Certificate finalization = find(Family.CHAIN, Keys.certificate(height), Wire::decodeCertificate)
                .orElse(null);
        return Optional.of(new StoredBlock(hashed.header(), hashed.hash(), body, receipts, finalization));
    }

    /** Null: the block is not kept any more. */
    private @Nullable List<Bytes> body(long height) {
        return kept(height, find(Family.BLOCKS, Keys.body(height), StoreCodec::body), "body");
    }

    private @Nullable List<Receipt> receipts(long height) {
        return kept(height, find(Family.BLOCKS, Keys.receipts(height), codec::receipts), "receipts");
    }

    /** The row was read before the question whether it should be there: pruning answers in the opposite order. */
    private <T> @Nullable T kept(long height, Optional<T> row, String what) {
        if (height > 0 && height < past.earliest()) {
            return null;
        }
        return row.orElseThrow(() -> damaged("the " + what + " of block " + height + " is missing"));
    }

    OptionalLong heightOf(Hash hash) {
        byte[] height = database.get(Family.INDEX, Keys.blockHash(hash));
        return height == null ? OptionalLong.empty() : OptionalLong.of(Keys.height(height));
    }

    Optional<StoredTransaction> transaction(Hash id) {
        StoreCodec.Place place =
                find(Family.INDEX, Keys.transaction(id), StoreCodec::place).orElse(null);
        if (place == null) {
            return Optional.empty();
        }
        List<Bytes> body = body(place.height());
        List<Receipt> receipts = receipts(place.height());
        if (body == null || receipts == null) {
            return Optional.empty();
        }
        if (place.index() >= Math.min(body.size(), receipts.size())) {
            throw damaged("block " + place.height() + " lacks transaction " + id.hex());
        }
        return Optional.of(new StoredTransaction(
                place.height(), place.index(), body.get(place.index()), receipts.get(place.index())));
    }

    Optional<StoredCertificate> certificateAtOrAfter(long height) {
        byte[] from = Keys.certificate(Math.max(0, height));
        List<StoredCertificate> found = new ArrayList<>(1);
        database.iterate(List.of(Family.CHAIN), iterators -> {
            RocksIterator iterator = iterators.getFirst();
            iterator.seek(from);
            if (iterator.isValid() && iterator.key()[0] == from[0] && iterator.key().length == from.length) {
                Certificate certificate = decode(iterator.value(), Wire::decodeCertificate);
                found.add(new StoredCertificate(Keys.height(iterator.key()), certificate));
            }
        });
        return found.stream().findFirst();
    }

    private <T> Optional<T> find(Family family, byte[] key, Function<byte[], T> decoder) {
        byte[] bytes = database.get(family, key);
        return bytes == null ? Optional.empty() : Optional.of(decode(bytes, decoder));
    }

    <T> T decode(byte[] bytes, Function<byte[], T> decoder) {
        try {
            return decoder.apply(bytes);
        } catch (MalformedException e) {
            throw new DamagedStoreException(database.path(), "an entry does not decode: " + e.getMessage(), e);
        }
    }

    private DamagedStoreException damaged(String what) {
        return new DamagedStoreException(database.path(), what, null);
    }
}
