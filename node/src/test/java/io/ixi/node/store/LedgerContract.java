package io.ixi.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.node.store.Ledger.StoredBlock;
import io.ixi.node.store.Ledger.StoredTransaction;
import io.ixi.node.store.SyntheticChain.Block;
import io.ixi.vm.kernel.exec.Executed;
import io.ixi.vm.kernel.exec.State;
import io.ixi.vm.kernel.tx.Tx;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every ledger promises. */
abstract class LedgerContract {
    static final int WINDOW = 8;

    private @Nullable Ledger opened;

    abstract Ledger create(Ledger.Options options);

    @AfterEach
    void close() {
        if (opened != null) {
            opened.close();
        }
    }

    private Ledger ledger() {
        Ledger ledger = create(new Ledger.Options(WINDOW));
        opened = ledger;
        return ledger;
    }

    private Ledger ledger(SyntheticChain chain, int blocks) {
        Ledger ledger = ledger();
        for (int i = 0; i < blocks; i++) {
            chain.commit(ledger);
        }
        return ledger;
    }

    @Test
    void anEmptyLedgerHasNothing() {
        Ledger ledger = ledger();
        assertThat(ledger.isEmpty()).isTrue();
        assertThat(ledger.height()).isEqualTo(-1);
        assertThat(ledger.durableHeight()).isEqualTo(-1);
        assertThat(ledger.header(0)).isEmpty();
        assertThat(ledger.block(0)).isEmpty();
        assertThat(ledger.at(0)).isEmpty();
        assertThat(ledger.certificateAtOrAfter(0)).isEmpty();
        assertThatThrownBy(ledger::tip).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(ledger::latest).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void genesisIsDurableAtOnce() {
        SyntheticChain chain = new SyntheticChain(1);
        Ledger ledger = ledger(chain, 1);
        assertThat(ledger.isEmpty()).isFalse();
        assertThat(ledger.durableHeight()).isZero();
        check(ledger.latest(), chain, 0);
        Block genesis = chain.blocks.getFirst();
        assertThatThrownBy(() -> SyntheticChain.commit(ledger, genesis)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyKeptHeightReadsAsItWas(long seed) {
        SyntheticChain chain = new SyntheticChain(seed);
        Ledger ledger = ledger();
        for (int i = 0; i < 30; i++) {
            chain.commit(ledger);
            ledger.sync();
            ledger.prune();
            long from = Math.max(0, i - WINDOW);
            assertThat(ledger.earliest()).isEqualTo(from);
            assertThat(ledger.at(from - 1)).isEmpty();
            assertThat(ledger.at(i + 1)).isEmpty();
            for (long height = from; height <= i; height++) {
                check(ledger.at(height).orElseThrow(), chain, (int) height);
            }
        }
    }

    /** A full comparison by point reads, whole scan, and random ranges. */
    static void check(State state, SyntheticChain chain, int height) {
        NavigableMap<Bytes, Bytes> model = chain.states.get(height);
        assertThat(state.height()).isEqualTo(height);
        assertThat(state.root()).isEqualTo(chain.blocks.get(height).executed().stateRoot());
        for (Bytes key : chain.keys()) {
            assertThat(get(state, key)).isEqualTo(model.get(key));
        }
        assertThat(scan(state, Bytes.EMPTY, null)).isEqualTo(model);
        Random random = new Random(height);
        List<Bytes> keys = List.copyOf(model.keySet());
        for (int i = 0; i < 8 && !keys.isEmpty(); i++) {
            Bytes from = keys.get(random.nextInt(keys.size()));
            Bytes to = keys.get(random.nextInt(keys.size()));
            NavigableMap<Bytes, Bytes> expected =
                    from.compareTo(to) < 0 ? model.subMap(from, true, to, false) : new TreeMap<>();
            assertThat(scan(state, from, to)).isEqualTo(expected);
        }
        chain.nodes
                .get(height)
                .forEach((key, node) -> assertThat(state.node(key.toArray())).isEqualTo(node.toArray()));
    }

    private static @Nullable Bytes get(State state, Bytes key) {
        byte[] value = state.get(key.toArray());
        return value == null ? null : Bytes.wrap(value);
    }

    private static Map<Bytes, Bytes> scan(State state, Bytes from, @Nullable Bytes to) {
        Map<Bytes, Bytes> found = new TreeMap<>();
        Bytes[] last = new Bytes[1];
        state.scan(from.toArray(), to == null ? null : to.toArray(), (key, value) -> {
            Bytes here = Bytes.copyOf(key);
            assertThat(last[0] == null || last[0].compareTo(here) < 0).isTrue();
            last[0] = here;
            found.put(here, Bytes.copyOf(value));
            return true;
        });
        return found;
    }

    @Test
    void aScanStopsWhenTheVisitorSaysSo() {
        SyntheticChain chain = new SyntheticChain(6);
        Ledger ledger = ledger(chain, 5);
        for (long height : new long[] {2, 4}) {
            int[] visits = new int[1];
            ledger.at(height).orElseThrow().scan(new byte[0], null, (key, value) -> ++visits[0] < 3);
            assertThat(visits[0]).isEqualTo(3);
        }
    }

    @Test
    void aStateKeepsItsHeightWhileBlocksAreCommitted() {
        SyntheticChain chain = new SyntheticChain(7);
        Ledger ledger = ledger(chain, 4);
        State held = ledger.latest();
        for (int i = 0; i < WINDOW; i++) {
            chain.commit(ledger);
            check(held, chain, 3);
        }
    }

    @Test
    void aStateThatLeftTheWindowSaysSo() {
        SyntheticChain chain = new SyntheticChain(8);
        Ledger ledger = ledger(chain, 2);
        State held = ledger.latest();
        for (int i = 0; i < WINDOW + 3; i++) {
            chain.commit(ledger);
            ledger.sync();
            ledger.prune();
        }
        assertThatThrownBy(() -> held.get(new byte[] {1})).isInstanceOf(PrunedStateException.class);
        assertThatThrownBy(() -> held.scan(new byte[0], null, (key, value) -> true))
                .isInstanceOf(PrunedStateException.class);
        Bytes gone = chain.blocks.get(2).executed().staleNodes().getFirst();
        assertThatThrownBy(() -> held.node(gone.toArray())).isInstanceOf(PrunedStateException.class);
    }

    @Test
    void pruningIsBoundedAndStaysBelowTheDurableHeight() {
        SyntheticChain chain = new SyntheticChain(9);
        Ledger ledger = ledger(chain, 3);
        ledger.sync();
        for (int i = 0; i < 20; i++) {
            chain.commit(ledger);
        }
        assertThat(ledger.prune()).isEqualTo(2);
        assertThat(ledger.prune()).isZero();
        assertThat(ledger.earliest()).isEqualTo(2);
        ledger.sync();
        assertThat(ledger.prune()).isEqualTo(Ledger.Options.PRUNED_AT_ONCE);
    }

    @Test
    void blocksTransactionsAndHashesAreFound() {
        SyntheticChain chain = new SyntheticChain(10);
        Ledger ledger = ledger(chain, 20);
        for (Block block : chain.blocks) {
            long height = block.header().height();
            Executed executed = block.executed();
            assertThat(ledger.header(height)).contains(block.header());
            assertThat(ledger.hash(height)).contains(block.hash());
            assertThat(ledger.heightOf(block.hash())).hasValue(height);
            StoredBlock stored = ledger.block(height).orElseThrow();
            assertThat(stored.header()).isEqualTo(block.header());
            assertThat(stored.transactions())
                    .isEqualTo(executed.transactions().stream().map(Tx::bytes).toList());
            assertThat(stored.receipts()).isEqualTo(executed.receipts());
            for (int i = 0; i < executed.transactions().size(); i++) {
                Tx tx = executed.transactions().get(i);
                assertThat(ledger.transaction(tx.id()))
                        .contains(new StoredTransaction(
                                height, i, tx.bytes(), executed.receipts().get(i)));
            }
        }
        assertThat(ledger.heightOf(Hash.ZERO)).isEmpty();
        assertThat(ledger.transaction(Hash.ZERO)).isEmpty();
        assertThat(ledger.block(20)).isEmpty();
        assertThat(ledger.block(-1)).isEmpty();
    }

    @Test
    void aCertificateIsKeptForTheTipEverySpanAndEveryEpoch() {
        SyntheticChain chain = new SyntheticChain(11, 10, 0, 2);
        Ledger ledger = ledger(chain, 250);
        List<Long> certified = chain.blocks.stream()
                .filter(block -> block.finalization() != null)
                .map(block -> block.header().height())
                .toList();
        TreeMap<Long, Long> kept = new TreeMap<>();
        for (long height : certified) {
            kept.put(height / 64 * 1_000 + height / 100, height);
        }
        for (long height = 0; height < 250; height++) {
            long from = height;
            Long expected = kept.values().stream()
                    .filter(h -> h >= from)
                    .min(Long::compare)
                    .orElse(null);
            assertThat(ledger.certificateAtOrAfter(height).map(Ledger.StoredCertificate::height))
                    .isEqualTo(java.util.Optional.ofNullable(expected));
        }
        long last = certified.getLast();
        assertThat(ledger.certificateAtOrAfter(last).orElseThrow().certificate())
                .isEqualTo(chain.blocks.get((int) last).finalization());
        assertThat(ledger.block(last).orElseThrow().finalization()).isNotNull();
    }

    @Test
    void onlyTheNextBlockIsTaken() {
        SyntheticChain chain = new SyntheticChain(12);
        SyntheticChain other = new SyntheticChain(13);
        Ledger ledger = ledger(chain, 3);
        for (int i = 0; i < 5; i++) {
            Block block = other.next();
            assertThatThrownBy(() -> SyntheticChain.commit(ledger, block)).isInstanceOf(IllegalArgumentException.class);
        }
        Block next = chain.next();
        Block after = chain.next();
        assertThatThrownBy(() -> SyntheticChain.commit(ledger, after)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ledger.commit(next.header(), after.hash(), next.executed(), null))
                .isInstanceOf(IllegalArgumentException.class);
        SyntheticChain.commit(ledger, next);
        assertThat(ledger.tip().hash()).isEqualTo(next.hash());
    }

    @Test
    void syncMovesTheDurableHeight() {
        SyntheticChain chain = new SyntheticChain(14);
        Ledger ledger = ledger(chain, 4);
        assertThat(ledger.durableHeight()).isZero();
        ledger.sync();
        assertThat(ledger.durableHeight()).isEqualTo(3);
        ledger.sync();
        assertThat(ledger.durableHeight()).isEqualTo(3);
    }

    @Test
    void readersOnOtherThreadsSeeOneHeight() throws Exception {
        SyntheticChain chain = new SyntheticChain(15);
        for (int i = 0; i < 60; i++) {
            chain.next();
        }
        Ledger ledger = ledger();
        SyntheticChain.commit(ledger, chain.blocks.getFirst());
        AtomicBoolean done = new AtomicBoolean();
        List<CompletableFuture<Integer>> readers = List.of(reader(ledger, chain, done), reader(ledger, chain, done));
        try {
            for (Block block : chain.blocks.subList(1, chain.blocks.size())) {
                SyntheticChain.commit(ledger, block);
                ledger.sync();
                ledger.prune();
            }
        } finally {
            done.set(true);
        }
        for (CompletableFuture<Integer> reader : readers) {
            assertThat(reader.get()).isPositive();
        }
    }

    private static CompletableFuture<Integer> reader(Ledger ledger, SyntheticChain chain, AtomicBoolean done) {
        return CompletableFuture.supplyAsync(() -> {
            int checks = 0;
            do {
                State state = ledger.latest();
                try {
                    check(state, chain, (int) state.height());
                    checks++;
                } catch (PrunedStateException overtaken) {
                    assertThat(ledger.earliest()).isGreaterThan(state.height());
                }
            } while (!done.get() || checks == 0);
            return checks;
        });
    }
}
