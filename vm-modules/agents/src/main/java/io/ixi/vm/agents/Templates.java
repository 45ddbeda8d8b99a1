package io.ixi.vm.agents;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.agents.proto.AgentsError;
import io.ixi.vm.agents.proto.Argument;
import io.ixi.vm.agents.proto.BuildTxQuery;
import io.ixi.vm.agents.proto.BuildTxResult;
import io.ixi.vm.agents.proto.Intent;
import io.ixi.vm.agents.proto.RegisterIntent;
import io.ixi.vm.agents.proto.Slot;
import io.ixi.vm.agents.proto.Template;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.MessageSpec;
import io.ixi.vm.kernel.module.Registry;
import io.ixi.vm.kernel.module.Shape;
import io.ixi.vm.kernel.proto.Format;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.proto.Options;
import io.ixi.vm.kernel.proto.TypedMessage;
import io.ixi.vm.kernel.state.Overlay;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Intents that the chain can turn into messages. */
final class Templates {
    private static final int MAX_INT_BITS = 32;
    private static final int MAX_LONG_BITS = 64;

    private Templates() {}

    /** Whether a template may be kept. Throws BAD_INTENT. */
    static void require(Registry registry, RegisterIntent message) throws RejectedException {
        if (message.getMessagesCount() == 0 && message.getSlotsCount() == 0) {
            return;
        }
        Template template = Template.newBuilder()
                .addAllMessages(message.getMessagesList())
                .addAllSlots(message.getSlotsList())
                .build();
        Hash hash = Hash.sha256(template.toByteArray());
        boolean fits = message.getTemplateHash().equals(ByteString.copyFrom(hash.toBytes()));
        for (TypedMessage typed : message.getMessagesList()) {
            fits &= registry.message(typed.getType()).isPresent() && !typed.hasSigner() && parses(registry, typed);
        }
        for (Slot slot : message.getSlotsList()) {
            fits &= slot.getName().matches("[a-z0-9_]+")
                    && slot.getMessage() >= 0
                    && slot.getMessage() < message.getMessagesCount()
                    && field(registry, message.getMessages(slot.getMessage()), slot) != null;
        }
        if (!fits) {
            throw RejectedException.of(AgentsError.BAD_INTENT, "template");
        }
    }

    private static boolean parses(Registry registry, TypedMessage typed) {
        try {
            prototype(registry, typed);
            return true;
        } catch (InvalidProtocolBufferException e) {
            return false;
        }
    }

    private static Message prototype(Registry registry, TypedMessage typed) throws InvalidProtocolBufferException {
        MessageSpec spec = registry.message(typed.getType()).orElseThrow();
        return spec.prototype().getParserForType().parseFrom(typed.getValue());
    }

    /** Null: the message has no such field, or none that one value fills. */
    private static @Nullable FieldDescriptor field(Registry registry, TypedMessage typed, Slot slot) {
        FieldDescriptor field = registry.message(typed.getType())
                .map(spec -> spec.descriptor().findFieldByNumber(slot.getField()))
                .orElse(null);
        boolean single =
                field != null && !field.isRepeated() && field.getJavaType() != FieldDescriptor.JavaType.MESSAGE;
        return single ? field : null;
    }

    /** Throws NOT_FOUND, BAD_INTENT for arguments that do not fit, or what the decoder says of the messages. */
    static BuildTxResult build(Registry registry, Overlay overlay, BuildTxQuery query) throws RejectedException {
        Intent intent = new AgentsState(overlay).intent(query.getIntent());
        if (intent == null || intent.getMessagesCount() == 0) {
            throw RejectedException.of(KernelError.NOT_FOUND);
        }
        NavigableMap<String, ByteString> arguments = new TreeMap<>();
        for (Argument argument : query.getArgumentsList()) {
            if (arguments.put(argument.getName(), argument.getValue()) != null) {
                throw RejectedException.of(AgentsError.BAD_INTENT, argument.getName());
            }
        }
        List<Message.Builder> messages = new ArrayList<>();
        for (TypedMessage typed : intent.getMessagesList()) {
            try {
                messages.add(prototype(registry, typed).toBuilder());
            } catch (InvalidProtocolBufferException e) {
                throw RejectedException.of(KernelError.MALFORMED, query.getIntent());
            }
        }
        NavigableMap<String, ByteString> unused = new TreeMap<>(arguments);
        for (Slot slot : intent.getSlotsList()) {
            ByteString value = arguments.get(slot.getName());
            FieldDescriptor field = field(registry, intent.getMessages(slot.getMessage()), slot);
            if (value == null || field == null) {
                throw RejectedException.of(AgentsError.BAD_INTENT, slot.getName());
            }
            messages.get(slot.getMessage()).setField(field, value(field, value, slot.getName()));
            unused.remove(slot.getName());
        }
        if (!unused.isEmpty()) {
            throw RejectedException.of(AgentsError.BAD_INTENT, unused.firstKey());
        }
        return result(registry, intent, messages);
    }

    private static BuildTxResult result(Registry registry, Intent intent, List<Message.Builder> messages)
            throws RejectedException {
        BuildTxResult.Builder result =
                BuildTxResult.newBuilder().setVersion(intent.getVersion()).setRisk(intent.getRisk());
        for (int i = 0; i < messages.size(); i++) {
            MessageSpec spec = registry.message(intent.getMessages(i).getType()).orElseThrow();
            byte[] bytes = messages.get(i).build().toByteArray();
            Shape.Fault fault = Shape.of(spec.descriptor()).check(bytes);
            if (fault != null) {
                throw RejectedException.of(fault.error(), fault.field());
            }
            result.addMessages(TypedMessage.newBuilder().setType(spec.type()).setValue(ByteString.copyFrom(bytes)))
                    .addOwnerOnly(spec.ownerOnly());
        }
        return result.build();
    }

    private static Object value(FieldDescriptor field, ByteString value, String name) throws RejectedException {
        RejectedException bad = RejectedException.of(AgentsError.BAD_INTENT, name);
        BigInteger number = new BigInteger(1, value.toByteArray());
        boolean plain = value.isEmpty() || value.byteAt(0) != 0;
        switch (field.getJavaType()) {
            case INT -> {
                if (plain && number.bitLength() <= MAX_INT_BITS) {
                    return number.intValue();
                }
            }
            case LONG -> {
                if (plain && number.bitLength() <= MAX_LONG_BITS) {
                    return number.longValue();
                }
            }
            case BOOLEAN -> {
                if (plain && number.bitLength() <= 1) {
                    return number.signum() != 0;
                }
            }
            case ENUM -> {
                if (plain && number.bitLength() < MAX_INT_BITS) {
                    var known = field.getEnumType().findValueByNumber(number.intValue());
                    if (known != null) {
                        return known;
                    }
                }
            }
            case BYTE_STRING -> {
                if (field.getOptions().getExtension(Options.format) != Format.FORMAT_AMOUNT
                        || (plain && value.size() <= Amount.BYTES)) {
                    return value;
                }
            }
            case STRING -> {
                try {
                    return StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(value.toByteArray()))
                            .toString();
                } catch (CharacterCodingException e) {
                    throw RejectedException.of(AgentsError.BAD_INTENT, name);
                }
            }
            case FLOAT, DOUBLE, MESSAGE -> throw bad;
        }
        throw bad;
    }
}
