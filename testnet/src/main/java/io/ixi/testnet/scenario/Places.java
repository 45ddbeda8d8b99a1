package io.ixi.testnet.scenario;

/**
 * The market's cells for places on the map. Longitude and latitude, in millionths of a degree, are each cut into
 * halves; the bits, longitude first, then a one and zeros make a cell, as the market's README says.
 */
public final class Places {
    /** Cells of this level are about 40 metres wide at the equator. */
    public static final int HOUSE = 20;

    /** About five kilometres. */
    public static final int TOWN = 13;

    private static final int BITS = 61;
    private static final long HALF_TURN = 180_000_000;
    private static final long QUARTER_TURN = 90_000_000;

    private Places() {}

    /**
     * @param longitude in millionths of a degree, from -180,000,000
     * @param latitude in millionths of a degree, from -90,000,000
     * @param level 0: the whole world; each next one is a quarter
     */
    public static long cell(long longitude, long latitude, int level) {
        long x = ((longitude + HALF_TURN) << level) / (2 * HALF_TURN);
        long y = ((latitude + QUARTER_TURN) << level) / (2 * QUARTER_TURN);
        long bits = 0;
        for (int i = level - 1; i >= 0; i--) {
            bits = (bits << 2) | (((x >>> i) & 1) << 1) | ((y >>> i) & 1);
        }
        return ((bits << 1) | 1) << (BITS - 1 - 2 * level);
    }
}
