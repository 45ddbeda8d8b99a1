package io.ixi.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.node.store.SyntheticChain.Block;
import io.ixi.node.wire.SnapshotChunk;
import io.ixi.node.wire.SnapshotManifest;
import io.ixi.vm.kernel.exec.Executed;
import io.ixi.vm.kernel.exec.State;
import io.ixi.vm.kernel.tree.Part;
import io.ixi.vm.kernel.tree.Tree;
import io.ixi.vm.kernel.tree.TreeUpdate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots are made from a ledger that goes on, and a ledger that is made from one is as if it had executed all. */
class SnapshotTest {
    private static final List<String> MODULES = List.of("test");
    private static final Ledger.Options KEEP = new Ledger.Options(200, 400);

    @TempDir
    Path directory;

    private static RocksLedger open(Path path) {
        return RocksLedger.open(path, SyntheticChain.CHAIN, SyntheticChain.EVENTS, KEEP);
    }

    private FileSnapshots snapshots(Path home, Ledger ledger) {
        return new FileSnapshots(
                home.resolve("snapshots"),
                home.resolve("state"),
                SyntheticChain.CHAIN,
                MODULES,
                ledger,
                new FileSnapshots.Options(64, 100, 2_000));
    }

    private static void extend(RocksLedger ledger, FileSnapshots snapshots, SyntheticChain chain, int blocks) {
        for (int i = 0; i < blocks; i++) {
            snapshots.finalized(chain.commit(ledger).header());
        }
        ledger.sync();
        snapshots.await();
    }

    private static SnapshotChunk chunk(FileSnapshots from, SnapshotManifest manifest, int index) {
        Bytes bytes = from.chunk(manifest.height(), index).orElseThrow();
        SnapshotChunk chunk = SnapshotChunk.decode(bytes.toArray());
        assertThat(Bytes.wrap(chunk.encode())).isEqualTo(bytes);
        assertThat(chunk.fits(manifest.depth(), index, manifest.parts().get(index)))
                .isTrue();
        return chunk;
    }

    @Test
    void aStoreFromASnapshotGoesOnLikeTheOneItCameFrom() {
        SyntheticChain chain = new SyntheticChain(5, 500, 2, 60);
        Path joiner = directory.resolve("joiner");
        try (RocksLedger ledger = open(directory.resolve("state"));
                FileSnapshots from = snapshots(directory, ledger)) {
            extend(ledger, from, chain, 140);
            SnapshotManifest manifest = from.newest().orElseThrow();
            assertThat(manifest.height()).isEqualTo(128);
            assertThat(manifest.parts().size()).isGreaterThan(1);
            assertThat(manifest.fault(SyntheticChain.CHAIN, MODULES)).isNull();
            assertThat(SnapshotManifest.decode(manifest.encode())).isEqualTo(manifest);

            try (FileSnapshots to = snapshots(joiner, ledger)) {
                try (Snapshots.Joining begun = to.join(manifest, List.of())) {
                    begun.put(chunk(from, manifest, 0));
                }
                try (Snapshots.Joining again = to.join(manifest, List.of())) {
                    assertThat(again.next()).isEqualTo(1);
                    for (int i = 1; i < manifest.parts().size(); i++) {
                        again.put(chunk(from, manifest, i));
                    }
                    again.finish();
                }
            }
        }
        assertThat(Replacement.ready(joiner.resolve("state"))).isTrue();
        Replacement.take(joiner.resolve("state"));
        for (int round = 0; round < 2; round++) {
            try (RocksLedger ledger = open(joiner.resolve("state"))) {
                int height = (int) ledger.height();
                assertThat(height).isEqualTo(round == 0 ? 128 : 428);
                assertThat(ledger.tip().hash())
                        .isEqualTo(chain.blocks.get(height).hash());
                check(ledger.latest(), chain, height);
                while (chain.blocks.size() < 430) {
                    chain.next();
                }
                for (int next = height + 1; next < 429; next++) {
                    commitAgain(ledger, chain.blocks.get(next));
                    ledger.sync();
                    ledger.prune();
                }
                assertThat(ledger.block(100)).isEmpty();
                assertThat(ledger.block(128)).isEmpty();
                assertThat(ledger.block(400)).isPresent();
                check(ledger.latest(), chain, (int) ledger.height());
            }
        }
    }

    /** The tree's nodes have other versions here than at a node that executed all: it is made from what is here. */
    private static void commitAgain(RocksLedger ledger, Block block) {
        Executed there = block.executed();
        Ledger.Tip tip = ledger.tip();
        TreeUpdate update = Tree.apply(ledger.latest(), tip.height() + 1, tip.stateRoot(), there.writes());
        assertThat(update.root()).isEqualTo(there.stateRoot());
        Executed here = new Executed(
                there.height(),
                there.transactions(),
                there.receipts(),
                there.writes(),
                update.newNodes(),
                update.staleNodes(),
                update.root(),
                there.receiptsRoot());
        ledger.commit(block.header(), block.hash(), here, block.finalization());
    }

