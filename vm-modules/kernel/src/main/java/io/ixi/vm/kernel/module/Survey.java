package io.ixi.vm.kernel.module;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import io.ixi.vm.kernel.proto.Format;
import io.ixi.vm.kernel.proto.KernelProto;
import io.ixi.vm.kernel.proto.MsgOptions;
import io.ixi.vm.kernel.proto.Options;
import io.ixi.vm.kernel.proto.ParamOptions;
import io.ixi.vm.kernel.proto.QueryOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Reads descriptors into a {@link Registry}, refusing what breaks a rule. Used once. */
final class Survey {
    private static final int KERNEL = 0;

    private final NavigableMap<Integer, String> moduleNames = new TreeMap<>();
    private final List<ModuleSpec> modules = new ArrayList<>();
    private final NavigableMap<Integer, TableSpec> tables = new TreeMap<>();
    private final NavigableMap<Integer, MessageSpec> messages = new TreeMap<>();
    private final NavigableMap<String, QuerySpec> queries = new TreeMap<>();
    private final NavigableMap<Integer, EventSpec> events = new TreeMap<>();
    private final NavigableMap<Integer, ErrorSpec> errors = new TreeMap<>();
    private final NavigableMap<String, ParamSpec> parameters = new TreeMap<>();

    Registry of(List<Module> list) {
        errors(KERNEL, "kernel", KernelProto.getDescriptor());
        tables(KERNEL, "kernel", KernelProto.getDescriptor());
        for (Module module : list) {
            add(module);
        }
        return new Registry(modules, List.copyOf(tables.values()), messages, queries, events, errors, parameters);
    }

    private void add(Module module) {
        FileDescriptor file = module.descriptor();
        int id = file.getOptions().getExtension(Options.moduleId);
        String name = file.getOptions().getExtension(Options.moduleName);
        check(id >= 1 && id <= 254, file.getName() + ": module_id must be 1 to 254, not " + id);
        check(name.matches("[a-z][a-z0-9]{0,31}"), file.getName() + ": bad module_name '" + name + "'");
        String taken = moduleNames.putIfAbsent(id, name);
        check(taken == null, file.getName() + ": module_id " + id + " is taken by " + taken);
        check(modules.stream().noneMatch(m -> m.name().equals(name)), file.getName() + ": name taken: " + name);

        Message genesis = module.genesis().prototype();
        check(
                genesis.getDescriptorForType().getFile() == file
                        && genesis.getDescriptorForType().getName().equals("GenesisState"),
                file.getName() + ": genesis() must take this file's GenesisState");
        modules.add(new ModuleSpec(id, name, file, genesis));
        for (Descriptor type : file.getMessageTypes()) {
            Shape.of(type);
        }
        messages(id, name, module);
        queries(name, module);
        events(id, name, file);
        errors(id, name, file);
        tables(id, name, file);
    }

    private void messages(int id, String name, Module module) {
        for (Handler<?> handler : module.handlers()) {
            Descriptor type = handler.prototype().getDescriptorForType();
            check(type.getFile() == module.descriptor(), type.getFullName() + " is not a message of " + name);
            check(type.getOptions().hasExtension(Options.msg), type.getFullName() + " has a handler but no (msg)");
            MsgOptions options = type.getOptions().getExtension(Options.msg);
            check(options.getType() >> 8 == id, type.getFullName() + ": type must be " + id + " * 256 + n");
            check(options.getGas() > 0, type.getFullName() + ": gas must be above 0");
            MessageSpec spec = new MessageSpec(
                    name,
                    type.getName(),
                    options.getType(),
                    options.getGas(),
                    options.getGasPerItem(),
                    options.getLane(),
                    options.getExit(),
                    options.getOwnerOnly(),
                    handler.prototype());
            MessageSpec other = messages.putIfAbsent(spec.type(), spec);
            check(other == null, type.getFullName() + ": type " + spec.type() + " is taken");
        }
        for (Descriptor type : module.descriptor().getMessageTypes()) {
            check(
                    !type.getOptions().hasExtension(Options.msg)
                            || messages.containsKey(
                                    type.getOptions().getExtension(Options.msg).getType()),
                    type.getFullName() + " has no handler");
        }
    }

