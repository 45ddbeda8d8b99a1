package io.ixi.vm.shielded;

import static io.ixi.vm.testkit.MemoryChain.EUR;
import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.vm.kernel.Amount;
import io.ixi.vm.shielded.proto.PoolQuery;
import io.ixi.vm.shielded.proto.PoolResult;
import io.ixi.vm.testkit.MemoryChain;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Deposits, payments, withdrawals, double spends and jumps in time at random against a model of two numbers and a set:
 * {@code -Dixi.operations} sets how many; the seed is jqwik's.
 */
class ShieldedPropertyTest {
    private static final int OPERATIONS = Integer.getInteger("ixi.operations", 400);
    private static final List<String> ASSETS = List.of("", EUR);
    private static final int SENDERS = 4;

    private MemoryChain chain = Stage.chain(Stage.DIGESTS);
    private final long[] pools = new long[ASSETS.size()];
    private final boolean[] opened = new boolean[ASSETS.size()];
    /** Seeds of actions that took place: the same seed again spends the same notes. */
    private final TreeSet<Long> used = new TreeSet<>();

    private void step(Random random) {
        int asset = random.nextInt(ASSETS.size());
        String name = ASSETS.get(asset);
        int signer = random.nextInt(SENDERS);
        long seed = random.nextInt(OPERATIONS);
        long value = 1L + random.nextInt(1_000);
        long fee = random.nextInt(10);
        String expected;
        String outcome;
        long change;
        switch (random.nextInt(3)) {
            case 0 -> {
                change = value;
                expected = used.contains(seed) ? "SPENT" : "OK";
                outcome = chain.outcome(
                        signer, Stage.deposit(chain, signer, name, value, seed).build());
            }
            case 1 -> {
                change = -fee;
                expected = leaving(asset, seed, fee);
                outcome = chain.outcome(
                        signer, Stage.pay(chain, signer, name, fee, seed).build());
            }
            default -> {
                change = -value - fee;
                expected = leaving(asset, seed, value + fee);
                int to = random.nextInt(SENDERS);
                outcome = chain.outcome(
                        signer,
                        Stage.withdraw(chain, signer, name, to, value, fee, seed)
                                .build());
            }
        }
        assertThat(outcome).isEqualTo(expected);
        if (outcome.equals("OK")) {
            used.add(seed);
            opened[asset] = true;
            pools[asset] += change;
        }
    }

    private String leaving(int asset, long seed, long out) {
        if (!opened[asset]) {
            return "NOT_FOUND";
        }
        return out > pools[asset] ? "POOL_SHORT" : used.contains(seed) ? "SPENT" : "OK";
    }

    private void compare() {
        for (int i = 0; i < pools.length; i++) {
            if (opened[i]) {
                PoolQuery query = PoolQuery.newBuilder().setAsset(ASSETS.get(i)).build();
                PoolResult pool = chain.ask("shielded/pool", query, PoolResult.getDefaultInstance());
                assertThat(Amount.of(pool.getBalance()).low()).isEqualTo(pools[i]);
                assertThat(chain.free(ShieldedModule.POOL, ASSETS.get(i))).isEqualTo(pools[i]);
            }
        }
        assertThat(Stage.notes(chain, 0).getSize()).isEqualTo(2L * used.size());
    }

    @Property(tries = 3)
    void theChainAndTheModelAgree(@ForAll long seed) {
        Random random = new Random(seed);
        chain = Stage.chain(Stage.DIGESTS);
        used.clear();
        Arrays.fill(pools, 0);
        Arrays.fill(opened, false);
        for (int i = 0; i < OPERATIONS; i++) {
            if (random.nextInt(30) == 0) {
                chain.pass(random.nextInt(40_000_000));
            }
            step(random);
            if (i % 50 == 0) {
                compare();
            }
        }
        compare();
        chain.audit();
    }
}
