package io.ixi.vm.economy.accounts;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.economy.accounts.proto.AccountQuery;
import io.ixi.vm.economy.accounts.proto.AccountResult;
import io.ixi.vm.economy.accounts.proto.AccountsError;
import io.ixi.vm.economy.accounts.proto.AccountsProto;
import io.ixi.vm.economy.accounts.proto.AddKey;
import io.ixi.vm.economy.accounts.proto.CancelRecovery;
import io.ixi.vm.economy.accounts.proto.CloseAccount;
import io.ixi.vm.economy.accounts.proto.CreateAccount;
import io.ixi.vm.economy.accounts.proto.CreateSub;
import io.ixi.vm.economy.accounts.proto.CreateTickets;
import io.ixi.vm.economy.accounts.proto.Extras;
import io.ixi.vm.economy.accounts.proto.FinishRecovery;
import io.ixi.vm.economy.accounts.proto.GenesisState;
import io.ixi.vm.economy.accounts.proto.Recovery;
import io.ixi.vm.economy.accounts.proto.RecoveryQuery;
import io.ixi.vm.economy.accounts.proto.RemoveKey;
import io.ixi.vm.economy.accounts.proto.RotateKey;
import io.ixi.vm.economy.accounts.proto.SetInboundPolicy;
import io.ixi.vm.economy.accounts.proto.SetRecovery;
import io.ixi.vm.economy.accounts.proto.SetThreshold;
import io.ixi.vm.economy.accounts.proto.StartRecovery;
import io.ixi.vm.economy.accounts.proto.SubsQuery;
import io.ixi.vm.economy.accounts.proto.SubsResult;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Gates;
import io.ixi.vm.kernel.module.Handler;
import io.ixi.vm.kernel.module.Inbound;
import io.ixi.vm.kernel.module.Jobs;
import io.ixi.vm.kernel.module.Module;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.module.Query;
import io.ixi.vm.kernel.module.Signers;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.proto.Key;
import io.ixi.vm.kernel.sched.Scheduler;
import io.ixi.vm.kernel.state.Overlay;
import io.ixi.vm.kernel.tx.Tx;
import java.util.List;

/** The accounts module: wiring. */
public final class AccountsModule implements Module, Signers, Jobs, Inbound {
    private static final long RECOVERY_GAS = 150;

    private final RecoveryHandlers recovery;
    private final LifeHandlers life;

    public AccountsModule(Scheduler scheduler, Money money) {
        this.recovery = new RecoveryHandlers(scheduler);
        this.life = new LifeHandlers(money, RecoveryHandlers.MODULE);
    }

    @Override
    public boolean takesUnknown(Context context, Address from, Address to) {
        Extras extras = new AccountsState(context.state()).extras(to);
        return switch (extras.getInboundPolicy()) {
            case INBOUND_ANY -> true;
            case INBOUND_VERIFIED -> Gates.passes(context, extras.getVerified(), from);
            case INBOUND_KNOWN, UNRECOGNIZED -> false;
        };
    }

    @Override
    public boolean isClosed(Overlay state, Address account) {
        return new AccountsState(state).account(account).getClosed() != 0;
    }

    /** The keys that speak for an account; none if it never sent a transaction. */
    public List<Key> keys(Overlay overlay, Address address) {
        AccountsState state = new AccountsState(overlay);
        return state.keys(address, state.account(address)).values().stream()
                .map(key -> Key.newBuilder()
                        .setScheme(key.getScheme())
                        .setPublicKey(key.getPublicKey())
                        .build())
                .toList();
    }

    @Override
    public FileDescriptor descriptor() {
        return AccountsProto.getDescriptor();
    }

    @Override
    public List<Handler<?>> handlers() {
        return List.of(
                Handler.of(RotateKey.getDefaultInstance(), KeyHandlers::rotate),
                Handler.of(AddKey.getDefaultInstance(), KeyHandlers::add),
                Handler.of(RemoveKey.getDefaultInstance(), KeyHandlers::remove),
                Handler.of(SetThreshold.getDefaultInstance(), KeyHandlers::threshold),
                Handler.of(SetRecovery.getDefaultInstance(), recovery::set),
                Handler.of(StartRecovery.getDefaultInstance(), recovery::start),
                Handler.of(CancelRecovery.getDefaultInstance(), recovery::cancel),
                Handler.of(FinishRecovery.getDefaultInstance(), recovery::finish),
                Handler.of(CreateTickets.getDefaultInstance(), TicketHandlers::create),
                Handler.of(CreateSub.getDefaultInstance(), SubHandlers::create),
                Handler.of(SetInboundPolicy.getDefaultInstance(), TicketHandlers::inbound),
                Handler.of(CreateAccount.getDefaultInstance(), life::create),
                Handler.of(CloseAccount.getDefaultInstance(), life::close));
    }

    @Override
    public List<Query<?, ?>> queries() {
        return List.of(
                Query.of(
                        AccountQuery.getDefaultInstance(), AccountResult.getDefaultInstance(), AccountQueries::account),
                Query.of(RecoveryQuery.getDefaultInstance(), Recovery.getDefaultInstance(), AccountQueries::recovery),
                Query.of(SubsQuery.getDefaultInstance(), SubsResult.getDefaultInstance(), AccountQueries::subs));
    }

    @Override
    public Handler<? extends Message> genesis() {
        return Handler.of(GenesisState.getDefaultInstance(), AccountsModule::genesis);
    }

    private static void genesis(Context context, GenesisState genesis) throws RejectedException {
        if (genesis.hasSettings()) {
            long delay = genesis.getSettings().getMinRecoveryDelayS();
            if (delay < 1 || delay > RecoveryHandlers.MAX_DELAY_S) {
                throw RejectedException.of(AccountsError.BAD_GENESIS, "min_recovery_delay_s");
            }
            new AccountsState(context.state()).put(genesis.getSettings());
        }
    }

    @Override
    public void check(Overlay block) {
        AccountsInvariants.check(new AccountsState(block));
    }

    @Override
    public void audit(Overlay state) {
        AccountsInvariants.audit(new AccountsState(state));
    }

    @Override
    public long sequence(Overlay state, Address account) {
        return new AccountsState(state).account(account).getSequence();
    }

    @Override
    public void ticket(Overlay state, Tx tx) throws RejectedException {
        if (!new AccountsState(state).hasTicket(tx.account(), tx.ticket())) {
            throw RejectedException.of(KernelError.BAD_TICKET, Long.toString(tx.ticket()));
        }
    }

    @Override
    public List<Key> signingKeys(Overlay state, Tx tx) throws RejectedException {
        return Authorization.signingKeys(new AccountsState(state), tx);
    }

    @Override
    public void requireSpeakers(Overlay state, Tx tx) throws RejectedException {
        Authorization.speaks(new AccountsState(state), tx);
    }

    @Override
    public void authorize(Context context, Tx tx) throws RejectedException {
        Authorization.check(new AccountsState(context.state()), context.block().height(), tx);
    }

    @Override
    public void advance(Context context, Tx tx) {
        Authorization.advance(
                new AccountsState(context.state()), context.block().height(), tx);
    }

    @Override
    public long gas(int op) {
        return RECOVERY_GAS;
    }

    @Override
    public void job(Context context, int op, Bytes ref) throws RejectedException {
        recovery.job(context, ref);
    }
}
