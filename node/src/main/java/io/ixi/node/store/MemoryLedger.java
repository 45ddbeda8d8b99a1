package io.ixi.node.store;

import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.BlockHeader;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Certificate;
import io.ixi.consensus.types.Hash;
import io.ixi.node.wire.Handover;
import io.ixi.node.wire.SnapshotManifest;
import io.ixi.vm.kernel.exec.Executed;
import io.ixi.vm.kernel.exec.Receipt;
import io.ixi.vm.kernel.exec.State;
import io.ixi.vm.kernel.tx.Tx;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A ledger in memory with the same promises as {@link RocksLedger}, for the simulator and for tests of what stands on a
 * ledger. {@link #lose} takes back what was not synced.
 */
public final class MemoryLedger implements Ledger {
    private final Options options;
    private final TreeMap<Long, Block> blocks = new TreeMap<>();
    /** Headers on both sides of an epoch's end, of blocks that are not kept. */
    private final TreeMap<Long, BlockHeader> boundaries = new TreeMap<>();

    private final MemoryState state = new MemoryState();
    private final TreeMap<Hash, Long> heights = new TreeMap<>();
    private final TreeMap<Hash, StoreCodec.Place> places = new TreeMap<>();
    private final TreeMap<Long, Certificate> certificates = new TreeMap<>();
    private final TreeMap<Long, Handover> handovers = new TreeMap<>();
    private long durable = -1;
    private long earliestBlock;
    private long forgottenEpoch;

    private @Nullable Snapshots snapshots;

    private record Block(
            Tip tip,
            BlockHeader header,
            List<Bytes> transactions,
            List<Receipt> receipts,
            List<Bytes> keys,
            List<Bytes> newNodes,
            List<Bytes> staleNodes,
            @Nullable StoredCertificate replaced) {}

    public MemoryLedger(Options options) {
        this.options = options;
    }

    /**
     * A ledger that begins with a snapshot's state.
     *
     * @param before what it takes the place of
     * @param entries the whole state
     * @param tree its nodes
     * @param handovers of all epochs before
     */
    static MemoryLedger joined(
            Options options,
            MemoryLedger before,
            SnapshotManifest manifest,
            Map<Bytes, Bytes> entries,
            Map<Bytes, Bytes> tree,
            List<Handover> handovers) {
        MemoryLedger ledger = new MemoryLedger(options);
        BlockHeader header = manifest.block();
        Hash hash = Wire.headerHash(header);
        long height = header.height();
        Hash receipts = manifest.above().getFirst().parentReceiptsRoot();
        Tip tip = new Tip(height, hash, header.epoch(), manifest.stateRoot(), receipts);
        ledger.state.begin(height, entries, tree);
        ledger.blocks.put(height, new Block(tip, header, List.of(), List.of(), List.of(), List.of(), List.of(), null));
        ledger.heights.put(hash, height);
        ledger.boundaries.put(0L, before.header(0).orElseThrow());
        ledger.boundaries.put(before.height(), before.header(before.height()).orElseThrow());
        for (Handover handover : handovers) {
            ledger.keep(handover);
            ledger.boundaries.put(handover.last().height(), handover.last());
            ledger.certificates.put(handover.last().height(), handover.finalization());
        }
        ledger.certificates.put(manifest.above().getLast().height(), manifest.finalization());
        ledger.durable = height;
        ledger.earliestBlock = height + 1;
        ledger.forgottenEpoch = header.epoch();
        return ledger;
    }

    /** Sets what {@link #snapshots} gives: once, before anyone asks. */
    public synchronized void snapshots(Snapshots own) {
        snapshots = own;
    }

    @Override
    public synchronized Optional<Snapshots> snapshots() {
        return Optional.ofNullable(snapshots);
    }

    /**
     * Power loss: takes back commits, newest first, down to {@code height}, which is at least the durable one. States
     * handed out earlier must not be read any more.
     */
    public synchronized void lose(long height) {
        if (height < durable) {
            throw new IllegalArgumentException("height " + durable + " is durable");
        }
        while (height() > height) {
            Block block = blocks.pollLastEntry().getValue();
            long gone = block.header().height();
            state.takeBack(gone, block.keys(), block.newNodes());
            block.receipts().forEach(receipt -> places.remove(receipt.transaction()));
            heights.remove(block.tip().hash());
            certificates.remove(gone);
            StoredCertificate replaced = block.replaced();
            if (replaced != null) {
                certificates.put(replaced.height(), replaced.certificate());
            }
        }
    }

    @Override
    public synchronized boolean isEmpty() {
        return blocks.isEmpty();
    }

    @Override
    public synchronized void commitGenesis(BlockHeader header, Hash hash, Executed executed) {
        if (!isEmpty() || header.height() != 0 || executed.height() != 0) {
            throw new IllegalArgumentException("genesis is block 0 of an empty ledger");
        }
        Tip.checkOwn(header, hash, executed);
        add(header, hash, executed, null);
        durable = 0;
    }

    @Override
    public synchronized void commit(
            BlockHeader header, Hash hash, Executed executed, @Nullable Certificate finalization) {
        tip().checkNext(header, hash, executed);
        StoredCertificate replaced = null;
        if (finalization != null) {
            Map.Entry<Long, Certificate> last = certificates.lowerEntry(header.height());
            // those below a snapshot that this ledger began with stay: they end epochs
            if (last != null
                    && last.getKey() >= earliestBlock
                    && !Tip.keepsCertificate(find(last.getKey(), "certified").header(), header)) {
                replaced = new StoredCertificate(last.getKey(), last.getValue());
                certificates.remove(last.getKey());
            }
            certificates.put(header.height(), finalization);
        }
        add(header, hash, executed, replaced);
    }

    private void add(BlockHeader header, Hash hash, Executed executed, @Nullable StoredCertificate replaced) {
        long height = header.height();
        state.put(height, executed.writes(), executed.newNodes());
        heights.put(hash, height);
        for (int i = 0; i < executed.transactions().size(); i++) {
            places.put(executed.transactions().get(i).id(), new StoreCodec.Place(height, i));
        }
        blocks.put(
                height,
                new Block(
                        Tip.of(header, hash, executed),
                        header,
                        executed.transactions().stream().map(Tx::bytes).toList(),
                        List.copyOf(executed.receipts()),
                        List.copyOf(executed.writes().keySet()),
                        List.copyOf(executed.newNodes().keySet()),
                        List.copyOf(executed.staleNodes()),
                        replaced));
    }

    @Override
    public synchronized int prune() {
        int pruned = 0;
        while (state.earliest() < options.lowestKept(height(), durable) && pruned < Options.PRUNED_AT_ONCE) {
            Block block = find(state.earliest() + 1, "pruned");
            state.forget(block.keys(), block.staleNodes());
            pruned++;
        }
        long lowest =
                Math.min(options.lowestBlock(height(), durable), certificates.isEmpty() ? -1 : certificates.lastKey());
        for (int i = 0; i < Options.PRUNED_AT_ONCE && earliestBlock < lowest; i++) {
            forget(earliestBlock);
            earliestBlock++;
        }
        return pruned;
    }

    private void forget(long height) {
        Block block = find(height, "pruned");
        if (height == 0) {
            forgottenEpoch = block.header().epoch();
            return;
        }
        block.receipts().forEach(receipt -> places.remove(receipt.transaction()));
        heights.remove(block.tip().hash());
        long epoch = block.header().epoch();
        boolean ends = find(height + 1, "next").header().epoch() != epoch;
        boolean begins = forgottenEpoch != epoch;
        if (ends || begins) {
            boundaries.put(height, block.header());
        } else {
            certificates.remove(height);
        }
        forgottenEpoch = epoch;
        blocks.remove(height);
    }

    @Override
    public synchronized void sync() {
        durable = height();
    }

    @Override
    public synchronized long durableHeight() {
        return durable;
    }

    @Override
    public synchronized long height() {
        return blocks.isEmpty() ? -1 : blocks.lastKey();
    }

    @Override
    public synchronized Tip tip() {
        if (blocks.isEmpty()) {
            throw new IllegalStateException("the ledger is empty");
        }
        return blocks.lastEntry().getValue().tip();
    }

    @Override
    public synchronized State latest() {
        Tip tip = tip();
        return state.at(tip.height(), tip.stateRoot());
    }

    @Override
    public synchronized Optional<State> at(long height) {
        Block block = blocks.get(height);
        return block == null || height < state.earliest()
                ? Optional.empty()
                : Optional.of(state.at(height, block.tip().stateRoot()));
    }

    @Override
    public synchronized long earliest() {
        return state.earliest();
    }

    @Override
    public synchronized long earliestBlock() {
        return earliestBlock;
    }

    @Override
    public synchronized Optional<BlockHeader> header(long height) {
        Block block = blocks.get(height);
        return Optional.ofNullable(block == null ? boundaries.get(height) : block.header());
    }

    @Override
    public synchronized Optional<Hash> hash(long height) {
        return header(height).map(Wire::headerHash);
    }

    @Override
    public synchronized Optional<StoredBlock> block(long height) {
        Block block = blocks.get(height);
        // of the block that a snapshot began with only the header is here
        return block == null || (height > 0 && height < earliestBlock)
                ? Optional.empty()
                : Optional.of(new StoredBlock(
                        block.header(),
                        block.tip().hash(),
                        block.transactions(),
                        block.receipts(),
                        certificates.get(height)));
    }

    @Override
    public synchronized OptionalLong heightOf(Hash hash) {
        Long height = heights.get(hash);
        return height == null ? OptionalLong.empty() : OptionalLong.of(height);
    }

    @Override
    public synchronized Optional<StoredTransaction> transaction(Hash id) {
        StoreCodec.Place place = places.get(id);
        if (place == null) {
            return Optional.empty();
        }
        Block block = find(place.height(), "indexed");
        return Optional.of(new StoredTransaction(
                place.height(),
                place.index(),
                block.transactions().get(place.index()),
                block.receipts().get(place.index())));
    }

    @Override
    public synchronized Optional<StoredCertificate> certificateAtOrAfter(long height) {
        return Optional.ofNullable(certificates.ceilingEntry(height))
                .map(entry -> new StoredCertificate(entry.getKey(), entry.getValue()));
    }

    @Override
    public synchronized void keep(Handover handover) {
        handovers.put(handover.epoch(), handover);
    }

    @Override
    public synchronized Optional<Handover> handover(long epoch) {
        return Optional.ofNullable(handovers.get(epoch));
    }

    @Override
    public void close() {}

    private Block find(long height, String what) {
        Block block = blocks.get(height);
        if (block == null) {
            throw new IllegalStateException(what + " height " + height + " is not here");
        }
        return block;
    }
}
