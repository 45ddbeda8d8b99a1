package io.ixi.node.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ixi.consensus.bft.Entry;
import io.ixi.consensus.codec.MalformedException;
import io.ixi.consensus.codec.Wire;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Subject;
import io.ixi.consensus.types.Vote;
import io.ixi.node.journal.Journal;
import io.ixi.node.journal.MemoryDisk;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The replica's records in the journal. Their bytes are frozen in {@code log.golden}. */
class LogTest {
    private final ToyChain toy = new ToyChain(4);
    private final Entry cast = new Entry.Cast(new Vote(new Subject.Nullify(0, 3), 1, Bytes.fromHex("c0ffee")));

    private Block block() {
        Block block = new Block(Wire.headerHash(toy.genesisHeader), toy.genesisHeader, List.of(id()), 0);
        block.put(0, toy.decode(transaction()));
        return block;
    }

    private static Accusations.Proof proof() {
        Vote first = new Vote(new Subject.Nullify(0, 3), 1, Bytes.fromHex("c0ffee"));
        return new Accusations.Proof(
                Bytes.fromHex("beef"), first, new Vote(first.subject(), 1, Bytes.fromHex("c0ffee00")));
    }

    private Bytes transaction() {
        return toy.signed(0, 0, 5, true);
    }

    private Hash id() {
        return toy.decode(transaction()).id();
    }

    private static Journal.Opened open(MemoryDisk disk) {
        return Journal.open(disk, Hash.ZERO, new Journal.Options(1 << 16, 0));
    }

    @Test
    void bytesAreFrozen() throws IOException {
        MemoryDisk disk = new MemoryDisk();
        Log log = new Log(open(disk).journal(), new ReplicaMetrics(new SimpleMeterRegistry()));
        log.append(cast);
        log.append(block());
        log.begin(Log.Origin.LATER, 5, false);
        log.enter(6);
        log.begin(Log.Origin.WITH_CHAIN, 0, false);
        log.append(proof());
        log.sync();
        disk.kill();
        StringBuilder lines = new StringBuilder();
        for (Journal.Item item : open(disk).records()) {
            // a block holds a real signature: its digest is enough to notice a change
            String bytes = item.payload().size() < 100
                    ? item.payload().hex()
                    : Hash.sha256(item.payload().unsafeArray()).hex();
            lines.append(item.kind()).append(' ').append(bytes).append('\n');
        }
        try (InputStream golden = LogTest.class.getResourceAsStream("log.golden")) {
            assertThat(golden).isNotNull();
            assertThat(lines.toString()).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.US_ASCII));
        }
    }

    @Test
    void readsBackWhatWasRolled() {
        MemoryDisk disk = new MemoryDisk();
        Log log = new Log(open(disk).journal(), new ReplicaMetrics(new SimpleMeterRegistry()));
        log.append(block());
        log.roll(List.of(cast), List.of(block()), List.of(proof()));
        disk.kill();
        Log.Contents contents = Log.read(open(disk).records());
        assertThat(contents.entries()).containsExactly(cast);
        assertThat(contents.proofs()).containsExactly(proof());
        assertThat(contents.blocks()).containsExactly(new Log.StoredBlock(toy.genesisHeader, List.of(transaction())));
    }

    @Test
    void originOutlastsRestartsAndRolls() {
        MemoryDisk disk = new MemoryDisk();
        Journal.Opened opened = open(disk);
        assertThat(Log.read(opened.records()).origin()).isEqualTo(Log.Origin.UNKNOWN);
        new Log(opened.journal(), new ReplicaMetrics(new SimpleMeterRegistry())).begin(Log.Origin.LATER, 3, false);
        disk.kill();
        Journal.Opened again = open(disk);
        assertThat(Log.read(again.records()).origin()).isEqualTo(Log.Origin.LATER);
        Log second = new Log(again.journal(), new ReplicaMetrics(new SimpleMeterRegistry()));
        second.begin(Log.Origin.LATER, 3, true);
        second.roll(List.of(cast), List.of(), List.of());
        disk.kill();
        Log.Contents contents = Log.read(open(disk).records());
        assertThat(contents.origin()).isEqualTo(Log.Origin.LATER);
        assertThat(contents.originEpoch()).isEqualTo(3);
        assertThat(contents.entries()).containsExactly(cast);
    }

    /** Also when no vote of that epoch was cast yet, and those of the one before were rolled away. */
    @Test
    void theEpochOfANodeOutlastsRestartsAndRolls() {
        MemoryDisk disk = new MemoryDisk();
        Log log = new Log(open(disk).journal(), new ReplicaMetrics(new SimpleMeterRegistry()));
        log.append(cast);
        log.enter(2);
        log.sync();
        disk.kill();
        Journal.Opened again = open(disk);
        assertThat(Log.read(again.records()).epoch()).isEqualTo(2);
        Log second = new Log(again.journal(), new ReplicaMetrics(new SimpleMeterRegistry()));
        second.resume(2);
        second.roll(List.of(), List.of(), List.of());
        disk.kill();
        assertThat(Log.read(open(disk).records()).epoch()).isEqualTo(2);
    }

    @Test
    void recordsOfAnotherFormatAreRefused() {
        assertThatThrownBy(() -> Log.read(List.of(new Journal.Item(9, Bytes.EMPTY))))
                .isInstanceOf(MalformedException.class);
    }
}
