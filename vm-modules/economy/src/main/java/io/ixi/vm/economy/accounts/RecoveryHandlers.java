package io.ixi.vm.economy.accounts;

import com.google.protobuf.ByteString;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.economy.accounts.proto.Account;
import io.ixi.vm.economy.accounts.proto.AccountKey;
import io.ixi.vm.economy.accounts.proto.AccountsError;
import io.ixi.vm.economy.accounts.proto.CancelRecovery;
import io.ixi.vm.economy.accounts.proto.FinishRecovery;
import io.ixi.vm.economy.accounts.proto.Recovery;
import io.ixi.vm.economy.accounts.proto.RecoveryCancelled;
import io.ixi.vm.economy.accounts.proto.RecoveryDone;
import io.ixi.vm.economy.accounts.proto.RecoveryStarted;
import io.ixi.vm.economy.accounts.proto.SetRecovery;
import io.ixi.vm.economy.accounts.proto.StartRecovery;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.sched.JobId;
import io.ixi.vm.kernel.sched.Scheduler;
import java.util.SortedSet;
import java.util.TreeSet;

/** Guardians give an account whose keys are lost a new one, while the account can object for a time. */
final class RecoveryHandlers {
    static final int MODULE = 1;
    private static final int FINISH = 1;
    static final long MAX_DELAY_S = 365 * 86_400;
    private static final long MS = 1_000;

    private final Scheduler scheduler;

    RecoveryHandlers(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    void set(Context context, SetRecovery message) throws RejectedException {
        AccountsState state = new AccountsState(context.state());
        Address address = context.signer();
        if (state.account(address).getKeys() == 0) {
            throw RejectedException.of(AccountsError.UNKNOWN_KEY);
        }
        Recovery old = state.recovery(address);
        if (old != null && old.getScheme() != 0) {
            throw RejectedException.of(AccountsError.RECOVERY_PENDING);
        }
        if (message.getGuardiansCount() == 0) {
            state.deleteRecovery(address);
            return;
        }
        SortedSet<Hash> guardians = new TreeSet<>();
        for (ByteString guardian : message.getGuardiansList()) {
            guardians.add(Hash.of(guardian.toByteArray()));
        }
        boolean fits = guardians.size() == message.getGuardiansCount()
                && !guardians.contains(address.hash())
                && message.getNeeded() >= 1
                && message.getNeeded() <= guardians.size()
                && message.getDelayS() >= state.minRecoveryDelay()
                && message.getDelayS() <= MAX_DELAY_S;
        if (!fits) {
            throw RejectedException.of(AccountsError.BAD_RECOVERY);
        }
        state.put(
                address,
                Recovery.newBuilder()
                        .addAllGuardians(message.getGuardiansList())
                        .setNeeded(message.getNeeded())
                        .setDelayS(message.getDelayS())
                        .build());
    }

    void start(Context context, StartRecovery message) throws RejectedException {
        AccountsState state = new AccountsState(context.state());
        Address address = Address.of(message.getAccount());
        Recovery recovery = state.recovery(address);
        ByteString guardian = context.signer().toByteString();
        if (recovery == null || !recovery.getGuardiansList().contains(guardian)) {
            throw RejectedException.of(AccountsError.NOT_GUARDIAN);
        }
        KeyHandlers.requireFits(message.getScheme(), message.getPublicKey());
        boolean first = recovery.getScheme() == 0;
        boolean same = recovery.getScheme() == message.getScheme()
                && recovery.getPublicKey().equals(message.getPublicKey());
        if (!first && !same) {
            throw RejectedException.of(AccountsError.OTHER_KEY);
        }
        if (recovery.getApprovalsList().contains(guardian)) {
            throw RejectedException.of(AccountsError.RECOVERY_PENDING);
        }
        Recovery.Builder next = recovery.toBuilder()
                .setScheme(message.getScheme())
                .setPublicKey(message.getPublicKey())
                .addApprovals(guardian);
        if (next.getApprovalsCount() == recovery.getNeeded()) {
            long ready = context.block().timeMs() + recovery.getDelayS() * MS;
            JobId job = scheduler.at(
                    context, MODULE, FINISH, Bytes.wrap(address.hash().toBytes()), address, ready);
            next.setReadyMs(ready).setJob(job.number());
        }
        state.put(address, next.build());
        context.emit(RecoveryStarted.newBuilder()
                .setAccount(message.getAccount())
                .setGuardian(guardian)
                .setApprovals(next.getApprovalsCount())
                .setReadyMs(next.getReadyMs())
                .build());
    }

    void cancel(Context context, CancelRecovery message) throws RejectedException {
        AccountsState state = new AccountsState(context.state());
        Address address = context.signer();
        Recovery recovery = state.recovery(address);
        if (recovery == null || recovery.getScheme() == 0) {
            throw RejectedException.of(AccountsError.RECOVERY_EARLY);
        }
        if (recovery.getReadyMs() != 0) {
            scheduler.cancel(context, new JobId(MODULE, recovery.getReadyMs(), recovery.getJob()));
        }
        state.put(address, idle(recovery));
        context.emit(RecoveryCancelled.newBuilder()
                .setAccount(address.toByteString())
                .build());
    }

    void finish(Context context, FinishRecovery message) throws RejectedException {
        Address address = Address.of(message.getAccount());
        Recovery recovery = new AccountsState(context.state()).recovery(address);
        if (recovery != null && recovery.getReadyMs() != 0) {
            scheduler.cancel(context, new JobId(MODULE, recovery.getReadyMs(), recovery.getJob()));
        }
        finish(context, address);
    }

    /** The scheduler's. */
    void job(Context context, Bytes ref) throws RejectedException {
        finish(context, new Address(Hash.of(ref.toArray())));
    }

    private static void finish(Context context, Address address) throws RejectedException {
        AccountsState state = new AccountsState(context.state());
        Recovery recovery = state.recovery(address);
        if (recovery == null
                || recovery.getReadyMs() == 0
                || recovery.getReadyMs() > context.block().parentTimeMs()) {
            throw RejectedException.of(AccountsError.RECOVERY_EARLY);
        }
        Account account = state.account(address);
        for (int id : state.keys(address, account).keySet()) {
            state.deleteKey(address, id);
        }
        state.putKey(
                address,
                0,
                AccountKey.newBuilder()
                        .setScheme(recovery.getScheme())
                        .setPublicKey(recovery.getPublicKey())
                        .setWeight(1)
                        .build());
        KeyHandlers.changed(
                context,
                state,
                address,
                account.toBuilder()
                        .setSequence(Math.max(1, account.getSequence()))
                        .setKeys(1)
                        .setThreshold(0));
        state.put(address, idle(recovery));
        context.emit(
                RecoveryDone.newBuilder().setAccount(address.toByteString()).build());
    }

    private static Recovery idle(Recovery recovery) {
        return recovery.toBuilder()
                .clearScheme()
                .clearPublicKey()
                .clearApprovals()
                .clearReadyMs()
                .clearJob()
                .build();
    }
}
