package io.ixi.vm.repositorium.storage;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.repositorium.storage.proto.EndReservation;
import io.ixi.vm.repositorium.storage.proto.RepoError;
import io.ixi.vm.repositorium.storage.proto.Reservation;
import io.ixi.vm.repositorium.storage.proto.ReservationChanged;
import io.ixi.vm.repositorium.storage.proto.Reserve;
import io.ixi.vm.repositorium.storage.proto.Totals;

/** Space that is set aside. */
final class ReservationHandlers {
    private static final byte[] TAG = {'r'};

    private final Money money;
    private final Deposits deposits;
    private final Address treasury;

    ReservationHandlers(Money money, Deposits deposits, Address treasury) {
        this.money = money;
        this.deposits = deposits;
        this.treasury = treasury;
    }

    static Hash ref(Bytes id) {
        return Hash.sha256(TAG, id.unsafeArray());
    }

    /** @throws RejectedException CAP if neither used nor reserved space is less than this */
    static void room(StorageState state, long bytes) throws RejectedException {
        Totals totals = state.totals();
        if (totals.getCapacity() - totals.getUsed() - totals.getReserved() < bytes) {
            throw RejectedException.of(RepoError.CAP);
        }
    }

    void reserve(Context context, Reserve message) throws RejectedException {
        StorageState state = new StorageState(context.state());
        long bytes = message.getBytes();
        int epochs = message.getEpochs();
        if (bytes < 1 || bytes > ProviderHandlers.MOST_BYTES || epochs < 1 || epochs > Deals.MAX_EPOCHS) {
            throw RejectedException.of(RepoError.BAD_RESERVATION);
        }
        room(state, bytes);
        Address owner = context.signer();
        Bytes id = context.newId("reservation");
        Amount price = Deals.price(Amount.of(state.parameters().getReservePrice()), bytes);
        Amount held = Deals.times(price, epochs);
        Reservation reservation = Reservation.newBuilder()
                .setOwner(owner.toByteString())
                .setBytes(bytes)
                .setToEpoch(state.clock().getEpoch() + epochs)
                .setHeld(held.toByteString())
                .setPrice(price.toByteString())
                .build();
        deposits.lock(context, owner, id, reservation.getSerializedSize());
        money.hold(context, owner, "", held, StorageModule.ID, ref(id));
        state.put(id, reservation);
        new Deals(money, context).count(0, 0, bytes, 0);
        emit(context, id, reservation);
    }

    private static void emit(Context context, Bytes id, Reservation reservation) {
        context.emit(ReservationChanged.newBuilder()
                .setReservation(StorageState.bytes(id))
                .setOwner(reservation.getOwner())
                .setBytes(reservation.getBytes())
                .build());
    }

    void end(Context context, EndReservation message) throws RejectedException {
        StorageState state = new StorageState(context.state());
        Bytes id = StorageState.id(message.getReservation());
        Reservation reservation = state.reservation(id);
        if (reservation == null) {
            throw RejectedException.of(KernelError.NOT_FOUND, "reservation");
        }
        Address owner = Address.of(reservation.getOwner());
        long left = Math.max(0, reservation.getToEpoch() - state.clock().getEpoch());
        if (left > 0 && !owner.equals(context.signer())) {
            throw RejectedException.of(KernelError.NOT_OWNER);
        }
        Amount held = Amount.of(reservation.getHeld());
        Amount unused = Deals.times(Amount.of(reservation.getPrice()), left);
        Amount back = unused.compareTo(held) < 0 ? unused : held;
        release(context, id, owner, back);
        Amount fee = held.minus(back);
        if (!fee.isZero()) {
            money.capture(context, owner, treasury, "", fee, StorageModule.ID, ref(id));
        }
        remove(context, id, reservation);
    }

    private void release(Context context, Bytes id, Address owner, Amount amount) throws RejectedException {
        if (!amount.isZero()) {
            money.release(context, owner, "", amount, StorageModule.ID, ref(id));
        }
    }

    private void remove(Context context, Bytes id, Reservation reservation) throws RejectedException {
        deposits.unlock(context, id, context.signer());
        StorageState state = new StorageState(context.state());
        state.deleteReservation(id);
        new Deals(money, context).count(0, 0, -reservation.getBytes(), 0);
        emit(context, id, reservation.toBuilder().clearBytes().build());
    }

    /** A blob takes so many bytes of the signer's reservation; what was held for them is the owner's again. */
    void use(Context context, Bytes id, long bytes) throws RejectedException {
        StorageState state = new StorageState(context.state());
        Reservation reservation = state.reservation(id);
        boolean usable = reservation != null
                && reservation.getOwner().equals(context.signer().toByteString())
                && state.clock().getEpoch() < reservation.getToEpoch()
                && bytes <= reservation.getBytes();
        if (reservation == null || !usable) {
            throw RejectedException.of(RepoError.BAD_RESERVATION);
        }
        Amount held = Amount.of(reservation.getHeld());
        Amount price = Amount.of(reservation.getPrice());
        Amount part = held.scaledDown(bytes, reservation.getBytes());
        release(context, id, context.signer(), part);
        if (bytes == reservation.getBytes()) {
            remove(context, id, reservation);
            return;
        }
        Amount cheaper = price.minus(price.scaledDown(bytes, reservation.getBytes()));
        Reservation next = reservation.toBuilder()
                .setBytes(reservation.getBytes() - bytes)
                .setHeld(held.minus(part).toByteString())
                .setPrice(cheaper.toByteString())
                .build();
        state.put(id, next);
        new Deals(money, context).count(0, 0, -bytes, 0);
        emit(context, id, next);
    }
}
