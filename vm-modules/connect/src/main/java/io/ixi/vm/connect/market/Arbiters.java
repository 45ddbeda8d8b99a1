package io.ixi.vm.connect.market;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.connect.market.proto.Arbiter;
import io.ixi.vm.connect.market.proto.ArbiterChanged;
import io.ixi.vm.connect.market.proto.ArbiterSlashed;
import io.ixi.vm.connect.market.proto.MarketError;
import io.ixi.vm.connect.market.proto.Order;
import io.ixi.vm.connect.market.proto.RegisterArbiter;
import io.ixi.vm.connect.market.proto.RetireArbiter;
import io.ixi.vm.connect.market.proto.Totals;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.Amount;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.proto.KernelError;
import java.util.ArrayList;
import java.util.List;

/** The pool: bonded accounts on seats without gaps, three of whom are drawn for a dispute. */
final class Arbiters {
    /** Drawn for a dispute. */
    static final int SEATS = 3;

    private static final int MAX_POOL = 10_000;

    /** Seats looked at for each of three: enough for all who are out of the question and one more. */
    private static final int TRIES = 8;

    private final Money money;
    private final Address treasury;

    Arbiters(Money money, Address treasury) {
        this.money = money;
        this.treasury = treasury;
    }

    private static Hash ref(Address arbiter) {
        return Hash.sha256(new byte[] {'a', 'r', 'b'}, arbiter.hash().toBytes());
    }

    void register(Context context, RegisterArbiter message) throws RejectedException {
        MarketState state = new MarketState(context.state());
        Address account = context.signer();
        if (state.arbiter(account) != null) {
            throw RejectedException.of(MarketError.ARBITER_BUSY);
        }
        Totals totals = state.totals();
        if (totals.getArbiters() >= MAX_POOL) {
            throw RejectedException.of(MarketError.FULL);
        }
        Amount bond = Amount.of(state.parameters().getArbiterBond());
        money.hold(context, account, "", bond, MarketModule.ID, ref(account));
        state.put(
                account,
                Arbiter.newBuilder()
                        .setBond(bond.toByteString())
                        .setNumber(totals.getArbiters())
                        .build());
        state.putSeat(totals.getArbiters(), account);
        state.put(totals.toBuilder().setArbiters(totals.getArbiters() + 1).build());
        emit(context, account, false);
    }

    private static void emit(Context context, Address account, boolean retired) {
        context.emit(ArbiterChanged.newBuilder()
                .setArbiter(account.toByteString())
                .setRetired(retired)
                .build());
    }

    void retire(Context context, RetireArbiter message) throws RejectedException {
        MarketState state = new MarketState(context.state());
        Address account = context.signer();
        Arbiter arbiter = state.arbiter(account);
        if (arbiter == null) {
            throw RejectedException.of(KernelError.NOT_FOUND, "arbiter");
        }
        if (arbiter.getOpen() != 0) {
            throw RejectedException.of(MarketError.ARBITER_BUSY);
        }
        leave(context, state, account, arbiter);
    }

    /** The last one takes the seat. */
    private void leave(Context context, MarketState state, Address account, Arbiter arbiter) throws RejectedException {
        Totals totals = state.totals();
        int last = totals.getArbiters() - 1;
        Address moved = state.seat(last);
        Arbiter other = known(state, moved);
        state.put(moved, other.toBuilder().setNumber(arbiter.getNumber()).build());
        state.putSeat(arbiter.getNumber(), moved);
        state.deleteSeat(last);
        state.deleteArbiter(account);
        state.put(totals.toBuilder().setArbiters(last).build());
        Amount bond = Amount.of(arbiter.getBond());
        if (!bond.isZero()) {
            money.release(context, account, "", bond, MarketModule.ID, ref(account));
        }
        emit(context, account, true);
    }

    private static Arbiter known(MarketState state, Address account) {
        Arbiter arbiter = state.arbiter(account);
        if (arbiter == null) {
            throw new IllegalStateException("market: a case or seat of nobody");
        }
        return arbiter;
    }

    /** Three who are neither party nor the named arbiter, drawn by what nobody knew before; none if there are not. */
    List<Address> choose(Context context, MarketState state, Bytes order, Order parties) {
        int pool = state.totals().getArbiters();
        List<Address> out = new ArrayList<>(List.of(Address.of(parties.getBuyer()), Address.of(parties.getSeller())));
        if (parties.hasArbiter()) {
            out.add(Address.of(parties.getArbiter()));
        }
        Hash seed = context.newAddress(MarketModule.ID, order).hash();
        List<Address> chosen = new ArrayList<>();
        for (long start : new long[] {seed.w1(), seed.w2(), seed.w3()}) {
            for (int i = 0; i < Math.min(pool, TRIES) && chosen.size() < SEATS; i++) {
                Address candidate = state.seat((Long.remainderUnsigned(start, pool) + i) % pool);
                if (!out.contains(candidate)) {
                    out.add(candidate);
                    chosen.add(candidate);
                    break;
                }
            }
        }
        return chosen.size() == SEATS ? chosen : List.of();
    }

    /** One more case waits for the arbiter, or one less. */
    void open(MarketState state, Address account, int change) {
        Arbiter arbiter = known(state, account);
        state.put(
                account, arbiter.toBuilder().setOpen(arbiter.getOpen() + change).build());
    }

    void ruled(MarketState state, Address account) {
        Arbiter arbiter = known(state, account);
        state.put(
                account,
                arbiter.toBuilder()
                        .setOpen(arbiter.getOpen() - 1)
                        .setRuled(arbiter.getRuled() + 1)
                        .build());
    }

    /** The arbiter let its time pass and loses part of its bond. */
    void silent(Context context, MarketState state, Address account) throws RejectedException {
        Arbiter arbiter = known(state, account);
        Amount bond = Amount.of(arbiter.getBond());
        Amount lost = Settlement.share(bond, state.parameters().getSilencePpm());
        if (!lost.isZero()) {
            money.capture(context, account, treasury, "", lost, MarketModule.ID, ref(account));
        }
        state.put(
                account,
                arbiter.toBuilder()
                        .setOpen(arbiter.getOpen() - 1)
                        .setSilent(arbiter.getSilent() + 1)
                        .setBond(bond.minus(lost).toByteString())
                        .build());
        context.emit(ArbiterSlashed.newBuilder()
                .setArbiter(account.toByteString())
                .setAmount(lost.toByteString())
                .build());
    }
}
