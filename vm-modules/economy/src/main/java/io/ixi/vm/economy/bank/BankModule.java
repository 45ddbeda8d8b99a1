package io.ixi.vm.economy.bank;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.economy.bank.proto.AcceptAsset;
import io.ixi.vm.economy.bank.proto.AcceptRole;
import io.ixi.vm.economy.bank.proto.AssetQuery;
import io.ixi.vm.economy.bank.proto.AssetResult;
import io.ixi.vm.economy.bank.proto.AttestReserve;
import io.ixi.vm.economy.bank.proto.BalanceQuery;
import io.ixi.vm.economy.bank.proto.BalanceResult;
import io.ixi.vm.economy.bank.proto.BalancesQuery;
import io.ixi.vm.economy.bank.proto.BalancesResult;
import io.ixi.vm.economy.bank.proto.BankProto;
import io.ixi.vm.economy.bank.proto.Burn;
import io.ixi.vm.economy.bank.proto.Clawback;
import io.ixi.vm.economy.bank.proto.ConfigureMinter;
import io.ixi.vm.economy.bank.proto.CreateAsset;
import io.ixi.vm.economy.bank.proto.Freeze;
import io.ixi.vm.economy.bank.proto.GenesisState;
import io.ixi.vm.economy.bank.proto.HoldsQuery;
import io.ixi.vm.economy.bank.proto.HoldsResult;
import io.ixi.vm.economy.bank.proto.Mint;
import io.ixi.vm.economy.bank.proto.MultiSend;
import io.ixi.vm.economy.bank.proto.OfferRole;
import io.ixi.vm.economy.bank.proto.PauseAsset;
import io.ixi.vm.economy.bank.proto.Send;
import io.ixi.vm.economy.bank.proto.SupplyQuery;
import io.ixi.vm.economy.bank.proto.SupplyResult;
import io.ixi.vm.economy.bank.proto.Unfreeze;
import io.ixi.vm.economy.bank.proto.UnpauseAsset;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.module.Belongings;
import io.ixi.vm.kernel.module.GateSource;
import io.ixi.vm.kernel.module.Handler;
import io.ixi.vm.kernel.module.Inbound;
import io.ixi.vm.kernel.module.Module;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.module.Query;
import io.ixi.vm.kernel.proto.AtLeast;
import io.ixi.vm.kernel.proto.Condition;
import io.ixi.vm.kernel.state.Overlay;
import java.util.List;

/** The bank module: wiring. Other modules reach it through {@link Bank}. */
public final class BankModule implements Module, GateSource, Belongings {
    private final Bank bank = new Bank();
    private final SendHandler sends;
    private final IssueHandlers issues;

    /** @param inbound what accounts take unasked */
    public BankModule(Inbound inbound) {
        this.sends = new SendHandler(inbound);
        this.issues = new IssueHandlers(sends);
    }

    /** The same for modules that the bank itself asks: it has no state of its own. */
    public static Money money() {
        return new Bank();
    }

    /** What the composition root hands to modules that move money. */
    public Bank bank() {
        return bank;
    }

    @Override
    public FileDescriptor descriptor() {
        return BankProto.getDescriptor();
    }

    @Override
    public List<Handler<?>> handlers() {
        return List.of(
                Handler.of(Send.getDefaultInstance(), sends::send),
                Handler.of(MultiSend.getDefaultInstance(), sends::multiSend),
                Handler.of(CreateAsset.getDefaultInstance(), CreateAssetHandler::run),
                Handler.of(Burn.getDefaultInstance(), BurnHandler::run),
                Handler.of(ConfigureMinter.getDefaultInstance(), IssueHandlers::configureMinter),
                Handler.of(Mint.getDefaultInstance(), issues::mint),
                Handler.of(Freeze.getDefaultInstance(), ControlHandlers::freeze),
                Handler.of(Unfreeze.getDefaultInstance(), ControlHandlers::unfreeze),
                Handler.of(PauseAsset.getDefaultInstance(), ControlHandlers::pause),
                Handler.of(UnpauseAsset.getDefaultInstance(), ControlHandlers::unpause),
                Handler.of(Clawback.getDefaultInstance(), ControlHandlers::clawback),
                Handler.of(OfferRole.getDefaultInstance(), ControlHandlers::offer),
                Handler.of(AcceptRole.getDefaultInstance(), ControlHandlers::accept),
                Handler.of(AttestReserve.getDefaultInstance(), IssueHandlers::attest),
                Handler.of(AcceptAsset.getDefaultInstance(), IssueHandlers::accept));
    }

    @Override
    public List<Query<?, ?>> queries() {
        return List.of(
                Query.of(BalanceQuery.getDefaultInstance(), BalanceResult.getDefaultInstance(), BankQueries::balance),
                Query.of(
                        BalancesQuery.getDefaultInstance(), BalancesResult.getDefaultInstance(), BankQueries::balances),
                Query.of(AssetQuery.getDefaultInstance(), AssetResult.getDefaultInstance(), BankQueries::asset),
                Query.of(HoldsQuery.getDefaultInstance(), HoldsResult.getDefaultInstance(), BankQueries::holds),
                Query.of(SupplyQuery.getDefaultInstance(), SupplyResult.getDefaultInstance(), BankQueries::supply));
    }

    @Override
    public Handler<? extends Message> genesis() {
        return Handler.of(GenesisState.getDefaultInstance(), BankGenesis::run);
    }

    @Override
    public void check(Overlay block) {
        BankInvariants.check(new BankState(block));
    }

    @Override
    public void audit(Overlay state) {
        BankInvariants.audit(new BankState(state));
    }

    @Override
    public boolean hasAny(Overlay overlay, Address account) {
        BankState state = new BankState(overlay);
        boolean[] found = new boolean[1];
        state.scanBalances(account, Bytes.EMPTY, (asset, balances) -> {
            found[0] = !balances.held().isZero()
                    || !(asset.equals(BankState.NATIVE) || balances.free().isZero());
            return !found[0];
        });
        return found[0];
    }

    @Override
    public boolean answers(Condition.TestCase kind) {
        return kind == Condition.TestCase.BALANCE;
    }

    @Override
    public boolean holds(Overlay state, Address account, Condition condition, long timeMs) {
        AtLeast wanted = condition.getBalance();
        return bank.free(state, account, wanted.getAsset()).compareTo(Amount.of(wanted.getAmount())) >= 0;
    }
}
