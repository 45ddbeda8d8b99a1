package io.ixi.node.mempool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.Gas;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.proto.TransactionBody;
import io.ixi.vm.kernel.tx.Tx;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PendingPoolTest {
    private static final MempoolLimits SMALL = new MempoolLimits(4_000, 1_500, 8, 1_000, 1 << 20, 16, 16, 2, 1 << 10);
    private static final int ALL = Integer.MAX_VALUE;

    private static Address account(int number) {
        return new Address(Hash.sha256(new byte[] {(byte) number}));
    }

    private static Tx tx(int account, long sequence, long expiry, int size, int variant) {
        byte[] name = ByteBuffer.allocate(24)
                .putInt(account)
                .putLong(sequence)
                .putInt(variant)
                .putLong(expiry)
                .array();
        Hash id = Hash.sha256(name);
        return new Tx(
                Bytes.wrap(new byte[size]),
                id,
                id,
                TransactionBody.getDefaultInstance(),
                List.of(),
                account(account),
                sequence,
                expiry,
                Amount.ZERO,
                List.of(),
                Gas.ZERO);
    }

    private static Tx tx(int account, long sequence) {
        return tx(account, sequence, 1_000, 100, 0);
    }

    private static List<Tx> all(PendingPool pool) {
        return pool.candidates(ALL, Long.MAX_VALUE, Set.of());
    }

    /** The same pool, written for clarity: everything is recomputed from two maps. */
    private static final class Model {
        final Map<Hash, Tx> waiting = new TreeMap<>();
        final Map<Hash, Integer> origins = new TreeMap<>();
        final Map<Address, Long> chain = new TreeMap<>();

        long next(Address account) {
            return chain.getOrDefault(account, 0L);
        }

        List<Tx> of(Address account) {
            return waiting.values().stream()
                    .filter(tx -> tx.account().equals(account))
                    .toList();
        }

        long bytes(List<Tx> list) {
            return list.stream().mapToLong(Tx::size).sum();
        }

        boolean accepts(Tx tx, int origin) {
            List<Tx> own = of(tx.account());
            List<Tx> sent = waiting.values().stream()
                    .filter(w -> origins.getOrDefault(w.id(), -2) == origin)
                    .toList();
            long ahead = tx.sequence() - next(tx.account());
            return !waiting.containsKey(tx.id())
                    && ahead >= 0
                    && ahead < SMALL.accountCount()
                    && own.stream().noneMatch(w -> w.sequence() == tx.sequence())
                    && bytes(own) + tx.size() <= SMALL.accountBytes()
                    && (origin == PendingPool.LOCAL || bytes(sent) + tx.size() <= SMALL.peerBytes())
                    && bytes(List.copyOf(waiting.values())) + tx.size() <= SMALL.totalBytes();
        }

        List<Hash> ready() {
            List<Hash> ready = new ArrayList<>();
            Set<Address> accounts = waiting.values().stream().map(Tx::account).collect(Collectors.toSet());
            for (Address account : accounts) {
                Map<Long, Tx> bySequence = new TreeMap<>();
                of(account).forEach(tx -> bySequence.put(tx.sequence(), tx));
                for (long s = next(account); bySequence.containsKey(s); s++) {
                    ready.add(bySequence.get(s).id());
                }
            }
            return ready;
        }

        void finalized(long height, Tx tx) {
            chain.merge(tx.account(), tx.sequence() + 1, Math::max);
            waiting.values().removeIf(w -> w.sequence() < next(w.account()) || w.validUntilHeight() <= height);
        }
    }

    @Property(tries = 400)
    void behavesLikeTheModel(@ForAll @Size(max = 120) List<@IntRange(max = 1 << 24) Integer> steps)
            throws RejectedException {
        PendingPool pool = new PendingPool(SMALL);
        Model model = new Model();
        long height = 0;
        for (int step : steps) {
            int account = step % 5;
            int origin = step / 5 % 4 - 1;
            long sequence = step / 20 % 10;
            if (step % 7 < 5) {
                Tx tx = tx(account, sequence, height + 1 + step % 9, 60 + step % 200, step % 2);
                boolean accepted = model.accepts(tx, origin);
                try {
                    pool.add(tx, origin, model.next(tx.account()));
                    assertThat(accepted).as("accepted %s", tx.id()).isTrue();
                    model.waiting.put(tx.id(), tx);
                    model.origins.put(tx.id(), origin);
                } catch (RejectedException e) {
                    assertThat(accepted).as(e.getMessage()).isFalse();
                }
            } else if (!model.ready().isEmpty()) {
                // the first of a candidate list is final, as a block's first transaction
                Tx first = all(pool).getFirst();
                height++;
                pool.finalized(height, List.of(first.id()));
                model.finalized(height, first);
            }
            assertThat(pool.size()).isEqualTo(model.waiting.size());
            assertThat(pool.bytes()).isEqualTo(model.bytes(List.copyOf(model.waiting.values())));
            assertThat(pool.ready()).isEqualTo(model.ready().size());
            assertThat(all(pool)).extracting(Tx::id).containsExactlyInAnyOrderElementsOf(model.ready());
            Map<Address, Long> expected = new TreeMap<>(model.chain);
            for (Tx tx : all(pool)) {
                assertThat(tx.sequence()).isEqualTo(expected.getOrDefault(tx.account(), 0L));
                expected.merge(tx.account(), tx.sequence() + 1, Math::max);
            }
        }
        // nothing is kept of what is gone: the whole room is free again
        for (Tx tx : List.copyOf(model.waiting.values())) {
            pool.remove(tx.id());
        }
        assertThat(pool.size()).isZero();
        assertThat(pool.bytes()).isZero();
        assertThat(pool.ready()).isZero();
        assertThat(pool.stalled(ALL)).isEmpty();
        pool.add(tx(0, 50, 5_000, 900, 9), 0, 50);
        pool.add(tx(1, 50, 5_000, 600, 9), 0, 50);
    }

    @Test
    void refusalsHaveTheirOwnCodes() throws RejectedException {
        PendingPool pool = new PendingPool(SMALL);
        pool.add(tx(1, 5), 0, 5);
        assertRejected(pool, tx(1, 5), 0, 5, "DUPLICATE");
        assertRejected(pool, tx(1, 5, 1_000, 100, 1), 0, 5, "SEQ_TAKEN");
        assertRejected(pool, tx(1, 4), 0, 5, "BAD_SEQ");
        assertRejected(pool, tx(1, 13), 0, 5, "SEQ_GAP");
        assertRejected(pool, tx(1, 6, 1_000, 901, 0), 0, 5, "ACCOUNT_QUEUE_FULL");
        pool.add(tx(2, 0, 1_000, 1_000, 0), 0, 0);
        assertRejected(pool, tx(3, 0, 1_000, 500, 0), 0, 0, "PEER_QUOTA");
        pool.add(tx(3, 0, 1_000, 1_000, 0), 1, 0);
        pool.add(tx(4, 0, 1_000, 1_000, 0), 2, 0);
        assertRejected(pool, tx(5, 0, 1_000, 1_000, 0), PendingPool.LOCAL, 0, "MEMPOOL_FULL");
        assertThat(pool.bytes()).isEqualTo(3_100);
    }

    private static void assertRejected(PendingPool pool, Tx tx, int origin, long next, String name) {
        assertThatThrownBy(() -> pool.check(tx, origin, next))
                .isInstanceOfSatisfying(
                        RejectedException.class,
                        e -> assertThat(e.rejection().name()).isEqualTo(name));
    }

    @Test
    void tenThousandConflictingSequencesLeaveOneTransaction() throws RejectedException {
        PendingPool pool = new PendingPool(MempoolLimits.DEFAULT);
        pool.add(tx(1, 0), 0, 0);
        for (int i = 1; i <= 10_000; i++) {
            assertRejected(pool, tx(1, 0, 1_000, 100, i), 0, 0, "SEQ_TAKEN");
        }
        assertThat(pool.size()).isEqualTo(1);
        assertThat(pool.bytes()).isEqualTo(100);
    }

    @Test
    void accountsTakeTurns() throws RejectedException {
        PendingPool pool = new PendingPool(MempoolLimits.DEFAULT);
        for (int i = 0; i < 100; i++) {
            pool.add(tx(1, i), 0, 0);
        }
        pool.add(tx(2, 0), 0, 0);
        assertThat(pool.candidates(20, Long.MAX_VALUE, Set.of()))
                .as("the busy account does not fill a block while another waits")
                .extracting(Tx::account)
                .contains(account(2));
        List<Tx> first = pool.candidates(17, Long.MAX_VALUE, Set.of());
        Set<Hash> inFlight = first.stream().map(Tx::id).collect(Collectors.toSet());
        assertThat(pool.candidates(1, Long.MAX_VALUE, inFlight))
                .extracting(Tx::sequence)
                .containsExactly(16L);
        assertThat(pool.candidates(ALL, 250, Set.of())).as("bytes bound it too").hasSize(2);
    }

    @Test
    void whoWaitsForAnotherRoadToBeSeenIsAskedAbout() throws RejectedException {
        PendingPool pool = new PendingPool(MempoolLimits.DEFAULT);
        pool.add(tx(1, 3), 0, 2);
        pool.add(tx(2, 1), 0, 0);
        assertThat(pool.ready()).isZero();
        assertThat(pool.stalled(1)).containsExactly(account(1));
        assertThat(pool.stalled(1)).as("they take turns").containsExactly(account(2));
        pool.advance(account(1), 3);
        assertThat(all(pool)).extracting(Tx::sequence).containsExactly(3L);
        assertThat(pool.stalled(ALL)).containsExactly(account(2));
    }
}
