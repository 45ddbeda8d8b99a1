package io.ixi.vm.economy.bank;

import io.ixi.vm.economy.bank.proto.AcceptAsset;
import io.ixi.vm.economy.bank.proto.Asset;
import io.ixi.vm.economy.bank.proto.AssetRole;
import io.ixi.vm.economy.bank.proto.AssetRules;
import io.ixi.vm.economy.bank.proto.AttestReserve;
import io.ixi.vm.economy.bank.proto.BankError;
import io.ixi.vm.economy.bank.proto.ConfigureMinter;
import io.ixi.vm.economy.bank.proto.Mint;
import io.ixi.vm.economy.bank.proto.Minted;
import io.ixi.vm.economy.bank.proto.MinterConfigured;
import io.ixi.vm.economy.bank.proto.Reserve;
import io.ixi.vm.economy.bank.proto.ReserveAttested;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;

/** How more of an asset comes into being, within what backs it. */
final class IssueHandlers {
    /** An older attestation backs no minting: 35 days. */
    static final long MAX_AGE_MS = 35L * 86_400_000;

    private final SendHandler sends;

    IssueHandlers(SendHandler sends) {
        this.sends = sends;
    }

    static void configureMinter(Context context, ConfigureMinter message) throws RejectedException {
        BankState state = new BankState(context.state());
        Asset asset = AssetRule.known(state, message.getAsset());
        AssetRule.declared(asset.getRules().getMintable());
        AssetRule.requireRole(asset, AssetRole.ROLE_MINTER_CONTROL, context.signer());
        state.putAllowance(Address.of(message.getMinter()), message.getAsset(), Amount.of(message.getAllowance()));
        context.emit(MinterConfigured.newBuilder()
                .setAsset(message.getAsset())
                .setMinter(message.getMinter())
                .setAllowance(message.getAllowance())
                .build());
    }

    void mint(Context context, Mint message) throws RejectedException {
        Amount amount = SendHandler.positive(message.getAmount());
        BankState state = new BankState(context.state());
        String id = message.getAsset();
        Asset asset = AssetRule.known(state, id);
        AssetRules rules = asset.getRules();
        AssetRule.declared(rules.getMintable());
        Address to = Address.of(message.getTo());
        if (to.isModule() || to.isObject()) {
            throw RejectedException.of(BankError.MODULE_ACCOUNT);
        }
        AssetRule.requireMovable(state, id, context.signer());
        Amount allowance = state.allowance(context.signer(), id);
        if (allowance.compareTo(amount) < 0) {
            throw RejectedException.of(BankError.NOT_MINTER);
        }
        requireBacked(context, state, id, rules, Amount.of(asset.getSupply()).plus(amount));
        state.putAllowance(context.signer(), id, allowance.minus(amount));
        Bank.create(state, to, id, amount);
        sends.requireReceivable(context, context.signer(), to, id, amount);
        context.emit(Minted.newBuilder()
                .setAsset(id)
                .setMinter(context.signer().toByteString())
                .setTo(message.getTo())
                .setAmount(message.getAmount())
                .build());
    }

    private static void requireBacked(Context context, BankState state, String id, AssetRules rules, Amount supply)
            throws RejectedException {
        if (!rules.getCap().isEmpty() && supply.compareTo(Amount.of(rules.getCap())) > 0) {
            throw RejectedException.of(BankError.CAP);
        }
        if (rules.getReserveBacked()) {
            Reserve reserve = state.reserve(id);
            boolean backed = reserve != null
                    && context.block().parentTimeMs() - reserve.getAsOfMs() <= MAX_AGE_MS
                    && supply.compareTo(Amount.of(reserve.getAmount())) <= 0;
            if (!backed) {
                throw RejectedException.of(BankError.RESERVE_STALE);
            }
        }
    }

    static void attest(Context context, AttestReserve message) throws RejectedException {
        BankState state = new BankState(context.state());
        String id = message.getAsset();
        Asset asset = AssetRule.known(state, id);
        AssetRule.declared(asset.getRules().getReserveBacked());
        AssetRule.requireRole(asset, AssetRole.ROLE_AUDITOR, context.signer());
        Reserve last = state.reserve(id);
        boolean fits = message.getAsOfMs() > (last == null ? 0 : last.getAsOfMs())
                && message.getAsOfMs() <= context.block().parentTimeMs();
        if (!fits) {
            throw RejectedException.of(BankError.BAD_ATTESTATION);
        }
        state.putReserve(
                id,
                Reserve.newBuilder()
                        .setAmount(message.getAmount())
                        .setAsOfMs(message.getAsOfMs())
                        .setAuditor(context.signer().toByteString())
                        .setDocHash(message.getDocHash())
                        .build());
        context.emit(ReserveAttested.newBuilder()
                .setAsset(id)
                .setAmount(message.getAmount())
                .setAsOfMs(message.getAsOfMs())
                .setDocHash(message.getDocHash())
                .build());
    }

    static void accept(Context context, AcceptAsset message) throws RejectedException {
        BankState state = new BankState(context.state());
        AssetRule.known(state, message.getAsset());
        state.putAccepted(context.signer(), message.getAsset(), context.block().height());
    }
}
