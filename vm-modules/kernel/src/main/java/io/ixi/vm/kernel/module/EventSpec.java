package io.ixi.vm.kernel.module;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.proto.Options;
import java.util.ArrayList;
import java.util.List;

/**
 * An event type, as its descriptor says.
 *
 * @param inbox its address fields whose accounts' inboxes show it
 */
public record EventSpec(String module, String name, int type, Message prototype, List<FieldDescriptor> inbox) {
    /** Most accounts that one event tells. */
    public static final int MAX_NOTIFIED = 8;

    public EventSpec {
        inbox = List.copyOf(inbox);
    }

    /** With the fields that its descriptor marks. */
    public EventSpec(String module, String name, int type, Message prototype) {
        this(
                module,
                name,
                type,
                prototype,
                prototype.getDescriptorForType().getFields().stream()
                        .filter(field -> field.getOptions().getExtension(Options.notify))
                        .toList());
    }

    /** Whose inboxes show this event, in the order of its fields, each once. */
    public List<Address> notified(Message event) {
        List<Address> accounts = new ArrayList<>();
        for (FieldDescriptor field : event.getDescriptorForType().getFields()) {
            if (field.getOptions().getExtension(Options.notify) && (!field.hasPresence() || event.hasField(field))) {
                Address account = Address.of((ByteString) event.getField(field));
                if (!accounts.contains(account)) {
                    accounts.add(account);
                }
            }
        }
        return accounts;
    }

    public Descriptor descriptor() {
        return prototype.getDescriptorForType();
    }
}
