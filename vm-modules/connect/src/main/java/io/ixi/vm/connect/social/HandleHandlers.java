package io.ixi.vm.connect.social;

import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.connect.social.proto.CommitHandle;
import io.ixi.vm.connect.social.proto.Handle;
import io.ixi.vm.connect.social.proto.HandleChanged;
import io.ixi.vm.connect.social.proto.HandleCommit;
import io.ixi.vm.connect.social.proto.Profile;
import io.ixi.vm.connect.social.proto.ProfileSet;
import io.ixi.vm.connect.social.proto.ReleaseHandle;
import io.ixi.vm.connect.social.proto.RenewHandle;
import io.ixi.vm.connect.social.proto.RevealHandle;
import io.ixi.vm.connect.social.proto.SetProfile;
import io.ixi.vm.connect.social.proto.SocialError;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.proto.KernelError;
import java.nio.charset.StandardCharsets;

/** Names that nobody can snatch: first a commitment, then the name. And what stands behind them. */
final class HandleHandlers {
    private static final byte[] TAG = "IXI-handle-v1".getBytes(StandardCharsets.US_ASCII);
    private static final int SHORTEST = 3;
    private static final int LONGEST = 20;
    private static final long LEAST_AGE = 2;
    private static final long MOST_AGE = 20_000;
    private static final long SECOND_MS = 1_000;
    private static final int HANDLE_BYTES = 60;
    private static final int PROFILE_BYTES = 160;
    private static final int CELL_BITS = 61;

    private final Deposits deposits;

    HandleHandlers(Deposits deposits) {
        this.deposits = deposits;
    }

    static Hash commitment(Address account, byte[] salt, String handle) {
        return Hash.sha256(TAG, account.hash().toBytes(), salt, handle.getBytes(StandardCharsets.US_ASCII));
    }

    static Bytes deposit(int kind, Address account) {
        byte[] all = new byte[1 + Hash.BYTES];
        all[0] = (byte) kind;
        System.arraycopy(account.hash().toBytes(), 0, all, 1, Hash.BYTES);
        return Bytes.wrap(all);
    }

    static boolean valid(String handle) {
        boolean valid = handle.length() >= SHORTEST && handle.length() <= LONGEST;
        for (int i = 0; valid && i < handle.length(); i++) {
            char c = handle.charAt(i);
            boolean letter = c >= 'a' && c <= 'z';
            valid = letter || (i > 0 && (c == '_' || (c >= '0' && c <= '9')));
        }
        return valid;
    }

    /** One commitment for each account, so its room needs no deposit of its own. */
    static void commit(Context context, CommitHandle message) {
        new SocialState(context.state())
                .put(
                        context.signer(),
                        HandleCommit.newBuilder()
                                .setCommitment(message.getCommitment())
                                .setHeight(context.block().height())
                                .build());
    }

    void reveal(Context context, RevealHandle message) throws RejectedException {
        SocialState state = new SocialState(context.state());
        Address account = context.signer();
        String name = message.getHandle();
        if (!valid(name)) {
            throw RejectedException.of(SocialError.BAD_HANDLE);
        }
        HandleCommit commit = state.commit(account);
        long age = commit == null ? 0 : context.block().height() - commit.getHeight();
        Hash opened = commitment(account, message.getSalt().toByteArray(), name);
        boolean opens =
                commit != null && opened.equals(Hash.of(commit.getCommitment().toByteArray()));
        if (!opens || age < LEAST_AGE || age > MOST_AGE) {
            throw RejectedException.of(SocialError.COMMIT_TOO_YOUNG);
        }
        long now = context.block().parentTimeMs();
        Handle before = state.handle(name);
        if (before != null && before.getUntilMs() > now) {
            throw RejectedException.of(SocialError.NAME_TAKEN);
        }
        if (before != null) {
            free(context, state, name, before);
        }
        Profile own = state.profile(account);
        if (!own.getHandle().isEmpty()) {
            Handle mine = state.handle(own.getHandle());
            if (mine != null) {
                free(context, state, own.getHandle(), mine);
            }
        }
        state.deleteCommit(account);
        deposits.lock(context, account, deposit(1, account), HANDLE_BYTES);
        state.put(account, state.profile(account).toBuilder().setHandle(name).build());
        keep(context, state, name, account);
    }

    private static void keep(Context context, SocialState state, String name, Address account) {
        long until = context.block().parentTimeMs() + state.parameters().getHandleS() * SECOND_MS;
        state.put(
                name,
                Handle.newBuilder()
                        .setAccount(account.toByteString())
                        .setUntilMs(until)
                        .build());
        emit(context, name, account, until);
    }

    private static void emit(Context context, String name, Address account, long until) {
        context.emit(HandleChanged.newBuilder()
                .setHandle(name)
                .setAccount(account.toByteString())
                .setUntilMs(until)
                .build());
    }

    /** A handle is nobody's: its last owner has the deposit back. */
    private void free(Context context, SocialState state, String name, Handle handle) throws RejectedException {
        Address owner = Address.of(handle.getAccount());
        deposits.unlock(context, deposit(1, owner), owner);
        state.deleteHandle(name);
        state.put(owner, state.profile(owner).toBuilder().clearHandle().build());
        emit(context, name, owner, 0);
    }

    private static String own(SocialState state, Address account) throws RejectedException {
        String name = state.profile(account).getHandle();
        if (name.isEmpty()) {
            throw RejectedException.of(KernelError.NOT_FOUND, "handle");
        }
        return name;
    }

    static void renew(Context context, RenewHandle message) throws RejectedException {
        SocialState state = new SocialState(context.state());
        keep(context, state, own(state, context.signer()), context.signer());
    }

    void release(Context context, ReleaseHandle message) throws RejectedException {
        SocialState state = new SocialState(context.state());
        String name = own(state, context.signer());
        Handle handle = state.handle(name);
        if (handle != null) {
            free(context, state, name, handle);
        }
    }

    void setProfile(Context context, SetProfile message) throws RejectedException {
        SocialState state = new SocialState(context.state());
        long cell = message.getCell();
        boolean isCell = cell > 0 && cell >>> CELL_BITS == 0 && (Long.numberOfTrailingZeros(cell) & 1) == 0;
        if (cell != 0 && !isCell) {
            throw RejectedException.of(SocialError.BAD_CELL);
        }
        Profile before = state.profile(context.signer());
        if (!before.hasContentHash()) {
            deposits.lock(context, context.signer(), deposit(2, context.signer()), PROFILE_BYTES);
        }
        Profile.Builder next = before.toBuilder()
                .setContentHash(message.getContentHash())
                .setCell(cell)
                .clearAvatarHash();
        if (message.hasAvatarHash()) {
            next.setAvatarHash(message.getAvatarHash());
        }
        state.put(context.signer(), next.build());
        context.emit(ProfileSet.newBuilder()
                .setAccount(context.signer().toByteString())
                .build());
    }
}
