package io.ixi.vm.connect.market;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Squares on the map as integers. Longitude and latitude are each cut into halves 30 times; the bits, longitude first,
 * make 60 bits. A cell of level n has the first 2n of them, then a one, then zeros: 61 bits in all. So all cells within
 * one are a range of integers, and no chain ever touches a coordinate: clients compute cells.
 */
final class Cells {
    private static final int BITS = 61;
    private static final long WORLD = 1L << (BITS - 1);

    private Cells() {}

    static boolean valid(long cell) {
        return cell > 0 && cell >>> BITS == 0 && (Long.numberOfTrailingZeros(cell) & 1) == 0;
    }

    private static long size(long cell) {
        return Long.lowestOneBit(cell);
    }

    private static long parent(long cell) {
        long bit = size(cell) << 2;
        return (cell & -bit) | bit;
    }

    /** The ranges of cells that lie in these cells or contain one of them: first to last, apart and ascending. */
    static NavigableMap<Long, Long> ranges(List<Long> cells) {
        NavigableMap<Long, Long> ranges = new TreeMap<>();
        for (long cell : cells) {
            long half = size(cell) - 1;
            add(ranges, cell - half, cell + half);
            for (long at = cell; at != WORLD; ) {
                at = parent(at);
                add(ranges, at, at);
            }
        }
        return ranges;
    }

    /** Cells are nested or apart, so a range that is not inside another may only contain others. */
    private static void add(NavigableMap<Long, Long> ranges, long first, long last) {
        Map.Entry<Long, Long> below = ranges.floorEntry(first);
        if (below != null && below.getValue() >= last) {
            return;
        }
        ranges.subMap(first, true, last, true).clear();
        ranges.put(first, last);
    }
}
