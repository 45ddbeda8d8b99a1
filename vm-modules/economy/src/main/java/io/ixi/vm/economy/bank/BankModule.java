package io.ixi.vm.economy.bank;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import io.ixi.vm.economy.bank.proto.AssetQuery;
import io.ixi.vm.economy.bank.proto.AssetResult;
import io.ixi.vm.economy.bank.proto.BalanceQuery;
import io.ixi.vm.economy.bank.proto.BalanceResult;
import io.ixi.vm.economy.bank.proto.BalancesQuery;
import io.ixi.vm.economy.bank.proto.BalancesResult;
import io.ixi.vm.economy.bank.proto.BankProto;
import io.ixi.vm.economy.bank.proto.Burn;
import io.ixi.vm.economy.bank.proto.CreateAsset;
import io.ixi.vm.economy.bank.proto.GenesisState;
import io.ixi.vm.economy.bank.proto.MultiSend;
import io.ixi.vm.economy.bank.proto.Send;
import io.ixi.vm.economy.bank.proto.SupplyQuery;
import io.ixi.vm.economy.bank.proto.SupplyResult;
import io.ixi.vm.kernel.module.Handler;
import io.ixi.vm.kernel.module.Module;
import io.ixi.vm.kernel.module.Query;
import io.ixi.vm.kernel.state.Overlay;
import java.util.List;

/** The bank module: wiring. Other modules reach it through {@link Bank}. */
public final class BankModule implements Module {
    private final Bank bank = new Bank();

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
                Handler.of(Send.getDefaultInstance(), SendHandler::run),
                Handler.of(MultiSend.getDefaultInstance(), MultiSendHandler::run),
                Handler.of(CreateAsset.getDefaultInstance(), CreateAssetHandler::run),
                Handler.of(Burn.getDefaultInstance(), BurnHandler::run));
    }

    @Override
    public List<Query<?, ?>> queries() {
        return List.of(
                Query.of(BalanceQuery.getDefaultInstance(), BalanceResult.getDefaultInstance(), BankQueries::balance),
                Query.of(
                        BalancesQuery.getDefaultInstance(), BalancesResult.getDefaultInstance(), BankQueries::balances),
                Query.of(AssetQuery.getDefaultInstance(), AssetResult.getDefaultInstance(), BankQueries::asset),
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
}
