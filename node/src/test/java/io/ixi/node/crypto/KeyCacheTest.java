package io.ixi.node.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.crypto.PublicKey;
import io.ixi.vm.kernel.crypto.Scheme;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class KeyCacheTest {
    @Test
    void expandsAKeyOnce() {
        KeyCache cache = new KeyCache(4);
        PublicKey first = get(cache, 1);
        assertThat(get(cache, 1)).isSameAs(first);
        assertThat(get(cache, 1)).isSameAs(first);
        assertThat(cache.size()).isEqualTo(1);
    }

    @Test
    void theSchemeIsPartOfTheKey() {
        KeyCache cache = new KeyCache(4);
        assertThat(cache.get(Scheme.ML_DSA_65, key(Scheme.ML_DSA_44, 1))).isEmpty();
        assertThat(cache.get(Scheme.ML_DSA_44, Bytes.EMPTY)).isEmpty();
        assertThat(cache.size()).isZero();
        assertThat(cache.get(Scheme.ML_DSA_65, key(Scheme.ML_DSA_65, 1))).isPresent();
    }

    @Test
    void neverHoldsMoreThanItsCapacity() {
        KeyCache cache = new KeyCache(8);
        for (int i = 0; i < 50; i++) {
            get(cache, i);
            get(cache, i / 2);
            assertThat(cache.size()).isLessThanOrEqualTo(8);
        }
        assertThat(cache.size()).isGreaterThan(4);
    }

    @Test
    void aFloodOfStrangersDoesNotPushOutTheKeysInUse() {
        KeyCache cache = new KeyCache(8);
        List<PublicKey> regulars = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            get(cache, i);
            regulars.add(get(cache, i));
        }
        for (int i = 100; i < 150; i++) {
            get(cache, i);
        }
        for (int i = 0; i < 6; i++) {
            assertThat(get(cache, i)).isSameAs(regulars.get(i));
        }
    }

    @Test
    void theLeastRecentlyUsedLeavesFirst() {
        KeyCache cache = new KeyCache(4);
        PublicKey kept = null;
        for (int i = 0; i < 3; i++) {
            get(cache, i);
            PublicKey again = get(cache, i);
            kept = i == 0 ? again : kept;
        }
        get(cache, 0);
        get(cache, 3);
        get(cache, 3);
        assertThat(get(cache, 0)).isSameAs(kept);
    }

    @Test
    void manyThreadsGetEqualKeys() throws Exception {
        KeyCache cache = new KeyCache(4);
        try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
            List<Future<Boolean>> results = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                results.add(pool.submit(() -> {
                    boolean right = true;
                    for (int i = 0; i < 200; i++) {
                        right &= get(cache, i % 7).encoded().equals(key(Scheme.ML_DSA_44, i % 7));
                    }
                    return right;
                }));
            }
            for (Future<Boolean> result : results) {
                assertThat(result.get()).isTrue();
            }
        }
        assertThat(cache.size()).isLessThanOrEqualTo(4);
    }

    @Test
    void refusesACapacityThatIsTooSmall() {
        assertThatThrownBy(() -> new KeyCache(1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static PublicKey get(KeyCache cache, int number) {
        return cache.get(Scheme.ML_DSA_44, key(Scheme.ML_DSA_44, number)).orElseThrow();
    }

    /** Any bytes of the right length are a key. */
    private static Bytes key(Scheme scheme, int number) {
        byte[] bytes = new byte[scheme.publicKeyBytes()];
        bytes[0] = (byte) number;
        return Bytes.wrap(bytes);
    }
}
