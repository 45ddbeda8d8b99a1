package io.ixi.node.store;

import com.google.protobuf.StringValue;
import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.Gas;
import io.ixi.vm.kernel.exec.Event;
import io.ixi.vm.kernel.exec.Executed;
import io.ixi.vm.kernel.exec.Receipt;
import io.ixi.vm.kernel.module.EventSpec;
import io.ixi.vm.kernel.proto.TransactionBody;
import io.ixi.vm.kernel.tree.Tree;
import io.ixi.vm.kernel.tree.TreeUpdate;
import io.ixi.vm.kernel.tx.Tx;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Blocks made from a seed, with a plain model of what a ledger must then answer. */
final class SyntheticChain {
    static final Hash CHAIN = Hash.sha256("synthetic chain".getBytes(StandardCharsets.US_ASCII));
    static final List<EventSpec> EVENTS =
            List.of(new EventSpec("test", "Noted", 513, StringValue.getDefaultInstance()));

    /** A block as a ledger gets it. */
    record Block(
            BlockHeader header,
            Hash hash,
            Executed executed,
            @Nullable Certificate finalization) {}

    private final Random random;
    private final List<Bytes> pool;
    private final int transactions;
    private final int writes;
    private final int transactionBytes;
    final List<Block> blocks = new ArrayList<>();
    /** State after each height. */
    final List<NavigableMap<Bytes, Bytes>> states = new ArrayList<>();
    /** Tree nodes that the version of each height reads. */
    final List<NavigableMap<Bytes, Bytes>> nodes = new ArrayList<>();

    SyntheticChain(long seed) {
        this(seed, 40, 3, 12);
    }

    SyntheticChain(long seed, int keys, int transactions, int writes) {
        this(seed, keys, transactions, writes, 100);
    }

    SyntheticChain(long seed, int keys, int transactions, int writes, int transactionBytes) {
        this.transactionBytes = transactionBytes;
        this.random = new Random(seed);
        this.transactions = transactions;
        this.writes = writes;
        this.pool = new ArrayList<>();
        for (int i = 0; i < keys; i++) {
            pool.add(key(i));
        }
    }

    /** Small keys are prefixes of each other and hold zero bytes: the hard cases of ordering. */
    private Bytes key(int i) {
        if (i >= 30) {
            return bytes(20 + random.nextInt(20));
        }
        byte[] key = new byte[1 + i / 6];
        for (int j = 0; j < key.length; j++) {
            key[j] = (byte) new int[] {0, 1, 255}[random.nextInt(3)];
        }
        return Bytes.wrap(key);
    }

    /** Every key that may ever hold a value. */
    List<Bytes> keys() {
        return List.copyOf(pool);
    }

    Block next() {
        long height = blocks.size();
        Block parent = blocks.isEmpty() ? null : blocks.getLast();
        List<Tx> txs = new ArrayList<>();
        List<Receipt> receipts = new ArrayList<>();
        for (int i = height == 0 ? transactions : 0; i < transactions; i++) {
            Tx tx = transaction();
            txs.add(tx);
            receipts.add(receipt(tx));
        }
        NavigableMap<Bytes, Optional<Bytes>> changes = changes();
        NavigableMap<Bytes, Bytes> live = new TreeMap<>(nodes.isEmpty() ? new TreeMap<>() : nodes.getLast());
        Hash before = parent == null ? Tree.EMPTY : parent.executed().stateRoot();
        TreeUpdate update = Tree.apply(key -> node(live, key), height, before, changes);
        Executed executed = new Executed(
                height,
                txs,
                receipts,
                changes,
                update.newNodes(),
                update.staleNodes(),
                update.root(),
                Hash.sha256(update.root().toBytes()));
        update.staleNodes().forEach(live::remove);
        live.putAll(update.newNodes());
        BlockHeader header = header(height, parent, executed);
        Hash hash = Wire.headerHash(header);
        Block block = new Block(header, hash, executed, finalization(height, hash));
        blocks.add(block);
        nodes.add(live);
        NavigableMap<Bytes, Bytes> state = new TreeMap<>(states.isEmpty() ? new TreeMap<>() : states.getLast());
        changes.forEach((key, value) -> value.ifPresentOrElse(v -> state.put(key, v), () -> state.remove(key)));
        states.add(state);
        return block;
    }

    private static byte @Nullable [] node(NavigableMap<Bytes, Bytes> nodes, byte[] key) {
        Bytes node = nodes.get(Bytes.wrap(key));
        return node == null ? null : node.unsafeArray();
    }

    private NavigableMap<Bytes, Optional<Bytes>> changes() {
        NavigableMap<Bytes, Optional<Bytes>> changes = new TreeMap<>();
        for (int i = 0; i < writes; i++) {
            Bytes key = pool.get(random.nextInt(pool.size()));
            changes.put(key, random.nextInt(4) == 0 ? Optional.empty() : Optional.of(bytes(random.nextInt(30))));
        }
        return changes;
    }

    private static BlockHeader header(long height, @Nullable Block parent, Executed executed) {
        return new BlockHeader(
                CHAIN,
                1,
                height / 100,
                height,
                height,
                Math.max(0, height - 1),
                0,
                1_000 + height,
                parent == null ? Hash.ZERO : parent.hash(),
                parent == null ? Hash.ZERO : parent.executed().stateRoot(),
                parent == null ? Hash.ZERO : parent.executed().receiptsRoot(),
                Hash.ZERO,
                executed.transactions().size(),
                Hash.ZERO);
    }

    private @Nullable Certificate finalization(long height, Hash hash) {
        if (height == 0 || random.nextInt(4) == 0) {
            return null;
        }
        Proposal proposal = new Proposal(height / 100, height, height - 1, hash);
        return new Certificate(
                new Subject.Finalize(proposal),
                List.of(new Certificate.Share(0, bytes(30)), new Certificate.Share(2, bytes(30))));
    }

    private Tx transaction() {
        Bytes bytes = bytes(transactionBytes + random.nextInt(transactionBytes));
        Hash id = Hash.sha256(bytes.unsafeArray());
        return new Tx(
                bytes,
                id,
                id,
                TransactionBody.getDefaultInstance(),
                List.of(),
                new Address(id),
                0,
                1,
                Amount.of(9),
                List.of(),
                Gas.ZERO);
    }

    private Receipt receipt(Tx tx) {
        if (random.nextInt(3) == 0) {
            return new Receipt(tx.id(), 1_007, 2, 55, new Amount(-1, 5), List.of());
        }
        return new Receipt(
                tx.id(),
                0,
                0,
                random.nextInt(1_000),
                Amount.of(random.nextInt(9_999)),
                List.of(new Event(513, StringValue.of("note " + random.nextInt()))));
    }

    private Bytes bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return Bytes.wrap(bytes);
    }

    /** Drops the model of all heights but the last, for long runs. */
    void forget() {
        for (int i = states.size() - 2; i >= 0 && !states.get(i).isEmpty(); i--) {
            states.set(i, new TreeMap<>());
            nodes.set(i, new TreeMap<>());
        }
    }

    /** Gives the next block to a ledger. */
    Block commit(Ledger ledger) {
        Block block = next();
        commit(ledger, block);
        return block;
    }

    static void commit(Ledger ledger, Block block) {
        if (block.header().height() == 0) {
            ledger.commitGenesis(block.header(), block.hash(), block.executed());
        } else {
            ledger.commit(block.header(), block.hash(), block.executed(), block.finalization());
        }
    }
}
