package io.ixi.node;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.exec.StateReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which keys a query read, so that each can be proved. A scan's entries are proved one by one; that there are
 * none between them is not.
 */
final class ReadRecorder implements StateReader {
    /** @param value null: the key is absent */
    record Read(Bytes key, @Nullable Bytes value) {}

    private final StateReader state;
    private final TreeMap<Bytes, Optional<Bytes>> reads = new TreeMap<>();

    ReadRecorder(StateReader state) {
        this.state = state;
    }

    List<Read> reads() {
        List<Read> list = new ArrayList<>();
        reads.forEach((key, value) -> list.add(new Read(key, value.orElse(null))));
        return list;
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        byte[] value = state.get(key);
        reads.put(Bytes.copyOf(key), Optional.ofNullable(value).map(Bytes::copyOf));
        return value;
    }

    @Override
    public void scan(byte[] from, byte @Nullable [] to, BiPredicate<byte[], byte[]> visitor) {
        state.scan(from, to, (key, value) -> {
            reads.put(Bytes.copyOf(key), Optional.of(Bytes.copyOf(value)));
            return visitor.test(key, value);
        });
    }
}
