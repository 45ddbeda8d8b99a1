package io.ixi.zkp.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ixi.zkp.hash.Quad;
import io.ixi.zkp.prover.BrokenWitnessException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TotalTest {
    private static final long SERIES = 9;

    private final World world = new World(13);

    private List<Measurement> records(int count, long... values) {
        List<Measurement> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(new Measurement(values[i % values.length], SERIES, i, 5, world.quad()));
        }
        return records;
    }

    private static Total statement(TotalPlan plan, long low, long high) {
        return plan.statement(World.CHAIN, SERIES, low, high, World.EFFECTS);
    }

    @Test
    void aSumOfFewRecords() {
        TotalPlan plan = new TotalPlan(records(5, 10, 20, 30));
        Total total = statement(plan, 10, 30);
        assertThat(total.sum()).isEqualTo(90);
        assertThat(world.accepts(total, plan.secrets(SERIES, 10))).isTrue();
    }

    @Test
    void everyPlaceTakenAndTheLargestValues() {
        TotalPlan plan = new TotalPlan(records(Total.SMALL, Total.LIMIT - 1));
        Total total = statement(plan, 0, Total.LIMIT - 1);
        assertThat(world.accepts(total, plan.secrets(SERIES, 0))).isTrue();
    }

    @Test
    void aCount() {
        TotalPlan plan = new TotalPlan(records(30, 0, 1, 1));
        Total total = statement(plan, 0, 1);
        assertThat(total.sum()).isEqualTo(20);
        assertThat(world.accepts(total, plan.secrets(SERIES, 0))).isTrue();
    }

    @Test
    void manyRecords() {
        TotalPlan plan = new TotalPlan(records(700, 3, 4));
        Total total = statement(plan, 0, 10);
        byte[] proof = world.prove(total, plan.secrets(SERIES, 0));
        assertThat(total.isShownBy(proof)).isTrue();
        Total other = new Total(World.CHAIN, SERIES, 0, 10, total.records(), total.sum() + 1, World.EFFECTS);
        assertThat(other.isShownBy(proof)).isFalse();
    }

    @Test
    void aValueOutOfBounds() {
        TotalPlan plan = new TotalPlan(records(5, 10, 20, 30));
        assertBroken(statement(plan, 10, 29), plan.secrets(SERIES, 10), "a record's value is not above the range");
        assertBroken(statement(plan, 11, 30), plan.secrets(SERIES, 11), "a record's value is not below the range");
    }

    @Test
    void anotherSumSeriesRecordOrNumberOfRecords() {
        TotalPlan plan = new TotalPlan(records(5, 10, 20, 30));
        Total good = statement(plan, 0, 50);
        Total more = new Total(World.CHAIN, SERIES, 0, 50, good.records(), 91, World.EFFECTS);
        assertBroken(more, plan.secrets(SERIES, 0), "the sum");
        Total series = new Total(World.CHAIN, SERIES + 1, 0, 50, good.records(), 90, World.EFFECTS);
        assertBroken(series, plan.secrets(SERIES, 0), "a record's series");
        List<Quad> fewer = good.records().subList(0, 4);
        Total dropped = new Total(World.CHAIN, SERIES, 0, 50, fewer, 90, World.EFFECTS);
        assertBroken(dropped, plan.secrets(SERIES, 0), "the running sum");
        List<Quad> replaced = new ArrayList<>(good.records());
        Quad last = replaced.get(4);
        replaced.set(4, new Quad(last.a(), last.b(), last.c(), last.d() ^ 1));
        Total other = new Total(World.CHAIN, SERIES, 0, 50, replaced, 90, World.EFFECTS);
        assertBroken(other, plan.secrets(SERIES, 0), "a record's commitment");
    }

    @Test
    void aRunningSumThatJumps() {
        TotalPlan plan = new TotalPlan(records(5, 10, 20, 30));
        long[] secrets = plan.secrets(SERIES, 0);
        secrets[12 * 3 + 8]++;
        assertBroken(statement(plan, 0, 50), secrets, "the running sum");
    }

    @Test
    void aRecordCountsOnce() {
        List<Measurement> records = records(2, 10);
        List<Measurement> twice = List.of(records.get(0), records.get(0));
        TotalPlan plan = new TotalPlan(twice);
        assertThatThrownBy(() -> statement(plan, 0, 50)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void decodingIsTotalAndExact() {
        Total total = statement(new TotalPlan(records(3, 10, 20, 30)), 10, 30);
        byte[] bytes = total.encode();
        assertThat(Statement.decode(bytes)).contains(total);
        for (int length = 0; length < bytes.length; length++) {
            int known = length;
            Statement.decode(Arrays.copyOf(bytes, length))
                    .ifPresent(other -> assertThat(((Total) other).records()).hasSize(3 - (bytes.length - known) / 32));
        }
        byte[] descending = bytes.clone();
        System.arraycopy(bytes, bytes.length - 64, descending, bytes.length - 32, 32);
        System.arraycopy(bytes, bytes.length - 32, descending, bytes.length - 64, 32);
        assertThat(Statement.decode(descending)).isEmpty();
        for (int at = 0; at < bytes.length; at++) {
            byte[] changed = bytes.clone();
            changed[at] ^= (byte) 0x40;
            Statement.decode(changed)
                    .ifPresent(other -> assertThat(other.encode()).isEqualTo(changed));
        }
        assertThat(Statement.decode(new byte[100_000])).isEmpty();
    }

    private void assertBroken(Total total, long[] secrets, String label) {
        assertThatThrownBy(() -> world.prove(total, secrets))
                .isInstanceOf(BrokenWitnessException.class)
                .hasMessageContaining(label);
    }
}
