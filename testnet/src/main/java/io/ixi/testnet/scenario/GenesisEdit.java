package io.ixi.testnet.scenario;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.ixi.vm.kernel.proto.Genesis;
import io.ixi.vm.kernel.proto.GenesisTiming;
import io.ixi.vm.kernel.proto.ModuleGenesis;
import java.util.function.UnaryOperator;

/** A genesis on its way from the usual one to what a scenario needs. */
final class GenesisEdit {
    private final Genesis.Builder genesis;

    GenesisEdit(Genesis genesis) {
        this.genesis = genesis.toBuilder();
    }

    /**
     * Changes a module's part; a module that the genesis does not name begins with the empty one.
     *
     * @param empty the module's GenesisState without values
     */
    <M extends Message> void module(String name, M empty, UnaryOperator<M> change) {
        for (int i = 0; i < genesis.getModulesCount(); i++) {
            if (genesis.getModules(i).getModule().equals(name)) {
                M state = parse(genesis.getModules(i), empty);
                genesis.setModules(i, written(name, change.apply(state)));
                return;
            }
        }
        genesis.addModules(written(name, change.apply(empty)));
    }

    /** Blocks come at least this often, with or without transactions: time passes in blocks. */
    void heartbeat(int ms) {
        genesis.setTiming(GenesisTiming.newBuilder(genesis.getTiming()).setHeartbeatMs(ms));
    }

    @SuppressWarnings("unchecked")
    private static <M extends Message> M parse(ModuleGenesis module, M empty) {
        try {
            return (M) empty.getParserForType().parseFrom(module.getState());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("not the genesis of " + module.getModule(), e);
        }
    }

    private static ModuleGenesis written(String name, Message state) {
        return ModuleGenesis.newBuilder()
                .setModule(name)
                .setState(state.toByteString())
                .build();
    }

    Genesis done() {
        return genesis.build();
    }
}