    private static void check(State state, SyntheticChain chain, int height) {
        NavigableMap<Bytes, Bytes> found = new TreeMap<>();
        state.scan(new byte[0], null, (key, value) -> {
            found.put(Bytes.copyOf(key), Bytes.copyOf(value));
            return true;
        });
        assertThat(found).isEqualTo(chain.states.get(height));
        assertThat(state.root()).isEqualTo(chain.blocks.get(height).executed().stateRoot());
        int[] left = {50};
        found.forEach((key, value) -> {
            if (left[0]-- > 0) {
                assertThat(Tree.verify(state.root(), key, value, Tree.prove(state, height, key)))
                        .isTrue();
            }
        });
        Bytes absent = Bytes.fromHex("fefefe");
        assertThat(Tree.verify(state.root(), absent, null, Tree.prove(state, height, absent)))
                .isTrue();
    }

    @Test
    void onlyTheNewestSnapshotsAreKeptAndARestartKnowsThem() {
        SyntheticChain chain = new SyntheticChain(6, 50, 1, 5);
        try (RocksLedger ledger = open(directory.resolve("state"))) {
            try (FileSnapshots snapshots = snapshots(directory, ledger)) {
                extend(ledger, snapshots, chain, 90);
                extend(ledger, snapshots, chain, 90);
                extend(ledger, snapshots, chain, 90);
                assertThat(snapshots.newest().orElseThrow().height()).isEqualTo(256);
                assertThat(snapshots.chunk(64, 0)).isEmpty();
                assertThat(snapshots.chunk(128, 0).isPresent()
                                || snapshots.chunk(192, 0).isPresent())
                        .isTrue();
            }
            try (FileSnapshots again = snapshots(directory, ledger)) {
                assertThat(again.newest().orElseThrow().height()).isEqualTo(256);
            }
        }
    }

    @Test
    void everyWrongChunkOrManifestIsSeen() {
        SyntheticChain chain = new SyntheticChain(7, 500, 1, 60);
        try (RocksLedger ledger = open(directory.resolve("state"));
                FileSnapshots snapshots = snapshots(directory, ledger)) {
            extend(ledger, snapshots, chain, 70);
            SnapshotManifest good = snapshots.newest().orElseThrow();
            int depth = good.depth();
            Part part = good.parts().getFirst();
            NavigableMap<Bytes, Bytes> entries = chunk(snapshots, good, 0).entries();
            assertThat(new SnapshotChunk(new TreeMap<>()).fits(depth, 0, part)).isFalse();
            NavigableMap<Bytes, Bytes> fewer = new TreeMap<>(entries);
            fewer.pollFirstEntry();
            assertThat(new SnapshotChunk(fewer).fits(depth, 0, part)).isFalse();
            NavigableMap<Bytes, Bytes> changed = new TreeMap<>(entries);
            changed.put(entries.firstKey(), Bytes.fromHex("aabbcc"));
            assertThat(new SnapshotChunk(changed).fits(depth, 0, part)).isFalse();
            if (good.parts().size() > 1) {
                assertThat(chunk(snapshots, good, 1).fits(depth, 0, part)).isFalse();
            }

            assertThat(good.fault(Hash.ZERO, MODULES)).contains("chain");
            assertThat(good.fault(SyntheticChain.CHAIN, List.of("other"))).contains("modules");
            List<Part> parts = new ArrayList<>(good.parts());
            Collections.reverse(parts);
            parts.set(0, new Part(Part.Kind.INNER, Hash.sha256(new byte[1])));
            assertThat(manifest(good, parts).fault(SyntheticChain.CHAIN, MODULES))
                    .contains("do not join");
            SnapshotManifest unlinked = new SnapshotManifest(
                    MODULES, chain.blocks.get(63).header(), good.above(), good.finalization(), good.parts());
            assertThat(unlinked.fault(SyntheticChain.CHAIN, MODULES)).contains("not linked");
            Block first = chain.blocks.stream()
                    .filter(b -> b.finalization() != null)
                    .findFirst()
                    .orElseThrow();
            SnapshotManifest uncertified = new SnapshotManifest(
                    MODULES,
                    good.block(),
                    List.of(
                            chain.blocks.get(65).header(),
                            chain.blocks.get(66).header(),
                            chain.blocks.get(67).header()),
                    Objects.requireNonNull(first.finalization()),
                    good.parts());
            assertThat(uncertified.fault(SyntheticChain.CHAIN, MODULES)).contains("certificate");
        }
    }

    @Test
    void aSnapshotThatIsNotWholeIsNotTaken() {
        SyntheticChain chain = new SyntheticChain(8, 50, 1, 5);
        Path joiner = directory.resolve("joiner");
        try (RocksLedger ledger = open(directory.resolve("state"));
                FileSnapshots from = snapshots(directory, ledger)) {
            extend(ledger, from, chain, 90);
            SnapshotManifest manifest = from.newest().orElseThrow();
            try (FileSnapshots to = snapshots(joiner, ledger);
                    Snapshots.Joining begun = to.join(manifest, List.of())) {
                assertThatThrownBy(begun::finish).isInstanceOf(IllegalStateException.class);
            }
            assertThat(Replacement.ready(joiner.resolve("state"))).isFalse();
        }
    }

    private static SnapshotManifest manifest(SnapshotManifest good, List<Part> parts) {
        return new SnapshotManifest(good.modules(), good.block(), good.above(), good.finalization(), parts);
    }
}
