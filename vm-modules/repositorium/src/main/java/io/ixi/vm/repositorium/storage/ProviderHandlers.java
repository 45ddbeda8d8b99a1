package io.ixi.vm.repositorium.storage;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.repositorium.storage.proto.EditProvider;
import io.ixi.vm.repositorium.storage.proto.ExitProvider;
import io.ixi.vm.repositorium.storage.proto.Provider;
import io.ixi.vm.repositorium.storage.proto.ProviderChanged;
import io.ixi.vm.repositorium.storage.proto.ProviderOffer;
import io.ixi.vm.repositorium.storage.proto.RegisterProvider;
import io.ixi.vm.repositorium.storage.proto.RepoError;
import org.jspecify.annotations.Nullable;

/** Who stores, and with what bond. */
final class ProviderHandlers {
    /** Most bytes that a provider offers, or that are reserved at once. */
    static final long MOST_BYTES = 1L << 50;

    private final Money money;
    private final Deposits deposits;
    private final Address treasury;

    ProviderHandlers(Money money, Deposits deposits, Address treasury) {
        this.money = money;
        this.deposits = deposits;
        this.treasury = treasury;
    }

    private static Bytes id(Address provider) {
        return Bytes.wrap(provider.hash().toBytes());
    }

    private static void check(ProviderOffer offer, long used) throws RejectedException {
        String endpoint = offer.getEndpoint();
        boolean url = endpoint.startsWith("http://") || endpoint.startsWith("https://");
        boolean printable = endpoint.chars().allMatch(c -> c > ' ' && c < 127);
        long capacity = offer.getCapacity();
        if (!url || !printable || capacity < 1 || capacity > MOST_BYTES || capacity < used) {
            throw RejectedException.of(RepoError.BAD_PROVIDER);
        }
    }

    void register(Context context, RegisterProvider message) throws RejectedException {
        StorageState state = new StorageState(context.state());
        Address account = context.signer();
        if (state.provider(account) != null) {
            throw RejectedException.of(KernelError.BAD_STATE, "a provider already");
        }
        check(message.getOffer(), 0);
        Provider provider = Provider.newBuilder()
                .setOffer(message.getOffer())
                .setCollateral(message.getCollateral())
                .build();
        deposits.lock(context, account, id(account), provider.getSerializedSize());
        bond(context, account, Amount.of(message.getCollateral()));
        state.put(account, provider);
        new Deals(money, context).count(message.getOffer().getCapacity(), 0, 0, 0);
        emit(context, account, false);
    }

    private void bond(Context context, Address account, Amount amount) throws RejectedException {
        if (!amount.isZero()) {
            money.hold(context, account, "", amount, StorageModule.ID, Deals.collateralRef(account));
        }
    }

    private static void emit(Context context, Address account, boolean gone) {
        context.emit(ProviderChanged.newBuilder()
                .setProvider(account.toByteString())
                .setGone(gone)
                .build());
    }

    void edit(Context context, EditProvider message) throws RejectedException {
        Deals deals = new Deals(money, context);
        Address account = context.signer();
        Provider provider = deals.provider(account);
        check(message.getOffer(), provider.getUsed());
        if (provider.getFailed()) {
            throw RejectedException.of(RepoError.BAD_PROVIDER);
        }
        Amount more = Amount.of(message.getMoreCollateral());
        bond(context, account, more);
        new StorageState(context.state())
                .put(
                        account,
                        provider.toBuilder()
                                .setOffer(message.getOffer())
                                .setCollateral(Amount.of(provider.getCollateral())
                                        .plus(more)
                                        .toByteString())
                                .build());
        deals.count(message.getOffer().getCapacity() - provider.getOffer().getCapacity(), 0, 0, 0);
        emit(context, account, false);
    }

    void exit(Context context, ExitProvider message) throws RejectedException {
        Deals deals = new Deals(money, context);
        Address account = context.signer();
        Provider provider = deals.provider(account);
        if (provider.getSlots() != 0) {
            throw RejectedException.of(RepoError.IN_USE);
        }
        Amount left = Amount.of(provider.getCollateral());
        if (!left.isZero()) {
            give(context, account, provider.getFailed() ? treasury : null, left);
        }
        if (!provider.getFailed()) {
            deals.count(-provider.getOffer().getCapacity(), 0, 0, 0);
        }
        deposits.unlock(context, id(account), account);
        new StorageState(context.state()).deleteProvider(account);
        emit(context, account, true);
    }

    private void give(Context context, Address account, @Nullable Address to, Amount amount) throws RejectedException {
        if (to == null) {
            money.release(context, account, "", amount, StorageModule.ID, Deals.collateralRef(account));
        } else {
            money.capture(context, account, to, "", amount, StorageModule.ID, Deals.collateralRef(account));
        }
    }
}
