package io.ixi.vm.kernel.module;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.KernelParameters;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.proto.Deposit;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.state.Table;

/**
 * State costs its owner a refundable deposit while it lives. Whoever else removes an expired object gets a tenth, so
 * garbage collects itself. Stateless.
 */
public final class Deposits {
    /** {@code 00 07 module(1) ref(32)} */
    private static final Table<Deposit> DEPOSIT = Table.of(Deposit.getDefaultInstance());

    private static final int FINDERS_SHARE = 10;

    /** Keys and tree nodes that an entry costs besides its value. */
    private static final int OVERHEAD_BYTES = 100;

    private final Money money;
    private final int module;

    /** @param module id of the module whose objects these are */
    public Deposits(Money money, int module) {
        this.money = money;
        this.module = module;
    }

    /** The reference of an object: SHA-256 over its id. */
    public static Hash ref(Bytes id) {
        return Hash.sha256(id.unsafeArray());
    }

    /**
     * Holds the deposit for an object of about this size. Once per object.
     *
     * @throws RejectedException DEPOSIT if the owner's free balance does not cover it
     */
    public void lock(Context context, Address owner, Bytes id, int bytes) throws RejectedException {
        Amount amount = Amount.product(KernelParameters.depositPerByte(context.state()), (long) bytes + OVERHEAD_BYTES);
        if (amount.isZero()) {
            return;
        }
        if (money.free(context.state(), owner, "").compareTo(amount) < 0) {
            throw RejectedException.of(KernelError.DEPOSIT, "it is " + amount);
        }
        money.hold(context, owner, "", amount, module, ref(id));
        DEPOSIT.put(
                context.state(),
                DEPOSIT.key().u8(module).hash(ref(id)),
                Deposit.newBuilder()
                        .setOwner(owner.toByteString())
                        .setAmount(amount.toByteString())
                        .build());
    }

    /** Gives all of the deposit back to whoever paid it. */
    public void unlock(Context context, Bytes id) throws RejectedException {
        Deposit deposit = DEPOSIT.get(context.state(), DEPOSIT.key().u8(module).hash(ref(id)));
        if (deposit != null) {
            unlock(context, id, Address.of(deposit.getOwner()));
        }
    }

    /** Gives the deposit back when the object goes; a tenth to {@code remover} if that is not the owner. */
    public void unlock(Context context, Bytes id, Address remover) throws RejectedException {
        var key = DEPOSIT.key().u8(module).hash(ref(id));
        Deposit deposit = DEPOSIT.get(context.state(), key);
        if (deposit == null) {
            return;
        }
        DEPOSIT.delete(context.state(), DEPOSIT.key().u8(module).hash(ref(id)));
        Address owner = Address.of(deposit.getOwner());
        Amount amount = Amount.of(deposit.getAmount());
        Amount share = remover.equals(owner) ? Amount.ZERO : amount.scaledDown(1, FINDERS_SHARE);
        if (!share.isZero()) {
            money.capture(context, owner, remover, "", share, module, ref(id));
        }
        money.release(context, owner, "", amount.minus(share), module, ref(id));
    }
}
