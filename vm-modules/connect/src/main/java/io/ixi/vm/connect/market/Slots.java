package io.ixi.vm.connect.market;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.connect.market.proto.Calendar;
import io.ixi.vm.connect.market.proto.Day;
import io.ixi.vm.connect.market.proto.MarketError;
import io.ixi.vm.connect.market.proto.Slot;
import io.ixi.vm.connect.market.proto.SlotChanged;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;

/** Counters of bookings. Taking a slot is compare-and-set: all its quarters of an hour have room, or it fails. */
final class Slots {
    /** Quarters of an hour in a day. */
    static final int CELLS = 96;

    static final int WEEK_BYTES = 7 * CELLS / 8;
    static final int UTC = 1440;

    private static final long DAY_MS = 86_400_000;
    private static final long CELL_MS = 900_000;
    private static final long MINUTE_MS = 60_000;

    /** 1970-01-01 was a Thursday; weeks begin on Monday. */
    private static final int FIRST_WEEKDAY = 3;

    private Slots() {}

    static boolean valid(Slot slot) {
        return Integer.compareUnsigned(slot.getFrom(), CELLS) < 0
                && slot.getCells() >= 1
                && slot.getCells() <= CELLS
                && slot.getDay() >= 0;
    }

    private static long ahead(Calendar calendar) {
        return (calendar.getUtcOffset() - UTC) * MINUTE_MS;
    }

    static long startMs(Calendar calendar, Slot slot) {
        return slot.getDay() * DAY_MS + slot.getFrom() * CELL_MS - ahead(calendar);
    }

    static long endMs(Calendar calendar, Slot slot) {
        return startMs(calendar, slot) + slot.getCells() * CELL_MS;
    }

    private static long today(Calendar calendar, long timeMs) {
        return Math.floorDiv(timeMs + ahead(calendar), DAY_MS);
    }

    static boolean open(Calendar calendar, long day, int cell) {
        int weekday = (int) Math.floorMod(day + FIRST_WEEKDAY, 7L);
        return bit(calendar.getWeek(), weekday * CELLS + cell);
    }

    static boolean bit(ByteString bits, int index) {
        return !bits.isEmpty() && (bits.byteAt(index >>> 3) & 0x80 >>> (index & 7)) != 0;
    }

    static int count(Day day, int cell) {
        return day.getCounts().isEmpty() ? 0 : day.getCounts().byteAt(cell);
    }

    /** How many bookings still fit at this time. */
    static int free(Calendar calendar, Day value, long day, int cell) {
        boolean open = open(calendar, day, cell) && !bit(value.getClosed(), cell);
        return open ? Math.max(0, calendar.getCapacity() - count(value, cell)) : 0;
    }

    /** Throws OUT_OF_HORIZON or SLOT_TAKEN. */
    static void take(Context context, MarketState state, Calendar calendar, Slot slot) throws RejectedException {
        long now = context.block().parentTimeMs();
        if (startMs(calendar, slot) <= now || slot.getDay() > today(calendar, now) + calendar.getHorizonDays()) {
            throw RejectedException.of(MarketError.OUT_OF_HORIZON);
        }
        Bytes id = MarketState.id(slot.getCalendar());
        for (int i = 0; i < slot.getCells(); i++) {
            long day = slot.getDay() + (long) ((slot.getFrom() + i) / CELLS);
            int cell = (slot.getFrom() + i) % CELLS;
            if (free(calendar, state.day(id, day), day, cell) == 0) {
                throw RejectedException.of(MarketError.SLOT_TAKEN, "quarter " + cell);
            }
        }
        change(state, id, slot, 1);
        state.put(id, calendar.toBuilder().setBooked(calendar.getBooked() + 1).build());
        emit(context, slot, true);
    }

    static void release(Context context, MarketState state, Slot slot) {
        Bytes id = MarketState.id(slot.getCalendar());
        Calendar calendar = state.calendar(id);
        if (calendar == null) {
            throw new IllegalStateException("market: a calendar with bookings is gone");
        }
        change(state, id, slot, -1);
        state.put(id, calendar.toBuilder().setBooked(calendar.getBooked() - 1).build());
        emit(context, slot, false);
    }

    /** A run is on one day or on two. */
    private static void change(MarketState state, Bytes id, Slot slot, int change) {
        int here = Math.min(slot.getCells(), CELLS - slot.getFrom());
        change(state, id, slot.getDay(), slot.getFrom(), here, change);
        if (here < slot.getCells()) {
            change(state, id, slot.getDay() + 1L, 0, slot.getCells() - here, change);
        }
    }

    private static void change(MarketState state, Bytes id, long day, int from, int cells, int change) {
        Day value = state.day(id, day);
        byte[] counts = value.getCounts().isEmpty()
                ? new byte[CELLS]
                : value.getCounts().toByteArray();
        for (int cell = from; cell < from + cells; cell++) {
            counts[cell] += (byte) change;
        }
        boolean any = false;
        for (byte count : counts) {
            any |= count != 0;
        }
        ByteString after = any ? UnsafeByteOperations.unsafeWrap(counts) : ByteString.EMPTY;
        state.put(id, day, value.toBuilder().setCounts(after).build());
    }

    private static void emit(Context context, Slot slot, boolean taken) {
        context.emit(SlotChanged.newBuilder().setSlot(slot).setTaken(taken).build());
    }
}
