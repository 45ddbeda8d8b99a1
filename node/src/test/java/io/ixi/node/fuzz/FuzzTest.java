package io.ixi.node.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.node.care.CareFuzz;
import io.ixi.node.journal.JournalFuzz;
import io.ixi.node.net.FramesFuzz;
import io.ixi.node.replica.LogFuzz;
import io.ixi.node.signer.SignerFuzz;
import io.ixi.node.store.StoreFuzz;
import io.ixi.node.wire.WireFuzz;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every decoder of bytes from outside, under hostile input. The kept corpus ({@code NAME.corpus}, a line of hex each)
 * is run first. {@code -Dixi.fuzz.seconds=600} fuzzes each target for so long, {@code -Dixi.fuzz.target=peer} only
 * those whose names begin so, {@code -Dixi.seed} repeats a run, {@code -Dixi.fuzz.keep=DIR} writes what was found worth
 * keeping.
 */
class FuzzTest {
    private static final long SEED = Long.getLong("ixi.seed", 20_261_123L);
    private static final long SECONDS = Long.getLong("ixi.fuzz.seconds", 0);
    private static final long RUNS = 3_000;

    /** Longest input that is kept, and most of them: the corpus is small. */
    private static final int KEPT_BYTES = 800;

    private static final int KEPT = 40;

    private static List<FuzzTarget> targets() {
        List<FuzzTarget> all = new ArrayList<>();
        all.addAll(WireFuzz.targets());
        all.addAll(StoreFuzz.targets());
        all.addAll(JournalFuzz.targets());
        all.addAll(LogFuzz.targets());
        all.addAll(SignerFuzz.targets());
        all.addAll(FramesFuzz.targets());
        all.addAll(CareFuzz.targets());
        all.addAll(Texts.targets());
        return all;
    }

    @TestFactory
    Stream<DynamicTest> everyDecoderIsTotal() {
        String only = System.getProperty("ixi.fuzz.target", "");
        return targets().stream()
                .filter(target -> target.name().startsWith(only))
                .map(target -> DynamicTest.dynamicTest(target.name(), () -> attack(target)));
    }

    private static void attack(FuzzTarget target) throws IOException {
        Fuzzer.Report report = new Fuzzer(target, kept(target.name()), SEED).run(RUNS, SECONDS);
        System.out.println("fuzz " + target.name() + ": " + report.runs() + " runs, "
                + report.outcomes().size() + " outcomes, seed " + SEED);
        keep(target.name(), report);
        assertThat(report.finding()).as("%s, seed %d", target.name(), SEED).isNull();
    }

    private static List<byte[]> kept(String name) throws IOException {
        try (InputStream corpus = FuzzTest.class.getResourceAsStream(name + ".corpus")) {
            return corpus == null
                    ? List.of()
                    : new String(corpus.readAllBytes(), StandardCharsets.US_ASCII)
                            .lines()
                            .map(HexFormat.of()::parseHex)
                            .toList();
        }
    }

    private static void keep(String name, Fuzzer.Report report) throws IOException {
        String directory = System.getProperty("ixi.fuzz.keep", "");
        if (!directory.isEmpty()) {
            List<String> lines = report.outcomes().values().stream()
                    .filter(input -> input.length <= KEPT_BYTES)
                    .sorted(Comparator.comparingInt(input -> input.length))
                    .limit(KEPT)
                    .map(HexFormat.of()::formatHex)
                    .toList();
            Files.write(Files.createDirectories(Path.of(directory)).resolve(name + ".corpus"), lines);
        }
    }

    /** The fuzzer itself finds what is there to find. */
    @TestFactory
    Stream<DynamicTest> aBrokenDecoderIsFound() {
        FuzzTarget crashes = new FuzzTarget("crashes", List.of(new byte[] {1, 2, 3, 4}), input -> {
            if (input.length > 5 && input[1] == (byte) 0xff) {
                throw new ArrayIndexOutOfBoundsException();
            }
            return "fine " + Math.min(input.length, 6);
        });
        FuzzTarget greedy = new FuzzTarget("greedy", List.of(new byte[8]), input -> {
            int size = input.length < 4 ? 0 : ByteBuffer.wrap(input).getInt() & 0x1ff_ffff;
            return new byte[size].length > 1_000 ? "much" : "little";
        });
        return Stream.of(crashes, greedy)
                .map(target -> DynamicTest.dynamicTest(
                        target.name(),
                        () -> assertThat(new Fuzzer(target, List.of(), SEED)
                                        .run(100_000, 0)
                                        .finding())
                                .isNotNull()));
    }
}
