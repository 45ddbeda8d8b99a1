package io.ixi.vm.connect.market;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.connect.market.proto.Calendar;
import io.ixi.vm.connect.market.proto.CalendarChanged;
import io.ixi.vm.connect.market.proto.CreateCalendar;
import io.ixi.vm.connect.market.proto.Day;
import io.ixi.vm.connect.market.proto.DayMask;
import io.ixi.vm.connect.market.proto.DeleteCalendar;
import io.ixi.vm.connect.market.proto.EditCalendar;
import io.ixi.vm.connect.market.proto.MarketError;
import io.ixi.vm.connect.market.proto.SetDays;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.proto.KernelError;

/** When somebody can be booked. */
final class CalendarHandlers {
    private static final int MAX_HORIZON = 180;
    private static final int MAX_CAPACITY = 32;
    private static final int MASK_BYTES = Slots.CELLS / 8;

    /** Most days of a calendar with closed quarters of an hour: its deposit covers them. */
    static final int MAX_MASKED = 64;

    private final Deposits deposits;

    CalendarHandlers(Deposits deposits) {
        this.deposits = deposits;
    }

    private static void require(ByteString week, int horizon, int capacity) throws RejectedException {
        boolean valid = week.size() == Slots.WEEK_BYTES
                && horizon >= 1
                && horizon <= MAX_HORIZON
                && capacity >= 1
                && capacity <= MAX_CAPACITY;
        if (!valid) {
            throw RejectedException.of(MarketError.BAD_CALENDAR);
        }
    }

    void create(Context context, CreateCalendar message) throws RejectedException {
        require(message.getWeek(), message.getHorizonDays(), message.getCapacity());
        if (Integer.compareUnsigned(message.getUtcOffset(), 2 * Slots.UTC) > 0) {
            throw RejectedException.of(MarketError.BAD_CALENDAR);
        }
        Calendar calendar = Calendar.newBuilder()
                .setOwner(context.signer().toByteString())
                .setUtcOffset(message.getUtcOffset())
                .setWeek(message.getWeek())
                .setHorizonDays(message.getHorizonDays())
                .setCapacity(message.getCapacity())
                .build();
        Bytes id = context.newId("calendar");
        deposits.lock(context, context.signer(), id, calendar.getSerializedSize() + MAX_MASKED * MASK_BYTES);
        new MarketState(context.state()).put(id, calendar);
        emit(context, id, calendar, false);
    }

    private static void emit(Context context, Bytes id, Calendar calendar, boolean deleted) {
        context.emit(CalendarChanged.newBuilder()
                .setCalendar(MarketState.bytes(id))
                .setOwner(calendar.getOwner())
                .setDeleted(deleted)
                .build());
    }

    private static Calendar own(Context context, MarketState state, Bytes id) throws RejectedException {
        Calendar calendar = state.calendar(id);
        if (calendar == null) {
            throw RejectedException.of(KernelError.NOT_FOUND, "calendar");
        }
        if (!calendar.getOwner().equals(context.signer().toByteString())) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
        return calendar;
    }

    static void edit(Context context, EditCalendar message) throws RejectedException {
        MarketState state = new MarketState(context.state());
        Bytes id = MarketState.id(message.getCalendar());
        Calendar calendar = own(context, state, id);
        require(message.getWeek(), message.getHorizonDays(), message.getCapacity());
        Calendar next = calendar.toBuilder()
                .setWeek(message.getWeek())
                .setHorizonDays(message.getHorizonDays())
                .setCapacity(message.getCapacity())
                .build();
        state.put(id, next);
        emit(context, id, next, false);
    }

    static void setDays(Context context, SetDays message) throws RejectedException {
        MarketState state = new MarketState(context.state());
        Bytes id = MarketState.id(message.getCalendar());
        Calendar calendar = own(context, state, id);
        int masked = calendar.getMasked();
        for (DayMask mask : message.getDaysList()) {
            if (mask.getDay() < 0
                    || (!mask.getClosed().isEmpty() && mask.getClosed().size() != MASK_BYTES)) {
                throw RejectedException.of(MarketError.BAD_CALENDAR);
            }
            Day day = state.day(id, mask.getDay());
            masked += (mask.getClosed().isEmpty() ? 0 : 1) - (day.getClosed().isEmpty() ? 0 : 1);
            state.put(
                    id,
                    mask.getDay(),
                    day.toBuilder().setClosed(mask.getClosed()).build());
        }
        if (masked > MAX_MASKED) {
            throw RejectedException.of(MarketError.BAD_CALENDAR, "closed on " + masked + " days");
        }
        Calendar next = calendar.toBuilder().setMasked(masked).build();
        state.put(id, next);
        emit(context, id, next, false);
    }

    /** Nothing of it is left behind: days are gone when nothing is booked or closed on them. */
    void delete(Context context, DeleteCalendar message) throws RejectedException {
        MarketState state = new MarketState(context.state());
        Bytes id = MarketState.id(message.getCalendar());
        Calendar calendar = own(context, state, id);
        if (calendar.getBooked() != 0 || calendar.getMasked() != 0) {
            throw RejectedException.of(MarketError.BOOKED);
        }
        state.deleteCalendar(id);
        deposits.unlock(context, id, context.signer());
        emit(context, id, calendar, true);
    }
}
