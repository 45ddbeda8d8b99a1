package io.ixi.node.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.node.store.SyntheticChain.Block;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Old blocks go, and the disk gets their place back. */
class PastBlocksTest {
    private static final Ledger.Options KEEP = new Ledger.Options(8, 100);

    @TempDir
    Path directory;

    private RocksLedger open(Ledger.Options options) {
        return RocksLedger.open(directory, SyntheticChain.CHAIN, SyntheticChain.EVENTS, options);
    }

    private static void extend(Ledger ledger, SyntheticChain chain, int blocks) {
        for (int i = 0; i < blocks; i++) {
            chain.commit(ledger);
            chain.forget();
            if (i % 8 == 0) {
                ledger.sync();
            }
            ledger.prune();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void keepsTheNewestBlocksAndWhatProvesEachEpoch(boolean memory) {
        SyntheticChain chain = new SyntheticChain(1, 20, 2, 3);
        try (Ledger ledger = memory ? new MemoryLedger(KEEP) : open(KEEP)) {
            extend(ledger, chain, 1_300);
            long earliest = ledger.earliestBlock();
            assertThat(earliest).isBetween(1_195L, 1_200L);
            for (Block block : chain.blocks) {
                long height = block.header().height();
                boolean boundary = height % 100 == 0 || height % 100 == 99;
                boolean kept = height == 0 || height >= earliest;
                assertThat(ledger.block(height).isPresent())
                        .as("block %d", height)
                        .isEqualTo(kept);
                assertThat(ledger.heightOf(block.hash()).isPresent()).isEqualTo(kept);
                if (boundary || kept) {
                    assertThat(ledger.header(height)).as("header %d", height).contains(block.header());
                } else if (height < 1_024) {
                    assertThat(ledger.header(height)).as("header %d", height).isEmpty();
                }
                block.executed()
                        .transactions()
                        .forEach(tx -> assertThat(ledger.transaction(tx.id()).isPresent())
                                .isEqualTo(kept));
                if (height % 100 == 99 && block.finalization() != null && height > 0) {
                    assertThat(ledger.certificateAtOrAfter(height).orElseThrow().certificate())
                            .isEqualTo(block.finalization());
                }
            }
        }
    }

    @Test
    void goesOnAfterARestart() {
        SyntheticChain chain = new SyntheticChain(2, 20, 2, 3);
        try (Ledger ledger = open(KEEP)) {
            extend(ledger, chain, 700);
        }
        try (Ledger ledger = open(KEEP)) {
            long before = ledger.earliestBlock();
            extend(ledger, chain, 600);
            assertThat(ledger.earliestBlock()).isEqualTo(before + 600);
            assertThat(ledger.block(before)).isEmpty();
            assertThat(ledger.block(ledger.earliestBlock())).isPresent();
        }
    }

    @Test
    void anArchiveForgetsNothing() {
        SyntheticChain chain = new SyntheticChain(3, 20, 2, 3);
        try (Ledger ledger = open(Ledger.Options.ARCHIVE)) {
            extend(ledger, chain, 700);
            assertThat(ledger.earliest()).isZero();
            assertThat(ledger.earliestBlock()).isZero();
            for (Block block : chain.blocks) {
                assertThat(ledger.block(block.header().height())).isPresent();
                assertThat(ledger.at(block.header().height())).isPresent();
            }
        }
    }

    /** Ten times what is kept is written; the directory never again grows past what it was when the window was full. */
    @Test
    void theDiskStaysFlat() {
        SyntheticChain chain = new SyntheticChain(4, 500, 3, 8, 4_000);
        List<Long> sizes = new ArrayList<>();
        try (RocksLedger ledger = open(new Ledger.Options(64, 512))) {
            for (int round = 0; round < 10; round++) {
                extend(ledger, chain, 512);
                ledger.flush();
                ledger.awaitCompaction();
                sizes.add(bytes(directory));
            }
        }
        long full = sizes.get(2);
        assertThat(full).isGreaterThan(10_000_000);
        assertThat(sizes.subList(3, 10)).as("bytes after each round %s", sizes).allMatch(size -> size < full * 12 / 10);
    }

    /** Without the log, which is bounded by itself. Files may vanish while they are counted. */
    private static long bytes(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> !file.toString().endsWith(".log"))
                    .mapToLong(PastBlocksTest::size)
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (NoSuchFileException gone) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
