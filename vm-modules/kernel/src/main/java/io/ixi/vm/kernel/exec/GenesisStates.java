package io.ixi.vm.kernel.exec;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Handler;
import io.ixi.vm.kernel.module.Module;
import io.ixi.vm.kernel.module.Shape;
import io.ixi.vm.kernel.proto.ModuleGenesis;
import io.ixi.vm.kernel.proto.Options;
import java.util.Iterator;
import java.util.List;

/** Hands each module its part of the genesis. */
final class GenesisStates {
    private GenesisStates() {}

    /** Takes the module's entry out of {@code left}; a module without entry gets its empty GenesisState. */
    static void apply(Module module, List<ModuleGenesis> left, Context context) {
        String name = module.descriptor().getOptions().getExtension(Options.moduleName);
        Handler<?> genesis = module.genesis();
        Message state = genesis.prototype();
        for (Iterator<ModuleGenesis> entries = left.iterator(); entries.hasNext(); ) {
            ModuleGenesis entry = entries.next();
            if (entry.getModule().equals(name)) {
                state = parse(genesis, name, entry);
                entries.remove();
                break;
            }
        }
        try {
            genesis.run(context, state);
        } catch (RejectedException e) {
            throw new IllegalArgumentException("genesis of " + name + ": " + e.getMessage(), e);
        }
    }

    private static Message parse(Handler<?> genesis, String name, ModuleGenesis entry) {
        byte[] bytes = entry.getState().toByteArray();
        Shape.Fault fault = Shape.of(genesis.prototype().getDescriptorForType()).check(bytes);
        if (fault != null) {
            throw new IllegalArgumentException("genesis of " + name + ": " + fault.error() + " in " + fault.field());
        }
        try {
            return genesis.prototype().getParserForType().parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("genesis of " + name + " does not parse", e);
        }
    }
}
