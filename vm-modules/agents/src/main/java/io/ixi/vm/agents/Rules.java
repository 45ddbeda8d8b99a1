package io.ixi.vm.agents;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.ixi.vm.agents.proto.AgentsError;
import io.ixi.vm.agents.proto.Constraint;
import io.ixi.vm.agents.proto.Limits;
import io.ixi.vm.agents.proto.Rule;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.MessageSpec;
import io.ixi.vm.kernel.proto.Format;
import io.ixi.vm.kernel.proto.Options;
import java.nio.ByteBuffer;

/** Whether a message is one that a mandate lets through. */
final class Rules {
    private Rules() {}

    /** Throws DENYLIST or NO_RULE. */
    static void require(Limits limits, MessageSpec spec, Message message) throws RejectedException {
        if (spec.ownerOnly()) {
            throw RejectedException.of(AgentsError.DENYLIST, spec.module() + "." + spec.name());
        }
        for (Rule rule : limits.getRulesList()) {
            if (rule.getType() == spec.type() && matches(rule, message)) {
                return;
            }
        }
        throw RejectedException.of(AgentsError.NO_RULE, spec.module() + "." + spec.name());
    }

    private static boolean matches(Rule rule, Message message) {
        for (Constraint constraint : rule.getConstraintsList()) {
            if (!matches(constraint, message)) {
                return false;
            }
        }
        return true;
    }

    /** A field that is not there, repeats or is a message of its own matches nothing. */
    private static boolean matches(Constraint constraint, Message message) {
        FieldDescriptor field = message.getDescriptorForType().findFieldByNumber(constraint.getField());
        if (field == null || field.isRepeated()) {
            return false;
        }
        Object value = message.getField(field);
        Format format = field.getOptions().getExtension(Options.format);
        return switch (field.getJavaType()) {
            case INT -> within(constraint, unsigned(Integer.toUnsignedLong((Integer) value)));
            case LONG -> within(constraint, unsigned((Long) value));
            case BYTE_STRING ->
                format == Format.FORMAT_AMOUNT
                        ? within(constraint, Amount.of((ByteString) value))
                        : constraint.getOneOfList().contains((ByteString) value);
            case STRING -> constraint.getOneOfList().contains(ByteString.copyFromUtf8((String) value));
            case BOOLEAN -> within(constraint, Amount.of((Boolean) value ? 1 : 0));
            case ENUM -> within(constraint, Amount.of(((EnumValueDescriptor) value).getNumber()));
            case FLOAT, DOUBLE, MESSAGE -> false;
        };
    }

    private static boolean within(Constraint constraint, Amount value) {
        boolean low = constraint.getMin().isEmpty() || value.compareTo(Amount.of(constraint.getMin())) >= 0;
        boolean high = constraint.getMax().isEmpty() || value.compareTo(Amount.of(constraint.getMax())) <= 0;
        return low && high && constraint.getOneOfCount() == 0;
    }

    private static Amount unsigned(long value) {
        byte[] bytes = ByteBuffer.allocate(Long.BYTES).putLong(value).array();
        int from = 0;
        while (from < bytes.length && bytes[from] == 0) {
            from++;
        }
        return Amount.of(ByteString.copyFrom(bytes, from, bytes.length - from));
    }
}
