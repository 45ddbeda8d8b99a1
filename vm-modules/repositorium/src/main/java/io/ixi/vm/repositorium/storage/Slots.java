package io.ixi.vm.repositorium.storage;

import io.ixi.vm.kernel.Address;
import io.ixi.vm.repositorium.storage.StorageState.Place;
import io.ixi.vm.repositorium.storage.proto.Deal;
import io.ixi.vm.repositorium.storage.proto.Slot;

/**
 * What a provider answers for, in one line of leaves: slots numbered from 1 without gaps, and a Fenwick tree of their
 * sizes over them. Every step reads or writes at most 64 nodes, whatever the provider stores.
 */
final class Slots {
    private final StorageState state;
    private final Address provider;

    Slots(StorageState state, Address provider) {
        this.state = state;
        this.provider = provider;
    }

    /** Leaves of the slots 1 to {@code count}. */
    long leaves(long count) {
        long sum = 0;
        for (long node = count; node > 0; node -= Long.lowestOneBit(node)) {
            sum += state.sum(provider, node);
        }
        return sum;
    }

    /** Adds a slot after the last one. */
    void append(long count, Slot slot) {
        long number = count + 1;
        long below = leaves(count) - leaves(number - Long.lowestOneBit(number));
        state.put(provider, number, slot);
        state.putSum(provider, number, below + slot.getLeaves());
    }

    /** Takes a slot out; the last one takes its number. */
    void remove(long count, long number) {
        Slot gone = known(number);
        Slot last = known(count);
        if (number != count) {
            add(count, number, last.getLeaves() - gone.getLeaves());
            state.put(provider, number, last);
            Place place = new Place(StorageState.id(last.getBlob()), last.getShard());
            Deal moved = state.deal(place);
            if (moved != null) {
                state.put(place, moved.toBuilder().setSlot(number).build());
            }
        }
        state.deleteSlot(provider, count);
        state.deleteSum(provider, count);
    }

    private Slot known(long number) {
        Slot slot = state.slot(provider, number);
        if (slot == null) {
            throw new IllegalStateException("no slot " + number + " of " + provider.text());
        }
        return slot;
    }

    private void add(long count, long number, long leaves) {
        for (long node = number; node <= count; node += Long.lowestOneBit(node)) {
            state.putSum(provider, node, state.sum(provider, node) + leaves);
        }
    }

    /** A slot and a leaf in it. */
    record Leaf(Slot slot, long index) {}

    /** The leaf at a position below {@code leaves(count)}. */
    Leaf at(long count, long position) {
        long number = 0;
        long rest = position;
        for (long step = Long.highestOneBit(count); step > 0; step >>= 1) {
            long sum = number + step <= count ? state.sum(provider, number + step) : Long.MAX_VALUE;
            if (sum <= rest) {
                number += step;
                rest -= sum;
            }
        }
        return new Leaf(known(number + 1), rest);
    }
}
