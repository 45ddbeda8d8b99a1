package io.ixi.node.store;

import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.node.journal.StorageException;
import io.ixi.node.journal.StorageException.Reason;
import io.ixi.node.store.Database.Family;
import io.ixi.node.store.DurableMark.Mark;
import io.ixi.node.store.Ledger.Tip;
import io.ixi.vm.kernel.exec.State;
import io.ixi.vm.kernel.tree.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is checked when a ledger opens, before anyone builds on it. */
final class StoreCheck {
    static final int FORMAT = 1;

    private final Database database;
    private final Live live;
    private final Hash chain;

    StoreCheck(Database database, Live live, Hash chain) {
        this.database = database;
        this.live = live;
        this.chain = chain;
    }

    /**
     * The tip, with the live view started at it; null if the store is empty and nothing was ever promised.
     *
     * @throws DamagedStoreException if anything is not as it was committed
     */
    @Nullable
    Tip tip(Optional<Mark> promised) {
        byte[] format = database.get(Family.CHAIN, Keys.FORMAT);
        byte[] stored = database.get(Family.CHAIN, Keys.TIP);
        if (format == null) {
            if (stored != null || promised.isPresent()) {
                throw damaged("blocks that were durable are missing: the store is empty");
            }
            return null;
        }
        checkFormat(format);
        Tip last = decode(require(stored, "no tip"), StoreCodec::tip);
        checkTip(last);
        promised.ifPresent(mark -> checkPromise(last, mark));
        live.start(
                last.height(), Keys.height(require(database.get(Family.CHAIN, Keys.EARLIEST), "no earliest height")));
        checkTree(last);
        return last;
    }

    long lastCertificate() {
        return Keys.height(require(database.get(Family.CHAIN, Keys.LAST_CERTIFICATE), "no certificate entry"));
    }

    /** Format number, then the chain's hash. */
    static byte[] format(Hash chain) {
        byte[] format = new byte[1 + Hash.BYTES];
        format[0] = FORMAT;
        System.arraycopy(chain.toBytes(), 0, format, 1, Hash.BYTES);
        return format;
    }

    private void checkFormat(byte[] format) {
        int version = format.length == 0 ? 0 : format[0];
        if (version > FORMAT) {
            throw new StorageException(
                    Reason.FOREIGN,
                    database.path() + " has format " + version + "; this version reads format " + FORMAT
                            + ". Use the version of the node that wrote it");
        }
        if (version != FORMAT || format.length != 1 + Hash.BYTES) {
            throw damaged("the format entry is not readable");
        }
        Hash found = Hash.of(Arrays.copyOfRange(format, 1, format.length));
        if (!found.equals(chain)) {
            throw new StorageException(
                    Reason.FOREIGN,
                    database.path() + " holds chain " + found.hex() + ", not " + chain.hex()
                            + ". Check the genesis file and the directory");
        }
    }

    private void checkTip(Tip last) {
        StoreCodec.Hashed hashed = header(last.height());
        if (!hashed.hash().equals(last.hash())
                || !Wire.headerHash(hashed.header()).equals(last.hash())) {
            throw damaged("the tip's header is not the one that was committed");
        }
        byte[] first = database.get(Family.CHAIN, Keys.EARLIEST_BLOCK);
        if (first != null && Keys.height(first) > last.height()) {
            // it began with a snapshot of this height: nothing below was ever here
            return;
        }
        if (last.height() > 0
                && !header(last.height() - 1).hash().equals(hashed.header().parent())) {
            throw damaged("the tip does not follow its parent");
        }
        if (database.get(Family.BLOCKS, Keys.receipts(last.height())) == null) {
            throw damaged("the tip's receipts are missing");
        }
    }

    private void checkPromise(Tip last, Mark promised) {
        if (promised.height() > last.height()) {
            throw damaged("blocks up to height " + promised.height() + " were durable, but the last one here is "
                    + last.height());
        }
        if (!header(promised.height()).hash().equals(promised.hash())) {
            throw damaged("the durable block " + promised.height() + " is not the one that was committed");
        }
    }

    /** One proof ties the flat state, the tree's nodes and the committed root together. */
    private void checkTree(Tip last) {
        State state = new KeptState(database, live, last.height(), last.stateRoot());
        List<Bytes> first = new ArrayList<>(2);
        state.scan(new byte[0], null, (key, value) -> {
            first.add(Bytes.wrap(key));
            first.add(Bytes.wrap(value));
            return false;
        });
        Bytes key = first.isEmpty() ? Bytes.EMPTY : first.getFirst();
        Bytes value = first.isEmpty() ? null : first.getLast();
        try {
            if (!Tree.verify(last.stateRoot(), key, value, Tree.prove(state, last.height(), key))) {
                throw damaged("the state tree of height " + last.height() + " does not lead to its root");
            }
        } catch (IllegalStateException | MalformedException e) {
            throw damaged("the state tree of height " + last.height() + " is incomplete: " + e.getMessage());
        }
    }

    private StoreCodec.Hashed header(long height) {
        byte[] stored = database.get(Family.CHAIN, Keys.header(height));
        return decode(require(stored, "header " + height + " is missing"), StoreCodec::hashed);
    }

    private <T> T decode(byte[] bytes, Function<byte[], T> decoder) {
        try {
            return decoder.apply(bytes);
        } catch (MalformedException e) {
            throw new DamagedStoreException(database.path(), "an entry does not decode: " + e.getMessage(), e);
        }
    }

    private byte[] require(byte @Nullable [] value, String what) {
        return Optional.ofNullable(value).orElseThrow(() -> damaged(what));
    }

    private DamagedStoreException damaged(String what) {
        return new DamagedStoreException(database.path(), what, null);
    }
}
