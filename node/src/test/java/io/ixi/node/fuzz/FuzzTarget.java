package io.ixi.node.fuzz;

import io.ixi.consensus.codec.MalformedException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * A decoder under attack.
 *
 * @param seeds inputs that decode
 * @param probe feeds it one input
 */
public record FuzzTarget(String name, List<byte[]> seeds, Probe probe) {
    /** One run. */
    @FunctionalInterface
    public interface Probe {
        /** What happened, in a word: new words make an input worth keeping. Anything thrown is a finding. */
        String run(byte[] input) throws Exception;
    }

    /** A decoder that throws {@link MalformedException} and nothing else, and whose values encode to what they were. */
    public static <T> FuzzTarget canonical(
            String name, List<byte[]> seeds, Function<byte[], T> decode, Function<T, byte[]> encode) {
        return new FuzzTarget(name, seeds, input -> {
            T value;
            try {
                value = decode.apply(input);
            } catch (MalformedException e) {
                return String.valueOf(e.getMessage());
            }
            if (!Arrays.equals(encode.apply(value), input)) {
                throw new AssertionError("it decodes and encodes to something else");
            }
            return value.getClass().getSimpleName();
        });
    }
}
