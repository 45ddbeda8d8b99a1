package io.ixi.node.genesis;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.zkp.hash.Quad;
import io.ixi.zkp.statement.Bytes32;
import io.ixi.zkp.statement.Total;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RememberedProofsTest {
    private final AtomicInteger asked = new AtomicInteger();
    private final RememberedProofs proofs = new RememberedProofs((statement, proof) -> {
        asked.incrementAndGet();
        return proof.length == 1;
    });

    private static Total total(long sum) {
        Bytes32 zero = new Bytes32(0, 0, 0, 0);
        return new Total(zero, 1, 0, 9, List.of(Quad.ZERO), sum, zero);
    }

    @Test
    void eachProofIsCheckedOnceWhateverTheAnswer() {
        for (int i = 0; i < 3; i++) {
            assertThat(proofs.shows(total(1), new byte[1])).isTrue();
            assertThat(proofs.shows(total(1), new byte[2])).isFalse();
            assertThat(proofs.shows(total(2), new byte[1])).isTrue();
        }
        assertThat(asked).hasValue(3);
    }

    @Test
    void onlyTheLatestAreKept() {
        for (int i = 0; i <= RememberedProofs.KEPT; i++) {
            assertThat(proofs.shows(total(i), new byte[1])).isTrue();
        }
        assertThat(proofs.shows(total(RememberedProofs.KEPT), new byte[1])).isTrue();
        assertThat(asked).hasValue(RememberedProofs.KEPT + 1);
        assertThat(proofs.shows(total(0), new byte[1])).isTrue();
        assertThat(asked).hasValue(RememberedProofs.KEPT + 2);
    }
}
