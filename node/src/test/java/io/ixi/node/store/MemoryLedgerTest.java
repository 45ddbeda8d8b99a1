package io.ixi.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MemoryLedgerTest extends LedgerContract {
    @Override
    Ledger create(Ledger.Options options) {
        return new MemoryLedger(options);
    }

    @Test
    void powerLossTakesBackWhatWasNotSynced() {
        SyntheticChain chain = new SyntheticChain(21);
        MemoryLedger ledger = new MemoryLedger(new Ledger.Options(WINDOW));
        MemoryLedger reference = new MemoryLedger(new Ledger.Options(WINDOW));
        for (int i = 0; i < 70; i++) {
            SyntheticChain.Block block = chain.commit(ledger);
            if (i <= 60) {
                SyntheticChain.commit(reference, block);
            }
            if (i == 60) {
                ledger.sync();
                reference.sync();
            }
        }
        assertThatThrownBy(() -> ledger.lose(59)).isInstanceOf(IllegalArgumentException.class);
        ledger.lose(60);
        assertThat(ledger.tip()).isEqualTo(reference.tip());
        assertThat(ledger.certificateAtOrAfter(0)).isEqualTo(reference.certificateAtOrAfter(0));
        assertThat(ledger.certificateAtOrAfter(50)).isEqualTo(reference.certificateAtOrAfter(50));
        assertThat(ledger.heightOf(chain.blocks.get(61).hash())).isEmpty();
        for (SyntheticChain.Block block : chain.blocks.subList(61, 70)) {
            SyntheticChain.commit(ledger, block);
        }
        assertThat(ledger.height()).isEqualTo(69);
    }
}
