package io.ixi.vm.connect.chat;

import io.ixi.consensus.types.Bytes;
import io.ixi.vm.connect.chat.proto.ChatError;
import io.ixi.vm.connect.chat.proto.Inbox;
import io.ixi.vm.connect.chat.proto.KeyPackage;
import io.ixi.vm.connect.chat.proto.KeyPackageTaken;
import io.ixi.vm.connect.chat.proto.KeyPackagesChanged;
import io.ixi.vm.connect.chat.proto.NewKeyPackage;
import io.ixi.vm.connect.chat.proto.PublishKeyPackages;
import io.ixi.vm.connect.chat.proto.RemoveKeyPackages;
import io.ixi.vm.connect.chat.proto.TakeKeyPackage;
import io.ixi.vm.connect.chat.proto.Taker;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.proto.KernelError;
import java.util.Map;
import java.util.NavigableMap;

/** Commitments to key packages. One deposit covers all that an account may have. */
final class PackageHandlers {
    static final int MAX_PACKAGES = 20;

    private static final int MAX_TAKEN = 20;
    private static final int PACKAGE_BYTES = 80;
    private static final long HOUR_MS = 3_600_000;
    private static final long YEAR_MS = 366L * 86_400_000;

    private final Deposits deposits;

    PackageHandlers(Deposits deposits) {
        this.deposits = deposits;
    }

    private static Bytes deposit(Address account) {
        return Bytes.wrap(account.hash().toBytes());
    }

    /** Those that are over make room first. */
    void publish(Context context, PublishKeyPackages message) throws RejectedException {
        ChatState state = new ChatState(context.state());
        Address account = context.signer();
        long now = context.block().parentTimeMs();
        Inbox inbox = state.inbox(account);
        boolean lastResort = false;
        int count = inbox.getPackages();
        for (Map.Entry<Long, KeyPackage> entry : state.packages(account).entrySet()) {
            if (entry.getValue().getUntilMs() <= now) {
                state.deletePackage(account, entry.getKey());
                count--;
            } else {
                lastResort |= entry.getValue().getLastResort();
            }
        }
        long next = inbox.getNext();
        for (NewKeyPackage made : message.getPackagesList()) {
            boolean soon = made.getUntilMs() > now && made.getUntilMs() - now <= YEAR_MS;
            if (!soon || (made.getLastResort() && lastResort)) {
                throw RejectedException.of(ChatError.BAD_PACKAGE);
            }
            lastResort |= made.getLastResort();
            state.put(
                    account,
                    next++,
                    KeyPackage.newBuilder()
                            .setHash(made.getHash())
                            .setUntilMs(made.getUntilMs())
                            .setLastResort(made.getLastResort())
                            .build());
            count++;
        }
        if (message.getPackagesCount() == 0 || count > MAX_PACKAGES) {
            throw RejectedException.of(ChatError.BAD_PACKAGE);
        }
        if (inbox.getPackages() == 0) {
            deposits.lock(context, account, deposit(account), MAX_PACKAGES * PACKAGE_BYTES);
        }
        put(context, state, account, inbox.toBuilder().setNext(next).setPackages(count));
    }

    private static void put(Context context, ChatState state, Address account, Inbox.Builder inbox) {
        state.put(account, inbox.build());
        context.emit(KeyPackagesChanged.newBuilder()
                .setAccount(account.toByteString())
                .setLeft(inbox.getPackages())
                .build());
    }

    void remove(Context context, RemoveKeyPackages message) throws RejectedException {
        ChatState state = new ChatState(context.state());
        Address account = context.signer();
        for (long number : message.getNumbersList()) {
            if (state.keyPackage(account, number) == null) {
                throw RejectedException.of(KernelError.NOT_FOUND, "key package " + number);
            }
            remove(context, state, account, number);
        }
        put(context, state, account, state.inbox(account).toBuilder());
    }

    private void remove(Context context, ChatState state, Address account, long number) throws RejectedException {
        Inbox inbox = state.inbox(account);
        state.deletePackage(account, number);
        state.put(
                account, inbox.toBuilder().setPackages(inbox.getPackages() - 1).build());
        if (inbox.getPackages() == 1) {
            deposits.unlock(context, deposit(account), account);
        }
    }

    void take(Context context, TakeKeyPackage message) throws RejectedException {
        ChatState state = new ChatState(context.state());
        Address account = Address.of(message.getAccount());
        long now = context.block().parentTimeMs();
        count(state, context.signer(), now / HOUR_MS);
        NavigableMap<Long, KeyPackage> all = state.packages(account);
        Map.Entry<Long, KeyPackage> chosen = null;
        for (Map.Entry<Long, KeyPackage> entry : all.entrySet()) {
            KeyPackage candidate = entry.getValue();
            boolean better = chosen == null || (chosen.getValue().getLastResort() && !candidate.getLastResort());
            if (candidate.getUntilMs() > now && better) {
                chosen = entry;
            }
        }
        if (chosen == null) {
            throw RejectedException.of(ChatError.NO_KEYPKG);
        }
        if (!chosen.getValue().getLastResort()) {
            remove(context, state, account, chosen.getKey());
        }
        context.emit(KeyPackageTaken.newBuilder()
                .setAccount(message.getAccount())
                .setTaker(context.signer().toByteString())
                .setNumber(chosen.getKey())
                .setHash(chosen.getValue().getHash())
                .build());
    }

    private static void count(ChatState state, Address account, long hour) throws RejectedException {
        Taker taker = state.taker(account);
        int taken = taker.getHour() == hour ? taker.getTaken() : 0;
        if (taken >= MAX_TAKEN) {
            throw RejectedException.of(ChatError.TAKEN_TOO_MANY);
        }
        state.put(account, Taker.newBuilder().setHour(hour).setTaken(taken + 1).build());
    }
}
