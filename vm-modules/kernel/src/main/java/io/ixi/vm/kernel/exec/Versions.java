package io.ixi.vm.kernel.exec;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.module.BrokenInvariantException;
import io.ixi.vm.kernel.module.Migration;
import io.ixi.vm.kernel.module.Module;
import io.ixi.vm.kernel.proto.ChainParameters;
import io.ixi.vm.kernel.proto.ModuleVersion;
import io.ixi.vm.kernel.proto.Options;
import io.ixi.vm.kernel.proto.UpgradePlan;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.state.Table;
import java.util.Comparator;
import java.util.List;

/** Which version the rules and each module's state have, and how they get to the next one. */
public final class Versions {
    /** {@code 00 01} */
    private static final Table<ChainParameters> CHAIN = Table.of(ChainParameters.getDefaultInstance());
    /** {@code 00 05 module(1)} */
    private static final Table<ModuleVersion> VERSION = Table.of(ModuleVersion.getDefaultInstance());
    /** {@code 00 06} */
    private static final Table<UpgradePlan> PLAN = Table.of(UpgradePlan.getDefaultInstance());

    private Versions() {}

    /** Version of the rules that execute the block after {@code state}. */
    public static int protocol(StateReader state) {
        return CHAIN.getOrEmpty(state, CHAIN.key()).getProtocol();
    }

    /** Version of a module's state. */
    public static int of(StateReader state, int module) {
        return Math.max(1, VERSION.getOrEmpty(state, VERSION.key().u8(module)).getVersion());
    }

    /** From the block of this height on, the rules have this version. Replaces an earlier plan. */
    public static void plan(Overlay state, int protocol, long height) {
        PLAN.put(
                state,
                PLAN.key(),
                UpgradePlan.newBuilder().setProtocol(protocol).setHeight(height).build());
    }

    static boolean isMigrating(StateReader state, int module) {
        return VERSION.getOrEmpty(state, VERSION.key().u8(module)).getMigrating();
    }

    /**
     * At the end of a block: raises the protocol if the plan says so for the next one, and lets each module that must
     * change take one step.
     */
    static void endBlock(Overlay state, long height, int supported, List<Module> modules) {
        UpgradePlan plan = PLAN.get(state, PLAN.key());
        if (plan != null && plan.getHeight() <= height + 1) {
            if (Integer.compareUnsigned(plan.getProtocol(), supported) > 0) {
                throw new BrokenInvariantException("kernel: block " + (height + 1) + " needs protocol "
                        + Integer.toUnsignedString(plan.getProtocol()) + ", this version has " + supported);
            }
            CHAIN.put(
                    state,
                    CHAIN.key(),
                    CHAIN.getOrEmpty(state, CHAIN.key()).toBuilder()
                            .setProtocol(plan.getProtocol())
                            .build());
            PLAN.delete(state, PLAN.key());
        }
        for (Module module : modules) {
            if (!module.migrations().isEmpty()) {
                step(state, module);
            }
        }
    }

    private static void step(Overlay state, Module module) {
        int id = module.descriptor().getOptions().getExtension(Options.moduleId);
        int now = of(state, id);
        int protocol = protocol(state);
        Migration next = module.migrations().stream()
                .filter(m -> m.version() > now && m.protocol() <= protocol)
                .min(Comparator.comparingInt(Migration::version))
                .orElse(null);
        if (next == null) {
            return;
        }
        ModuleVersion row = VERSION.getOrEmpty(state, VERSION.key().u8(id));
        Bytes cursor = next.step().run(state, Bytes.wrap(row.getCursor().toByteArray()));
        ModuleVersion.Builder after = ModuleVersion.newBuilder();
        if (cursor == null) {
            boolean more = module.migrations().stream()
                    .anyMatch(m -> m.version() > next.version() && m.protocol() <= protocol);
            after.setVersion(next.version()).setMigrating(more);
        } else {
            after.setVersion(now).setMigrating(true).setCursor(ByteString.copyFrom(cursor.unsafeArray()));
        }
        VERSION.put(state, VERSION.key().u8(id), after.build());
    }
}
