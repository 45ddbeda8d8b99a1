package io.ixi.zkp.prover;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.zkp.circuit.Circuit;
import io.ixi.zkp.circuit.Machine;
import io.ixi.zkp.field.Goldilocks;
import io.ixi.zkp.proof.Verifier;
import io.ixi.zkp.statement.Cases;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * A prover that breaks one constraint and proves all the same is caught, for every constraint of every statement; and
 * no cell of a trace can change without breaking a constraint, but for the helpers that nothing reads. By default a
 * proof is made for every eighth constraint of the statements on the chain and for all of the sample; {@code
 * -Dixi.cheats=all} makes them all.
 */
class CheatTest {
    private static final boolean ALL = System.getProperty("ixi.cheats", "").equals("all");
    private static final int STEP = ALL ? 1 : 8;

    private final Sample sample = Sample.of(4);
    private final TraceAttack attack = new TraceAttack(Sample.CIRCUIT, sample.publicInputs, sample.secrets);

    @Test
    void everyConstraintCatchesItsCheat() {
        caught(attack, sample.publicInputs, 1);
    }

    @TestFactory
    Stream<DynamicTest> everyConstraintOfAStatementCatchesItsCheat() {
        return Stream.of(Cases.transfer(), Cases.pass(), Cases.total(64))
                .map(each -> DynamicTest.dynamicTest(each.name(), () -> {
                    Circuit circuit = each.statement().verifier().circuit();
                    long[] inputs = each.statement().publicInputs();
                    caught(new TraceAttack(circuit, inputs, each.secrets().get()), inputs, STEP);
                }));
    }

    private static void caught(TraceAttack attack, long[] inputs, int step) {
        for (int row = 0; row < attack.circuit.rows(); row++) {
            assertThat(attack.broken(row)).as("the honest trace, row %d", row).isEmpty();
        }
        Prover prover = new Prover(attack.circuit);
        Verifier verifier = new Verifier(attack.circuit);
        int constraints = attack.circuit.tape().constraints();
        Map<Integer, int[]> cheats = attack.cheats();
        assertThat(cheats).as("cells that break a constraint each").hasSize(constraints);
        int proofs = 0;
        for (int constraint = 0; constraint < constraints; constraint += step, proofs++) {
            byte[] proof = attack.lie(prover, java.util.Objects.requireNonNull(cheats.get(constraint)));
            assertThat(verifier.verify(attack.statement(), inputs, proof))
                    .as("constraint %d", constraint)
                    .isFalse();
        }
        System.out.println(attack.circuit.name() + ": " + constraints + " constraints, " + proofs + " lies caught");
    }

    @Test
    void anHonestProverWouldNotice() {
        long[][] trace = attack.copy();
        trace[0][3] = Goldilocks.add(trace[0][3], 1);
        assertThat(attack.prove(new Prover(Sample.CIRCUIT), trace, false)).isNull();
        assertThat(attack.prove(new Prover(Sample.CIRCUIT), attack.copy(), false))
                .isNotNull();
    }

    @TestFactory
    Stream<DynamicTest> noCellIsFreeButIdleHelpers() {
        DynamicTest own = DynamicTest.dynamicTest("sample", () -> free(attack));
        return Stream.concat(
                Stream.of(own),
                Stream.of(Cases.transfer(), Cases.pass(), Cases.total(64))
                        .map(each -> DynamicTest.dynamicTest(
                                each.name(),
                                () -> free(new TraceAttack(
                                        each.statement().verifier().circuit(),
                                        each.statement().publicInputs(),
                                        each.secrets().get())))));
    }

    /** The helpers that no row reads: all 12 in rows 0 and 15 but for path bits, 5 in rows 5 to 9, 9 in row 10. */
    private static void free(TraceAttack attack) {
        Circuit circuit = attack.circuit;
        int free = 0;
        int climbs = 0;
        for (int block = 0; block < circuit.blocks(); block++) {
            climbs += circuit.steps().get(block).climbs() ? 1 : 0;
        }
        Random random = new Random(8);
        for (int row = 0; row < circuit.blocks() * Machine.BLOCK; row++) {
            for (int column = 0; column < circuit.width(); column++) {
                if (attack.breaks(column, row, random.nextLong() >>> 2).isEmpty()) {
                    free++;
                    boolean helper = column >= Machine.BIT && column < Machine.COUNTER;
                    assertThat(helper).as("column %d row %d", column, row).isTrue();
                }
            }
        }
        assertThat(free).isEqualTo(circuit.blocks() * (12 + 12 + 5 * 5 + 9) - climbs);
    }
}
