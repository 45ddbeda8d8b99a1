package io.ixi.cli;

import com.google.protobuf.Message;
import io.ixi.cli.light.EvidenceJson;
import io.ixi.cli.light.LightClient;
import io.ixi.cli.light.NotProvenException;
import io.ixi.cli.light.Trust;
import io.ixi.consensus.types.Bytes;
import io.ixi.rpc.json.InvalidJsonException;
import io.ixi.rpc.json.ProtoJson;
import io.ixi.vm.kernel.exec.Executor;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.exec.StateReader;
import io.ixi.vm.kernel.module.QuerySpec;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A node's answer held against its proof: the evidence is verified, then the query is answered again from nothing but
 * the proven entries, and the two answers are compared.
 *
 * @param height state after this block
 * @param complete false: the answer lists entries, and that there are no others is not proven
 */
record ProvenAnswer(long height, boolean complete) {

    /**
     * Verifies an answer of {@code ixi_query}.
     *
     * @param params of the query, as they were sent
     * @throws NotProvenException if the evidence or the answer does not hold
     */
    static ProvenAnswer verify(Trust trust, Executor executor, QuerySpec query, JsonNode params, JsonNode answer)
            throws NotProvenException {
        LightClient.Shown shown = LightClient.verify(trust, EvidenceJson.read(answer.path("proof")));
        String claimed = answer.path("height").asString("");
        if (!claimed.equals(Long.toString(shown.height()))) {
            throw NotProvenException.answer("it claims height " + claimed + ", its proof is of " + shown.height());
        }
        Proven state = new Proven(shown.entries());
        JsonNode own = again(executor, query, params, state);
        if (!own.equals(answer.path("result"))) {
            throw NotProvenException.answer("its proof gives another answer: " + own);
        }
        return new ProvenAnswer(shown.height(), !state.scanned);
    }

    private static JsonNode again(Executor executor, QuerySpec query, JsonNode params, Proven state)
            throws NotProvenException {
        try {
            Message message = ProtoJson.fromJson(params, query.params(), "params");
            // as the node's was: written and read, so that numbers have one form
            return Terminal.JSON.readTree(
                    ProtoJson.toJson(executor.query(query, message, state)).toString());
        } catch (InvalidJsonException | RejectedException e) {
            throw NotProvenException.answer("its proof gives no answer: " + e.getMessage());
        } catch (UnprovenException e) {
            throw NotProvenException.answer(String.valueOf(e.getMessage()));
        }
    }

    /** A read of what is not proven. */
    private static final class UnprovenException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnprovenException(String message) {
            super(message, null, false, false);
        }
    }

    /** State that knows the proven entries only. */
    private static final class Proven implements StateReader {
        private final NavigableMap<Bytes, Optional<Bytes>> entries;
        private boolean scanned;

        Proven(NavigableMap<Bytes, Optional<Bytes>> entries) {
            this.entries = entries;
        }

        @Override
        public byte @Nullable [] get(byte[] key) {
            Optional<Bytes> value = entries.get(Bytes.copyOf(key));
            if (value == null) {
                throw new UnprovenException("key " + Bytes.copyOf(key).hex() + " is not proven");
            }
            return value.map(Bytes::toArray).orElse(null);
        }

        @Override
        public void scan(byte[] from, byte @Nullable [] to, BiPredicate<byte[], byte[]> visitor) {
            scanned = true;
            Bytes first = Bytes.copyOf(from);
            NavigableMap<Bytes, Optional<Bytes>> range =
                    to == null ? entries.tailMap(first, true) : entries.subMap(first, true, Bytes.copyOf(to), false);
            for (Map.Entry<Bytes, Optional<Bytes>> entry : range.entrySet()) {
                Bytes value = entry.getValue().orElse(null);
                if (value != null && !visitor.test(entry.getKey().toArray(), value.toArray())) {
                    return;
                }
            }
        }
    }
}
