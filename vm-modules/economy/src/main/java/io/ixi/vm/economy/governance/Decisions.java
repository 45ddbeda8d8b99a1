package io.ixi.vm.economy.governance;

import io.ixi.vm.economy.governance.proto.GovernanceError;
import io.ixi.vm.economy.governance.proto.ModulePaused;
import io.ixi.vm.economy.governance.proto.ParameterSet;
import io.ixi.vm.economy.governance.proto.PauseModule;
import io.ixi.vm.economy.governance.proto.PlanUpgrade;
import io.ixi.vm.economy.governance.proto.ResumeModule;
import io.ixi.vm.economy.governance.proto.SetParameter;
import io.ixi.vm.economy.governance.proto.SpendTreasury;
import io.ixi.vm.economy.governance.proto.TreasurySpent;
import io.ixi.vm.economy.governance.proto.UpgradePlanned;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.Breaker;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.exec.Versions;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.ModuleSpec;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.module.ParamSpec;
import io.ixi.vm.kernel.proto.KernelError;

/** What proposals can do besides sending other modules' messages. */
final class Decisions {
    static final Address GOVERNANCE = Address.ofModule(Proposals.MODULE);
    private static final long MIN_NOTICE = 10;

    private final Money money;

    Decisions(Money money) {
        this.money = money;
    }

    private static void requireGovernance(Context context) throws RejectedException {
        if (!context.signer().equals(GOVERNANCE)) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
    }

    static void setParameter(Context context, SetParameter message) throws RejectedException {
        requireGovernance(context);
        ParamSpec spec = context.registry()
                .parameter(message.getModule(), message.getName())
                .orElseThrow(() -> RejectedException.of(GovernanceError.NO_PARAMETER));
        long before = spec.get(context.state());
        if (!spec.allows(before, message.getValue())) {
            throw RejectedException.of(GovernanceError.BAD_PARAM_STEP);
        }
        spec.set(context.state(), message.getValue());
        context.emit(ParameterSet.newBuilder()
                .setModule(message.getModule())
                .setName(message.getName())
                .setBefore(before)
                .setValue(message.getValue())
                .build());
    }

    void spend(Context context, SpendTreasury message) throws RejectedException {
        requireGovernance(context);
        Address to = Address.of(message.getTo());
        if (to.isModule() || to.isObject() || message.getAmount().isEmpty()) {
            throw RejectedException.of(KernelError.BAD_STATE);
        }
        money.move(context.state(), GOVERNANCE, to, message.getAsset(), Amount.of(message.getAmount()));
        context.emit(TreasurySpent.newBuilder()
                .setTo(message.getTo())
                .setAsset(message.getAsset())
                .setAmount(message.getAmount())
                .build());
    }

    static void pause(Context context, PauseModule message) throws RejectedException {
        Address guardian = new GovernanceState(context.state()).guardian();
        if (!context.signer().equals(GOVERNANCE) && !context.signer().equals(guardian)) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
        ModuleSpec module = module(context, message.getModule());
        if (message.getUntilMs() <= context.block().timeMs()
                || message.getUntilMs() - context.block().timeMs() > Breaker.MAX_MS) {
            throw RejectedException.of(KernelError.LIMIT, "until_ms");
        }
        Breaker.pause(context.state(), context.block(), module.id(), message.getUntilMs(), message.getReason());
        context.emit(ModulePaused.newBuilder()
                .setModule(message.getModule())
                .setUntilMs(message.getUntilMs())
                .build());
    }

    static void resume(Context context, ResumeModule message) throws RejectedException {
        requireGovernance(context);
        Breaker.resume(context.state(), module(context, message.getModule()).id());
        context.emit(ModulePaused.newBuilder().setModule(message.getModule()).build());
    }

    /** Governance itself cannot be paused: nobody could end that. */
    private static ModuleSpec module(Context context, String name) throws RejectedException {
        return context.registry()
                .module(name)
                .filter(module -> module.id() != Proposals.MODULE)
                .orElseThrow(() -> RejectedException.of(GovernanceError.NO_MODULE));
    }

    static void upgrade(Context context, PlanUpgrade message) throws RejectedException {
        requireGovernance(context);
        boolean fits = Integer.compareUnsigned(message.getProtocol(), Versions.protocol(context.state())) > 0
                && message.getHeight() >= context.block().height() + MIN_NOTICE;
        if (!fits) {
            throw RejectedException.of(GovernanceError.BAD_UPGRADE);
        }
        Versions.plan(context.state(), message.getProtocol(), message.getHeight());
        context.emit(UpgradePlanned.newBuilder()
                .setProtocol(message.getProtocol())
                .setHeight(message.getHeight())
                .build());
    }
}
