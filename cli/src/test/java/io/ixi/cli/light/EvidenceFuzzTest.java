package io.ixi.cli.light;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.cli.light.NotProvenException.Part;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Hostile evidence and hostile proofs: they are refused by their form and by nothing else. {@code
 * -Dixi.fuzz.seconds=600} goes on for so long, {@code -Dixi.seed} repeats a run.
 */
class EvidenceFuzzTest {
    private static final long SEED = Long.getLong("ixi.seed", 20_261_123L);
    private static final long SECONDS = Long.getLong("ixi.fuzz.seconds", 0);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String HASH = "\"" + "ab".repeat(32) + "\"";
    private static final String HEADER = "{\"chain\":" + HASH + ",\"protocol\":1,\"epoch\":\"0\",\"height\":\"7\","
            + "\"view\":\"9\",\"parent_view\":\"8\",\"proposer\":2,\"time_ms\":\"1000\",\"parent\":" + HASH
            + ",\"parent_state_root\":" + HASH + ",\"parent_receipts_root\":" + HASH + ",\"transactions_root\":" + HASH
            + ",\"transaction_count\":3,\"validators_hash\":" + HASH + "}";
    private static final String EVIDENCE = "{\"entries\":[{\"key\":\"0102\",\"value\":null,\"proof\":\"000000\"},"
            + "{\"key\":\"03\",\"value\":\"04\",\"proof\":\"01000180" + "cd".repeat(32) + "\"}],\"header\":" + HEADER
            + ",\"links\":[" + HEADER + "],\"finalization\":{\"kind\":\"finalize\",\"epoch\":\"0\",\"view\":\"9\","
            + "\"parent_view\":\"8\",\"payload\":" + HASH + ",\"signers\":[0,2],\"signatures\":[\"aa\",\"bb\"]}}";

    private final SplittableRandom random = new SplittableRandom(SEED);

    private boolean more(long runs, long start) {
        return runs < 20_000 || System.nanoTime() - start < SECONDS * 1_000_000_000L;
    }

    @Test
    void evidenceIsReadOrRefusedByItsForm() throws Exception {
        assertThat(EvidenceJson.read(JSON.readTree(EVIDENCE)).entries()).hasSize(2);
        String[] words = {"null", "-1", "1e9", "99999999999999999999", "\"\"", "[]", "{}", "true", "\"zz\"", "0.5"};
        long start = System.nanoTime();
        for (long run = 0; more(run, start); run++) {
            StringBuilder text = new StringBuilder(EVIDENCE);
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                int at = random.nextInt(text.length());
                int to = Math.min(text.length(), at + random.nextInt(12));
                switch (random.nextInt(4)) {
                    case 0 -> text.setCharAt(at, (char) (' ' + random.nextInt(95)));
                    case 1 -> text.delete(at, to);
                    case 2 -> replaceValue(text, at, words[random.nextInt(words.length)]);
                    default -> text.insert(at, text.substring(at, to));
                }
            }
            JsonNode json;
            try {
                json = JSON.readTree(text.toString().getBytes(StandardCharsets.UTF_8));
            } catch (JacksonException notJson) {
                continue;
            }
            try {
                EvidenceJson.read(json);
            } catch (NotProvenException refused) {
                assertThat(refused.part()).as("seed %d: %s", SEED, text).isEqualTo(Part.FORM);
            }
        }
    }

    private static void replaceValue(StringBuilder text, int at, String word) {
        int colon = text.indexOf(":", at);
        int end = colon < 0 ? -1 : text.indexOf(",", colon);
        if (end > 0) {
            text.replace(colon + 1, end, word);
        }
    }

    @Test
    void noBytesAreAProofOfWhatIsNotThere() {
        Hash root = Hash.sha256(new byte[] {1});
        long start = System.nanoTime();
        for (long run = 0; more(run, start); run++) {
            byte[] proof = new byte[random.nextInt(200)];
            random.nextBytes(proof);
            if (proof.length > 3) {
                proof[0] = (byte) random.nextInt(4);
                proof[1] = 0;
                proof[2] = (byte) random.nextInt(8);
            }
            Bytes value = random.nextBoolean() ? null : Bytes.EMPTY;
            assertThat(TreeProof.holds(root, Bytes.fromHex("05"), value, Bytes.wrap(proof)))
                    .as("seed %d: %s", SEED, Arrays.toString(proof))
                    .isFalse();
        }
    }
}
