package io.ixi.zkp.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ixi.zkp.circuit.Profile;
import io.ixi.zkp.field.Cubic;
import io.ixi.zkp.field.Goldilocks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The transcript as docs/zkp.md describes it. The known answers were made from that text with Python's hashlib. */
class TranscriptTest {
    private static final byte[] CIRCUIT = {1, 2, 3};
    private static final byte[] STATEMENT = {'s', 't', 'a', 't', 'e', 'm', 'e', 'n', 't'};
    private static final byte[] ROOT =
            HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

    private static Transcript begun() {
        Transcript transcript = new Transcript(CIRCUIT, STATEMENT, new long[] {5, Goldilocks.P - 1});
        transcript.absorb(Transcript.TRACE, ROOT);
        return transcript;
    }

    @Test
    void knownAnswers() {
        Transcript transcript = begun();
        assertThat(transcript.challenge())
                .isEqualTo(new Cubic(0xa5b6c3cf1886e4eeL, 0xd59b7cf30f242e9bL, 0x76fd357c1b1d93e6L));
        transcript.absorb(Transcript.VALUES, new long[] {7, 8, 9});
        assertThat(transcript.positions(9, 15))
                .containsExactly(4914, 8699, 8737, 9251, 10213, 10965, 26602, 27527, 31643);
        assertThat(transcript.copy().grinds(625, 8)).isTrue();
        assertThat(IntStream.range(0, 625).noneMatch(nonce -> transcript.grinds(nonce, 8)))
                .isTrue();
    }

    /** Whatever differs before a challenge, in content, length, order or place, gives another challenge. */
    @Test
    void everythingAbsorbedCounts() {
        List<Transcript> all = new ArrayList<>();
        long[] inputs = {5, Goldilocks.P - 1};
        all.add(new Transcript(CIRCUIT, STATEMENT, inputs));
        all.add(new Transcript(new byte[] {1, 2}, STATEMENT, inputs));
        all.add(new Transcript(new byte[] {1, 2, 3, 0}, STATEMENT, inputs));
        all.add(new Transcript(STATEMENT, CIRCUIT, inputs));
        all.add(new Transcript(CIRCUIT, Arrays.copyOf(STATEMENT, 8), inputs));
        all.add(new Transcript(CIRCUIT, STATEMENT, new long[] {Goldilocks.P - 1, 5}));
        all.add(new Transcript(CIRCUIT, STATEMENT, new long[] {5}));
        all.add(new Transcript(CIRCUIT, STATEMENT, new long[] {5, Goldilocks.P - 1, 0}));
        all.add(new Transcript(CIRCUIT, STATEMENT, new long[0]));
        for (int label = Transcript.CIRCUIT; label <= Transcript.NONCE; label++) {
            Transcript absorbed = new Transcript(CIRCUIT, STATEMENT, inputs);
            absorbed.absorb(label, ROOT);
            all.add(absorbed);
        }
        for (int bit = 0; bit < 8 * ROOT.length; bit++) {
            byte[] changed = ROOT.clone();
            changed[bit / 8] ^= (byte) (1 << (bit % 8));
            Transcript absorbed = new Transcript(CIRCUIT, STATEMENT, inputs);
            absorbed.absorb(Transcript.TRACE, changed);
            all.add(absorbed);
        }
        TreeSet<String> challenges = new TreeSet<>();
        all.forEach(transcript -> challenges.add(transcript.challenge().toString()));
        assertThat(challenges).hasSize(all.size());
    }

    @Test
    void challengesAreNeverRepeated() {
        Transcript transcript = begun();
        TreeSet<String> challenges = new TreeSet<>();
        for (int i = 0; i < 100; i++) {
            challenges.add(transcript.challenge().toString());
        }
        assertThat(challenges).hasSize(100);
        assertThat(begun().challenge()).isEqualTo(begun().challenge());
    }

    /** No statement can ask for parameters without security: these are not even a profile. */
    @Test
    void parametersOutOfRangeAreRefused() {
        for (int[] bad : new int[][] {
            {0, 57, 16}, {1, 57, 16}, {7, 57, 16}, {4, 0, 16}, {4, -1, 16}, {4, 257, 16}, {4, 57, -1}, {4, 57, 25}
        }) {
            assertThatThrownBy(() -> new Profile(bad[0], bad[1], bad[2])).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