    private void queries(String name, Module module) {
        for (Query<?, ?> query : module.queries()) {
            Descriptor type = query.params().getDescriptorForType();
            check(type.getFile() == module.descriptor(), type.getFullName() + " is not a query of " + name);
            check(type.getOptions().hasExtension(Options.query), type.getFullName() + " is asked but has no (query)");
            QueryOptions options = type.getOptions().getExtension(Options.query);
            check(options.getPath().matches("[a-zA-Z][a-zA-Z0-9]{0,31}"), type.getFullName() + ": bad path");
            check(
                    type.getFile().findMessageTypeByName(options.getResult())
                            == query.result().getDescriptorForType(),
                    type.getFullName() + ": result '" + options.getResult() + "' is not what its query answers");
            String path = name + "/" + options.getPath();
            QuerySpec other = queries.putIfAbsent(path, new QuerySpec(name, path, query.params(), query.result()));
            check(other == null, type.getFullName() + ": path " + path + " is taken");
        }
        for (Descriptor type : module.descriptor().getMessageTypes()) {
            if (type.getOptions().hasExtension(Options.query)) {
                String path = name + "/"
                        + type.getOptions().getExtension(Options.query).getPath();
                QuerySpec spec = queries.get(path);
                check(spec != null && spec.descriptor() == type, type.getFullName() + " has no answer");
            }
        }
    }

    private void events(int id, String name, FileDescriptor file) {
        for (Descriptor type : file.getMessageTypes()) {
            if (type.getOptions().hasExtension(Options.event)) {
                int number = type.getOptions().getExtension(Options.event).getType();
                check(number >> 8 == id, type.getFullName() + ": type must be " + id + " * 256 + n");
                EventSpec spec = new EventSpec(name, type.getName(), number, DynamicMessage.getDefaultInstance(type));
                check(events.putIfAbsent(number, spec) == null, type.getFullName() + ": type is taken");
                check(
                        spec.inbox().size() <= EventSpec.MAX_NOTIFIED,
                        type.getFullName() + ": notifies at most " + EventSpec.MAX_NOTIFIED);
                for (FieldDescriptor field : spec.inbox()) {
                    check(
                            !field.isRepeated()
                                    && field.getOptions().getExtension(Options.format) == Format.FORMAT_ADDRESS,
                            field.getFullName() + ": only an address can be notified");
                }
            }
        }
    }

    private void errors(int id, String name, FileDescriptor file) {
        for (EnumDescriptor list : file.getEnumTypes()) {
            if (!list.getName().endsWith("Error")) {
                continue;
            }
            for (EnumValueDescriptor value : list.getValues()) {
                int code = value.getNumber();
                if (code == 0) {
                    continue;
                }
                String text = value.getOptions().getExtension(Options.text);
                check(code / 1000 == id, value.getFullName() + ": number must be " + id + " * 1000 + n");
                check(!text.isEmpty(), value.getFullName() + " has no (text)");
                ErrorSpec other = errors.putIfAbsent(code, new ErrorSpec(name, value.getName(), code, text));
                check(other == null, value.getFullName() + ": number " + code + " is taken");
            }
        }
    }

    private void tables(int id, String name, FileDescriptor file) {
        for (Descriptor type : file.getMessageTypes()) {
            if (type.getOptions().hasExtension(Options.table)) {
                var options = type.getOptions().getExtension(Options.table);
                int number = options.getNumber();
                check(number >= 1 && number <= 255, type.getFullName() + ": table number must be 1 to 255");
                TableSpec spec = new TableSpec(
                        name, type.getName(), number, options.getKey(), DynamicMessage.getDefaultInstance(type));
                check(tables.putIfAbsent(id << 8 | number, spec) == null, type.getFullName() + ": number is taken");
                if (type.getName().equals("Parameters")) {
                    parameters(name, type);
                }
            }
        }
    }

    private void parameters(String module, Descriptor type) {
        for (FieldDescriptor field : type.getFields()) {
            if (field.getOptions().hasExtension(Options.param)) {
                ParamOptions bounds = field.getOptions().getExtension(Options.param);
                boolean number = field.getType() == FieldDescriptor.Type.UINT32
                        || field.getType() == FieldDescriptor.Type.UINT64;
                check(number && !field.isRepeated(), field.getFullName() + ": only a number can be a parameter");
                check(
                        bounds.getMin() >= 0 && bounds.getMin() <= bounds.getMax() && bounds.getStepPpm() > 0,
                        field.getFullName() + ": a parameter needs min <= max and a step");
                parameters.put(
                        module + "/" + field.getName(),
                        new ParamSpec(
                                module,
                                field.getName(),
                                bounds.getMin(),
                                bounds.getMax(),
                                bounds.getStepPpm(),
                                DynamicMessage.getDefaultInstance(type)));
            }
        }
    }

    private static void check(boolean holds, String fault) {
        if (!holds) {
            throw new IllegalArgumentException(fault);
        }
    }
}
