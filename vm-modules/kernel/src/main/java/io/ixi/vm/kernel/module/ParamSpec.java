package io.ixi.vm.kernel.module;

import com.google.protobuf.Message;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.state.Table;

/**
 * A number that governance may set: a field of a module's table Parameters with (param).
 *
 * @param stepPpm most that one decision changes it, in millionths of its value, at least by 1
 * @param table prototype of the module's Parameters
 */
public record ParamSpec(String module, String name, long min, long max, int stepPpm, Message table) {
    private static final long PPM = 1_000_000;

    public long get(Overlay state) {
        Table<Message> parameters = Table.of(table);
        Message row = parameters.getOrEmpty(state, parameters.key());
        Object value = row.getField(row.getDescriptorForType().findFieldByName(name));
        return value instanceof Integer small ? Integer.toUnsignedLong(small) : (Long) value;
    }

    /** Whether a decision may take the value from what it is to this. */
    public boolean allows(long now, long next) {
        if (next < min || next > max) {
            return false;
        }
        long distance = Math.abs(next - now);
        return distance <= Math.max(1, now / PPM * stepPpm + now % PPM * stepPpm / PPM);
    }

    /** The caller has asked {@link #allows}. */
    public void set(Overlay state, long value) {
        Table<Message> parameters = Table.of(table);
        Message row = parameters.getOrEmpty(state, parameters.key());
        var field = row.getDescriptorForType().findFieldByName(name);
        Object typed = row.getField(field) instanceof Integer ? (Object) (int) value : (Object) value;
        parameters.put(
                state, parameters.key(), row.toBuilder().setField(field, typed).build());
    }
}
