package io.ixi.node.replica;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.ValidatorSet;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/**
 * Peers of one epoch by index: a validator's place in the set, and for everybody else the set's size plus the number
 * that the transport knows the peer by. Numbers stay while sets change.
 */
final class Roster {
    private final int[] numbers;
    private final TreeMap<Integer, Integer> indices = new TreeMap<>();

    /** @param directory the transport's number of a key; -1: none */
    Roster(ValidatorSet set, ToIntFunction<Bytes> directory) {
        this.numbers = new int[set.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = directory.applyAsInt(set.get(i).publicKey());
            if (numbers[i] >= 0) {
                indices.put(numbers[i], i);
            }
        }
    }

    int index(int number) {
        Integer index = indices.get(number);
        return index == null ? numbers.length + number : index;
    }

    /** The transport's number; -1: nobody can be reached there. */
    int number(int index) {
        return index < numbers.length ? numbers[index] : index - numbers.length;
    }

    boolean isValidator(int index) {
        return index < numbers.length;
    }
}
