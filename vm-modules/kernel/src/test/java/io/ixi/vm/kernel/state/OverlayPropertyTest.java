package io.ixi.vm.kernel.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.exec.StateReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

/** The overlay against a map that is copied at every mark. */
class OverlayPropertyTest {
    private static final class Base implements StateReader {
        private final NavigableMap<Bytes, Bytes> entries = new TreeMap<>();

        @Override
        public byte @Nullable [] get(byte[] key) {
            Bytes value = entries.get(Bytes.wrap(key));
            return value == null ? null : value.toArray();
        }

        @Override
        public void scan(byte[] from, byte @Nullable [] to, BiPredicate<byte[], byte[]> visitor) {
            for (var entry : entries.tailMap(Bytes.wrap(from), true).entrySet()) {
                if ((to != null && entry.getKey().compareTo(Bytes.wrap(to)) >= 0)
                        || !visitor.test(
                                entry.getKey().toArray(), entry.getValue().toArray())) {
                    return;
                }
            }
        }
    }

    private static Bytes key(int n) {
        return Bytes.wrap(new byte[] {1, (byte) n});
    }

    @Property(tries = 300)
    void writesRollbacksAndScansBehaveLikeACopiedMap(
            @ForAll @Size(max = 30) List<@IntRange(max = 40) Integer> below,
            @ForAll @Size(max = 80) List<@IntRange(max = 4000) Integer> steps) {
        Base base = new Base();
        below.forEach(n -> base.entries.put(key(n), key(n)));
        NavigableMap<Bytes, Bytes> model = new TreeMap<>(base.entries);
        Overlay overlay = new Overlay(base);
        Deque<Integer> marks = new ArrayDeque<>();
        Deque<NavigableMap<Bytes, Bytes>> copies = new ArrayDeque<>();
        for (int step : steps) {
            Bytes key = key(step / 100);
            switch (step % 10) {
                case 0, 1, 2, 3 -> {
                    overlay.put(key, key(step % 100).toArray());
                    model.put(key, key(step % 100));
                }
                case 4, 5 -> {
                    overlay.delete(key);
                    model.remove(key);
                }
                case 6, 7 -> {
                    marks.push(overlay.mark());
                    copies.push(new TreeMap<>(model));
                }
                default -> {
                    if (!marks.isEmpty()) {
                        overlay.rollback(marks.pop());
                        model = copies.pop();
                    }
                }
            }
            byte[] read = overlay.get(key.unsafeArray());
            assertThat(read == null ? null : Bytes.wrap(read)).isEqualTo(model.get(key));
        }
        NavigableMap<Bytes, Bytes> scanned = new TreeMap<>();
        overlay.scan(key(3).toArray(), key(30).toArray(), (k, v) -> {
            scanned.put(Bytes.copyOf(k), Bytes.copyOf(v));
            return true;
        });
        assertThat(scanned).isEqualTo(model.subMap(key(3), true, key(30), false));
        int[] visited = new int[1];
        overlay.scan(new byte[0], null, (k, v) -> ++visited[0] < 2);
        assertThat(visited[0]).isEqualTo(Math.min(2, model.size()));
    }
}
