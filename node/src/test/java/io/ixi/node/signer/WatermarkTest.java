package io.ixi.node.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.consensus.types.Proposal;
import io.ixi.consensus.types.Subject;
import io.ixi.node.replica.Signer;
import io.ixi.node.signer.SignerException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WatermarkTest {
    @TempDir
    Path directory;

    @Test
    void refusesWhatContradictsAVoteAlsoAfterARestart() {
        try (Watermark watermark = open()) {
            sign(watermark, Votes.notarize(5, 1), Votes.finish(5, 1), Votes.notarize(6, 1), Votes.nullify(6));
            check(watermark);
        }
        try (Watermark watermark = open()) {
            check(watermark);
        }
    }

    private static void check(Watermark watermark) {
        assertThat(watermark.objection(Votes.notarize(5, 1))).isNull();
        assertThat(watermark.objection(Votes.finish(5, 1))).isNull();
        assertThat(watermark.objection(Votes.notarize(5, 2))).contains("already voted otherwise in view 5");
        assertThat(watermark.objection(Votes.finish(5, 2))).isNotNull();
        assertThat(watermark.objection(Votes.nullify(5))).isNotNull();
        assertThat(watermark.objection(Votes.notarize(6, 2))).isNotNull();
        assertThat(watermark.objection(Votes.finish(6, 1))).isNotNull();
        assertThat(watermark.objection(Votes.nullify(6))).isNull();
        assertThat(watermark.objection(Votes.notarize(7, 1))).isNull();
        assertThat(watermark.objection(Votes.finish(4, 1))).isNull();
        assertThat(watermark.highest()).isEqualTo(new Ballots.Place(0, 6));
    }

    @Test
    void aLateFinalizeDoesNotMoveTheHighestView() {
        try (Watermark watermark = open()) {
            sign(watermark, Votes.nullify(3), Votes.finish(9, 1));
            assertThat(watermark.highest()).isEqualTo(new Ballots.Place(0, 3));
        }
    }

    @Test
    void whatIsForgottenIsRefused() {
        try (Watermark watermark = open()) {
            for (int view = 1; view <= Ballots.WINDOW + 10; view++) {
                sign(watermark, Votes.notarize(view, 1));
            }
            assertThat(watermark.objection(Votes.notarize(10, 1))).contains("older than all");
            assertThat(watermark.objection(Votes.nullify(3))).contains("older than all");
            assertThat(watermark.objection(Votes.finish(11, 1))).isNull();
        }
    }

    @Test
    void aWriteCutAtAnyByteLeavesTheVotesBeforeIt() throws IOException {
        Path file = file();
        byte[] before;
        try (Watermark watermark = open()) {
            sign(watermark, Votes.notarize(1, 1), Votes.nullify(2));
            before = Files.readAllBytes(file);
            sign(watermark, Votes.notarize(3, 1));
        }
        byte[] after = Files.readAllBytes(file);
        assertThat(after).hasSize(2 * Watermark.SLOT).hasSameSizeAs(before);
        int slot = Arrays.mismatch(before, after) / Watermark.SLOT * Watermark.SLOT;
        for (int cut = 0; cut <= 400; cut++) {
            byte[] torn = before.clone();
            System.arraycopy(after, slot, torn, slot, cut);
            Files.write(file, torn);
            try (Watermark watermark = open()) {
                assertThat(watermark.objection(Votes.notarize(1, 2))).isNotNull();
                assertThat(watermark.objection(Votes.finish(2, 1))).isNotNull();
                assertThat(watermark.highest().view()).isIn(2L, 3L);
            }
        }
    }

    @Test
    void whenBothSlotsAreDamagedItSaysWhatToDo() throws IOException {
        Path file = file();
        try (Watermark watermark = open()) {
            sign(watermark, Votes.notarize(1, 1), Votes.notarize(2, 1));
        }
        byte[] bytes = Files.readAllBytes(file);
        bytes[100] ^= 1;
        bytes[Watermark.SLOT + 100] ^= 1;
        Files.write(file, bytes);
        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        SignerException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DAMAGED))
                .hasMessageContaining("does not vote")
                .hasMessageContaining("Put back the newest copy");
    }

    @Test
    void anotherKeysOrChainsFileIsRefused() {
        open().close();
        for (Hash chain : List.of(Votes.CHAIN, Hash.ZERO)) {
            Bytes key = chain.equals(Hash.ZERO) ? Votes.KEY : Bytes.copyOf(new byte[] {1});
            assertThatThrownBy(() -> Watermark.open(file(), chain, key))
                    .isInstanceOfSatisfying(
                            SignerException.class, e -> assertThat(e.reason()).isEqualTo(Reason.FOREIGN));
        }
    }

    @Test
    void theLeaseIsExclusiveInThisProcess() {
        Watermark watermark = open();
        assertInUse();
        watermark.close();
        open().close();
    }

    @Test
    void theLeaseIsExclusiveAcrossProcessesAndEndsWithItsHolder() throws Exception {
        try (SignerProcess _ = SignerProcess.start(directory.resolve("s"), file())) {
            assertInUse();
        }
        open().close();
    }

    private void assertInUse() {
        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        SignerException.class, e -> assertThat(e.reason()).isEqualTo(Reason.IN_USE))
                .hasMessageContaining("another process votes with this key");
    }

    @Test
    void anOlderJournalOrAContradictingOneIsRefused() {
        try (Watermark watermark = open()) {
            sign(watermark, Votes.notarize(7, 1), Votes.finish(7, 1), Votes.notarize(8, 1));
            assertThat(watermark.resume(0, 7, List.of())).contains("older than this key's last vote");
            assertThat(watermark.resume(0, 8, List.of(Votes.nullify(7)))).contains("contradicts");
            assertThat(watermark.resume(0, 8, List.of(Votes.notarize(7, 1), Votes.nullify(8))))
                    .isNull();
            assertThat(watermark.resume(1, 1, List.of())).isNull();
            // what only the journal knew binds too
            assertThat(watermark.objection(Votes.finish(8, 1))).isNotNull();
        }
    }

    /** Where a process or the machine dies between a decision and the vote's leaving. */
    enum Death {
        BEFORE_JOURNAL,
        AFTER_JOURNAL,
        AFTER_WRITE,
        POWER_LOSS
    }

    @ParameterizedTest
    @EnumSource(Death.class)
    void noTwoVotesThatLeaveEverContradict(Death death) throws IOException {
        for (long seed = 1; seed <= 60; seed++) {
            new Life(file(), seed, death).run();
            Files.delete(file());
        }
    }

    @Test
    void goldenBytes() throws IOException {
        try (Watermark watermark = open()) {
            sign(watermark, Votes.notarize(1, 1), Votes.finish(1, 1), Votes.nullify(2));
        }
        byte[] bytes = Files.readAllBytes(file());
        String slots = slot(bytes, 0) + "\n" + slot(bytes, 1);
        try (InputStream in = Objects.requireNonNull(WatermarkTest.class.getResourceAsStream("watermark.golden"))) {
            assertThat(slots).isEqualTo(new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip());
        }
    }

    /** Up to its last byte that is not zero. */
    private static String slot(byte[] bytes, int slot) {
        int end = (slot + 1) * Watermark.SLOT;
        while (bytes[end - 1] == 0) {
            end--;
        }
        return HexFormat.of().formatHex(bytes, slot * Watermark.SLOT, end);
    }

    private Watermark open() {
        return Watermark.open(file(), Votes.CHAIN, Votes.KEY);
    }

    private Path file() {
        return directory.resolve("votes");
    }

    private static void sign(Watermark watermark, Subject... subjects) {
        for (Subject subject : subjects) {
            assertThat(watermark.objection(subject)).as("%s", subject).isNull();
            watermark.add(subject);
            watermark.write();
        }
    }

    /** A validator that decides at random, forgets at random, and dies at random. */
    private static final class Life {
        private final Path file;
        private final SplittableRandom random;
        private final Death death;
        private final List<Subject> left = new ArrayList<>();
        private final List<Subject> journal = new ArrayList<>();
        private byte[] forced = new byte[0];

        Life(Path file, long seed, Death death) {
            this.file = file;
            this.random = new SplittableRandom(seed);
            this.death = death;
        }

        void run() throws IOException {
            for (int lives = 0; lives < 8; lives++) {
                Watermark watermark = Watermark.open(file, Votes.CHAIN, Votes.KEY);
                KeySigner signer = new KeySigner(subject -> Votes.KEY, watermark);
                long view = journal.stream().mapToLong(Subject::view).max().orElse(1);
                assertThat(signer.resume(0, view, journal)).isNull();
                forced = Files.readAllBytes(file);
                live(signer, view);
                if (death == Death.POWER_LOSS) {
                    watermark.close();
                    Files.write(file, forced);
                } else {
                    // the lease of a dead process goes with it; what it had written stays
                    byte[] written = Files.readAllBytes(file);
                    watermark.close();
                    Files.write(file, written);
                }
            }
        }

        private void live(KeySigner signer, long from) {
            for (int i = 0; i < 12; i++) {
                long view = Math.max(1, from + random.nextInt(-3, 4));
                int block = random.nextInt(1, 3);
                Subject subject = List.of(Votes.notarize(view, block), Votes.nullify(view), Votes.finish(view, block))
                        .get(random.nextInt(3));
                try {
                    signer.sign(subject);
                } catch (Signer.RefusedException e) {
                    continue;
                }
                boolean dies = random.nextInt(8) == 0;
                if (dies && death == Death.BEFORE_JOURNAL) {
                    return;
                }
                journal.add(subject);
                if (dies && death == Death.AFTER_JOURNAL) {
                    return;
                }
                signer.commit();
                if (dies) {
                    return;
                }
                left.forEach(other -> assertThat(equivocation(other, subject))
                        .as("%s after %s", subject, other)
                        .isFalse());
                left.add(subject);
            }
        }

        private static boolean equivocation(Subject a, Subject b) {
            if (a.view() != b.view() || a.equals(b)) {
                return false;
            }
            // the kinds that a view may see together: a Notarize with a Nullify, or with the Finalize of the same
            boolean nullified = a instanceof Subject.Nullify || b instanceof Subject.Nullify;
            boolean finalized = a instanceof Subject.Finalize || b instanceof Subject.Finalize;
            return nullified ? finalized : !proposal(a).equals(proposal(b));
        }

        private static Proposal proposal(Subject subject) {
            return switch (subject) {
                case Subject.Notarize(var p) -> p;
                case Subject.Finalize(var p) -> p;
                case Subject.Nullify _ -> throw new AssertionError();
            };
        }
    }
}
