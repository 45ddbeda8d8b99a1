package io.ixi.consensus.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class WirePropertyTest {
    /** One wire type: how to draw, write and read it. */
    private record Type<T>(Function<WireSamples, T> draw, Function<T, byte[]> encode, Function<byte[], T> decode) {
        void roundTrip(long seed) {
            T value = draw.apply(new WireSamples(seed));
            assertThat(decode.apply(encode.apply(value))).isEqualTo(value);
        }

        /** Every change of one byte, cut and extension either rejects or is the canonical form of another value. */
        void mutate(long seed) {
            T value = draw.apply(new WireSamples(seed));
            byte[] bytes = encode.apply(value);
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < bytes.length; i++) {
                byte[] changed = bytes.clone();
                changed[i] = (byte) (changed[i] ^ random.nextInt(1, 256));
                rejectsOrCanonical(changed);
                assertThat(accepts(Arrays.copyOf(bytes, i))).as("cut at %d", i).isFalse();
            }
            assertThat(accepts(Arrays.copyOf(bytes, bytes.length + 1))).isFalse();
        }

        void rejectsOrCanonical(byte[] bytes) {
            try {
                assertThat(encode.apply(decode.apply(bytes))).isEqualTo(bytes);
            } catch (MalformedException expected) {
                assertThat(expected.getMessage()).isNotEmpty();
            }
        }

        private boolean accepts(byte[] bytes) {
            try {
                var _ = decode.apply(bytes);
                return true;
            } catch (MalformedException e) {
                return false;
            }
        }
    }

    private static final List<Type<?>> TYPES = List.of(
            new Type<>(WireSamples::proposal, Wire::encode, Wire::decodeProposal),
            new Type<>(WireSamples::subject, Wire::encode, Wire::decodeSubject),
            new Type<>(WireSamples::vote, Wire::encode, Wire::decodeVote),
            new Type<>(WireSamples::certificate, Wire::encode, Wire::decodeCertificate),
            new Type<>(WireSamples::header, Wire::encode, Wire::decodeBlockHeader),
            new Type<>(WireSamples::validatorSet, Wire::encode, Wire::decodeValidatorSet),
            new Type<>(WireSamples::entry, Wire::encode, Wire::decodeEntry));

    @Property(tries = 300)
    void everyValueComesBack(@ForAll long seed) {
        TYPES.forEach(type -> type.roundTrip(seed));
    }

    @Property(tries = 60)
    void everyMutatedByteRejectsOrReEncodesToItself(@ForAll long seed) {
        TYPES.forEach(type -> type.mutate(seed));
    }

    @Property(tries = 500)
    void randomBytesRejectOrReEncodeToThemselves(@ForAll byte[] bytes) {
        TYPES.forEach(type -> type.rejectsOrCanonical(bytes));
    }
}
