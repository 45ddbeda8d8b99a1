package io.ixi.node.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.consensus.types.Bytes;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ByteCacheTest {
    private static Bytes key(int i) {
        return Bytes.wrap(ByteBuffer.allocate(4).putInt(i).array());
    }

    private static long held(ByteCache cache, int keys) {
        long held = 0;
        for (int i = 0; i < keys; i++) {
            held += cache.get(key(i)) == null ? 0 : 1;
        }
        return held;
    }

    @Test
    void theBoundHoldsAndTheLongestUnusedGoesFirst() {
        ByteCache cache = new ByteCache(10_000);
        for (int i = 0; i < 1_000; i++) {
            cache.put(key(i), Bytes.wrap(new byte[100]));
            cache.get(key(0));
        }
        assertThat(held(cache, 1_000)).isBetween(20L, 100L);
        assertThat(cache.get(key(0))).isNotNull();
        assertThat(cache.get(key(1))).isNull();
        assertThat(cache.get(key(999))).isNotNull();
    }

    @Test
    void replacingAndRemovingGiveTheRoomBack() {
        ByteCache cache = new ByteCache(10_000);
        for (int i = 0; i < 1_000; i++) {
            cache.put(key(1), Bytes.wrap(new byte[i]));
            cache.put(key(2), Bytes.wrap(new byte[10]));
            cache.remove(key(2));
        }
        for (int i = 10; i < 40; i++) {
            cache.put(key(i), Bytes.wrap(new byte[100]));
        }
        assertThat(held(cache, 40)).isEqualTo(31);
    }

    @Test
    void aConditionThatFailedKeepsTheEntryOut() {
        ByteCache cache = new ByteCache(10_000);
        cache.putIf(key(1), key(1), () -> false);
        cache.putIf(key(2), key(2), () -> true);
        assertThat(cache.get(key(1))).isNull();
        assertThat(cache.get(key(2))).isEqualTo(key(2));
    }
}
