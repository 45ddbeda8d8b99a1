package io.ixi.vm.economy.fee;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.economy.fee.proto.BaseFees;
import io.ixi.vm.economy.fee.proto.FeeAsset;
import io.ixi.vm.economy.fee.proto.Grant;
import io.ixi.vm.economy.fee.proto.Parameters;
import io.ixi.vm.economy.fee.proto.Quota;
import io.ixi.vm.economy.fee.proto.QuotaRule;
import io.ixi.vm.economy.fee.proto.SponsorLoad;
import io.ixi.vm.economy.fee.proto.Totals;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Prices;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.state.Table;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The only class that touches the module's keys. */
final class FeeState {
    /** {@code 03 01} */
    private static final Table<BaseFees> BASE_FEES = Table.of(BaseFees.getDefaultInstance());
    /** {@code 03 02} */
    private static final Table<Parameters> PARAMETERS = Table.of(Parameters.getDefaultInstance());
    /** {@code 03 03} */
    private static final Table<Totals> TOTALS = Table.of(Totals.getDefaultInstance());

    /** {@code 03 04 sponsor(32) grantee(32)} */
    private static final Table<Grant> GRANT = Table.of(Grant.getDefaultInstance());
    /** {@code 03 05 sponsor(32)} */
    private static final Table<SponsorLoad> LOAD = Table.of(SponsorLoad.getDefaultInstance());
    /** {@code 03 06 asset(text)} */
    private static final Table<FeeAsset> FEE_ASSET = Table.of(FeeAsset.getDefaultInstance());

    /** {@code 03 07 account(32)} */
    private static final Table<Quota> QUOTA = Table.of(Quota.getDefaultInstance());
    /** {@code 03 08} */
    private static final Table<QuotaRule> QUOTA_RULE = Table.of(QuotaRule.getDefaultInstance());

    private final Overlay state;

    FeeState(Overlay state) {
        this.state = state;
    }

    Prices prices() {
        BaseFees fees = BASE_FEES.getOrEmpty(state, BASE_FEES.key());
        return new Prices(fees.getPay(), fees.getTrade(), fees.getSocial(), fees.getData());
    }

    void putPrices(Prices prices) {
        BASE_FEES.put(
                state,
                BASE_FEES.key(),
                BaseFees.newBuilder()
                        .setPay(prices.pay())
                        .setTrade(prices.trade())
                        .setSocial(prices.social())
                        .setData(prices.data())
                        .build());
    }

    Parameters parameters() {
        return PARAMETERS.getOrEmpty(state, PARAMETERS.key());
    }

    void putParameters(Parameters parameters) {
        PARAMETERS.put(state, PARAMETERS.key(), parameters);
    }

    @Nullable
    Grant grant(Address sponsor, Address grantee) {
        return GRANT.get(state, GRANT.key().address(sponsor).address(grantee));
    }

    void putGrant(Address sponsor, Address grantee, Grant grant) {
        GRANT.put(state, GRANT.key().address(sponsor).address(grantee), grant);
    }

    void deleteGrant(Address sponsor, Address grantee) {
        GRANT.delete(state, GRANT.key().address(sponsor).address(grantee));
    }

    SponsorLoad load(Address sponsor) {
        return LOAD.getOrEmpty(state, LOAD.key().address(sponsor));
    }

    void putLoad(Address sponsor, SponsorLoad load) {
        LOAD.put(state, LOAD.key().address(sponsor), load);
    }

    @Nullable
    FeeAsset feeAsset(String asset) {
        return FEE_ASSET.get(state, FEE_ASSET.key().text(asset));
    }

    void putFeeAsset(String asset, FeeAsset value) {
        FEE_ASSET.put(state, FEE_ASSET.key().text(asset), value);
    }

    void scanFeeAssets(BiConsumer<String, FeeAsset> visitor) {
        FEE_ASSET.scan(state, FEE_ASSET.key(), Bytes.EMPTY, (fields, value) -> {
            visitor.accept(new String(fields.unsafeArray(), StandardCharsets.UTF_8), value);
            return true;
        });
    }

    int countFeeAssets() {
        int[] count = new int[1];
        scanFeeAssets((asset, value) -> count[0]++);
        return count[0];
    }

    Quota quota(Address account) {
        return QUOTA.getOrEmpty(state, QUOTA.key().address(account));
    }

    void putQuota(Address account, Quota quota) {
        QUOTA.put(state, QUOTA.key().address(account), quota);
    }

    /** Zero gas a day: nobody has one. */
    QuotaRule quotaRule() {
        return QUOTA_RULE.getOrEmpty(state, QUOTA_RULE.key());
    }

    void put(QuotaRule rule) {
        QUOTA_RULE.put(state, QUOTA_RULE.key(), rule);
    }

    Totals totals() {
        return TOTALS.getOrEmpty(state, TOTALS.key());
    }

    void putTotals(Totals totals) {
        TOTALS.put(state, TOTALS.key(), totals);
    }
}
