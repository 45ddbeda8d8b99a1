package io.ixi.node.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class RocksLedgerTest extends LedgerContract {
    @TempDir
    Path directory;

    @Override
    Ledger create(Ledger.Options options) {
        return RocksLedger.open(directory, SyntheticChain.CHAIN, SyntheticChain.EVENTS, options);
    }
}
