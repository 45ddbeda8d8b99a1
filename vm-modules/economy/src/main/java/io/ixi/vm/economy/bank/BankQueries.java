package io.ixi.vm.economy.bank;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.economy.bank.BankState.Balances;
import io.ixi.vm.economy.bank.proto.Asset;
import io.ixi.vm.economy.bank.proto.AssetQuery;
import io.ixi.vm.economy.bank.proto.AssetResult;
import io.ixi.vm.economy.bank.proto.BalanceQuery;
import io.ixi.vm.economy.bank.proto.BalanceResult;
import io.ixi.vm.economy.bank.proto.BalancesQuery;
import io.ixi.vm.economy.bank.proto.BalancesResult;
import io.ixi.vm.economy.bank.proto.BankError;
import io.ixi.vm.economy.bank.proto.HoldInfo;
import io.ixi.vm.economy.bank.proto.HoldsQuery;
import io.ixi.vm.economy.bank.proto.HoldsResult;
import io.ixi.vm.economy.bank.proto.Reserve;
import io.ixi.vm.economy.bank.proto.SupplyQuery;
import io.ixi.vm.economy.bank.proto.SupplyResult;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.state.Overlay;

/** Read only. */
final class BankQueries {
    static final int MAX_PAGE = 100;

    private BankQueries() {}

    static BalanceResult balance(Overlay overlay, BalanceQuery params) {
        String asset = BankState.named(params.getAsset());
        return result(asset, new BankState(overlay).balance(Address.of(params.getAccount()), asset));
    }

    static BalancesResult balances(Overlay overlay, BalancesQuery params) throws RejectedException {
        if (Integer.compareUnsigned(params.getLimit(), MAX_PAGE) > 0) {
            throw RejectedException.of(KernelError.LIMIT, "limit up to " + MAX_PAGE);
        }
        int limit = params.getLimit() == 0 ? MAX_PAGE : params.getLimit();
        Bytes after = Bytes.wrap(params.getCursor().toByteArray());
        BalancesResult.Builder page = BalancesResult.newBuilder();
        new BankState(overlay).scanBalances(Address.of(params.getAccount()), after, (asset, balance) -> {
            if (page.getBalancesCount() == limit) {
                page.setNext(ByteString.copyFromUtf8(page.getBalances(limit - 1).getAsset()));
                return false;
            }
            page.addBalances(result(asset, balance));
            return true;
        });
        return page.build();
    }

    static AssetResult asset(Overlay overlay, AssetQuery params) throws RejectedException {
        String id = BankState.named(params.getAsset());
        Asset asset = known(new BankState(overlay), id);
        AssetResult.Builder result = AssetResult.newBuilder()
                .setAsset(id)
                .setSymbol(asset.getSymbol())
                .setDecimals(asset.getDecimals())
                .setSupply(asset.getSupply());
        if (asset.hasIssuer()) {
            result.setIssuer(asset.getIssuer());
        }
        if (asset.hasRules()) {
            result.setRules(asset.getRules()).setPaused(asset.getPaused()).addAllRoles(asset.getRolesList());
        }
        Reserve reserve = new BankState(overlay).reserve(id);
        if (reserve != null) {
            result.setReserve(reserve);
        }
        return result.build();
    }

    static HoldsResult holds(Overlay overlay, HoldsQuery params) throws RejectedException {
        if (Integer.compareUnsigned(params.getLimit(), MAX_PAGE) > 0) {
            throw RejectedException.of(KernelError.LIMIT, "limit up to " + MAX_PAGE);
        }
        int limit = params.getLimit() == 0 ? MAX_PAGE : params.getLimit();
        BankState state = new BankState(overlay);
        HoldsResult.Builder page = HoldsResult.newBuilder();
        Bytes[] last = {Bytes.EMPTY};
        Bytes after = Bytes.wrap(params.getCursor().toByteArray());
        state.scanHolds(Address.of(params.getAccount()), after, (fields, key) -> {
            if (page.getHoldsCount() == limit) {
                page.setNext(ByteString.copyFrom(last[0].unsafeArray()));
                return false;
            }
            last[0] = fields;
            page.addHolds(HoldInfo.newBuilder()
                    .setModule(key.module())
                    .setRef(ByteString.copyFrom(key.ref().toBytes()))
                    .setAsset(key.asset())
                    .setAmount(state.hold(key).toByteString()));
            return true;
        });
        return page.build();
    }

    static SupplyResult supply(Overlay overlay, SupplyQuery params) throws RejectedException {
        BankState state = new BankState(overlay);
        String id = BankState.named(params.getAsset());
        Balances totals = state.totals(id);
        return SupplyResult.newBuilder()
                .setAsset(id)
                .setSupply(known(state, id).getSupply())
                .setFree(totals.free().toByteString())
                .setHeld(totals.held().toByteString())
                .build();
    }

    private static Asset known(BankState state, String id) throws RejectedException {
        Asset asset = state.asset(id);
        if (asset == null) {
            throw RejectedException.of(BankError.UNKNOWN_ASSET);
        }
        return asset;
    }

    private static BalanceResult result(String asset, Balances balance) {
        return BalanceResult.newBuilder()
                .setAsset(asset)
                .setFree(balance.free().toByteString())
                .setHeld(balance.held().toByteString())
                .build();
    }
}
