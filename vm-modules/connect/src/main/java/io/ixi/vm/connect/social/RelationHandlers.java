package io.ixi.vm.connect.social;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.connect.social.SocialState.Edge;
import io.ixi.vm.connect.social.proto.Anchor;
import io.ixi.vm.connect.social.proto.AnchorChanged;
import io.ixi.vm.connect.social.proto.AnchorPosts;
import io.ixi.vm.connect.social.proto.BuyUnits;
import io.ixi.vm.connect.social.proto.Profile;
import io.ixi.vm.connect.social.proto.RelationKind;
import io.ixi.vm.connect.social.proto.RelationsChanged;
import io.ixi.vm.connect.social.proto.RemoveAnchor;
import io.ixi.vm.connect.social.proto.ReturnUnits;
import io.ixi.vm.connect.social.proto.SetRelations;
import io.ixi.vm.connect.social.proto.SocialError;
import io.ixi.vm.connect.social.proto.Tombstone;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.Context;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.proto.KernelError;
import java.util.Arrays;

/** Who follows and blocks whom, and anchors of posts, in room that was bought. */
final class RelationHandlers {
    static final int PER_UNIT = 100;

    private static final int MAX_BOUGHT = 8;
    private static final int MAX_UNITS = 1_000;
    private static final int UNIT_BYTES = PER_UNIT * 160;
    private static final int MAX_POSTS = 1_000;

    private final Deposits deposits;

    RelationHandlers(Deposits deposits) {
        this.deposits = deposits;
    }

    static long used(Profile profile) {
        return profile.getFollowing() + profile.getBlocking() + profile.getAnchors();
    }

    void buy(Context context, BuyUnits message) throws RejectedException {
        SocialState state = new SocialState(context.state());
        Profile profile = state.profile(context.signer());
        int units = message.getUnits();
        if (units < 1 || units > MAX_BOUGHT || profile.getUnits() + units > MAX_UNITS) {
            throw RejectedException.of(SocialError.BAD_UNITS);
        }
        for (int i = 0; i < units; i++) {
            deposits.lock(context, context.signer(), unit(context, profile.getUnits() + i), UNIT_BYTES);
        }
        state.put(
                context.signer(),
                profile.toBuilder().setUnits(profile.getUnits() + units).build());
    }

    private static Bytes unit(Context context, int number) {
        byte[] name = Arrays.copyOf(HandleHandlers.deposit(3, context.signer()).unsafeArray(), 35);
        name[33] = (byte) (number >>> 8);
        name[34] = (byte) number;
        return Bytes.wrap(name);
    }

    void giveBack(Context context, ReturnUnits message) throws RejectedException {
        SocialState state = new SocialState(context.state());
        Profile profile = state.profile(context.signer());
        int units = message.getUnits();
        boolean fits = units >= 1
                && units <= MAX_BOUGHT
                && units <= profile.getUnits()
                && used(profile) <= (long) PER_UNIT * (profile.getUnits() - units);
        if (!fits) {
            throw RejectedException.of(SocialError.BAD_UNITS);
        }
        for (int i = 1; i <= units; i++) {
            deposits.unlock(context, unit(context, profile.getUnits() - i), context.signer());
        }
        state.put(
                context.signer(),
                profile.toBuilder().setUnits(profile.getUnits() - units).build());
    }

    private static void requireRoom(SocialState state, Address account) throws RejectedException {
        Profile profile = state.profile(account);
        if (used(profile) > (long) PER_UNIT * profile.getUnits()) {
            throw RejectedException.of(SocialError.UNITS);
        }
    }

    static void relate(Context context, SetRelations message) throws RejectedException {
        SocialState state = new SocialState(context.state());
        Address from = context.signer();
        RelationKind kind = message.getKind();
        if (kind == RelationKind.UNRECOGNIZED || message.getAddCount() + message.getRemoveCount() == 0) {
            throw RejectedException.of(SocialError.BAD_RELATION);
        }
        for (ByteString target : message.getRemoveList()) {
            Edge edge = new Edge(from, kind, Address.of(target));
            if (!state.has(edge)) {
                throw RejectedException.of(SocialError.BAD_RELATION);
            }
            remove(state, edge);
        }
        for (ByteString target : message.getAddList()) {
            Address to = Address.of(target);
            Edge edge = new Edge(from, kind, to);
            boolean blocked =
                    kind == RelationKind.RELATION_FOLLOW && state.has(new Edge(to, RelationKind.RELATION_BLOCK, from));
            if (to.equals(from) || blocked || state.has(edge)) {
                throw RejectedException.of(SocialError.BAD_RELATION);
            }
            add(state, edge);
            Edge back = new Edge(to, RelationKind.RELATION_FOLLOW, from);
            if (kind == RelationKind.RELATION_BLOCK && state.has(back)) {
                remove(state, back);
            }
        }
        requireRoom(state, from);
        context.emit(RelationsChanged.newBuilder()
                .setAccount(from.toByteString())
                .setKind(kind)
                .setAdded(message.getAddCount())
                .setRemoved(message.getRemoveCount())
                .build());
    }

    private static void add(SocialState state, Edge edge) {
        state.put(edge);
        count(state, edge, 1);
    }

    private static void remove(SocialState state, Edge edge) {
        state.delete(edge);
        count(state, edge, -1);
    }

    private static void count(SocialState state, Edge edge, int change) {
        Profile from = state.profile(edge.from());
        if (edge.kind() == RelationKind.RELATION_BLOCK) {
            state.put(
                    edge.from(),
                    from.toBuilder().setBlocking(from.getBlocking() + change).build());
            return;
        }
        state.put(
                edge.from(),
                from.toBuilder().setFollowing(from.getFollowing() + change).build());
        Profile to = state.profile(edge.to());
        state.put(
                edge.to(),
                to.toBuilder().setFollowers(to.getFollowers() + change).build());
    }

    static void anchor(Context context, AnchorPosts message) throws RejectedException {
        SocialState state = new SocialState(context.state());
        Address author = context.signer();
        if (message.getCount() < 1 || message.getCount() > MAX_POSTS) {
            throw RejectedException.of(SocialError.BAD_ANCHOR);
        }
        Profile profile = state.profile(author);
        long number = profile.getNextAnchor();
        state.put(
                author,
                number,
                Anchor.newBuilder()
                        .setRoot(message.getRoot())
                        .setCount(message.getCount())
                        .setBlobHash(message.getBlobHash())
                        .setAtMs(context.block().parentTimeMs())
                        .build());
        state.put(
                author,
                profile.toBuilder()
                        .setNextAnchor(number + 1)
                        .setAnchors(profile.getAnchors() + 1)
                        .build());
        requireRoom(state, author);
        emit(context, number, false);
    }

    private static void emit(Context context, long number, boolean removed) {
        context.emit(AnchorChanged.newBuilder()
                .setAuthor(context.signer().toByteString())
                .setAnchor(number)
                .setRemoved(removed)
                .build());
    }

    private static Anchor own(SocialState state, Address author, long number) throws RejectedException {
        Anchor anchor = state.anchor(author, number);
        if (anchor == null) {
            throw RejectedException.of(KernelError.NOT_FOUND, "anchor");
        }
        return anchor;
    }

    static void tombstone(Context context, Tombstone message) throws RejectedException {
        SocialState state = new SocialState(context.state());
        Address author = context.signer();
        Anchor anchor = own(state, author, message.getAnchor());
        byte[] bits = anchor.getWithdrawn().isEmpty()
                ? new byte[(anchor.getCount() + 7) / 8]
                : anchor.getWithdrawn().toByteArray();
        for (int leaf : message.getLeavesList()) {
            if (Integer.compareUnsigned(leaf, anchor.getCount()) >= 0) {
                throw RejectedException.of(SocialError.BAD_ANCHOR);
            }
            bits[leaf >>> 3] |= (byte) (0x80 >>> (leaf & 7));
        }
        if (message.getLeavesCount() == 0) {
            throw RejectedException.of(SocialError.BAD_ANCHOR);
        }
        state.put(
                author,
                message.getAnchor(),
                anchor.toBuilder()
                        .setWithdrawn(UnsafeByteOperations.unsafeWrap(bits))
                        .build());
        emit(context, message.getAnchor(), false);
    }

    static void removeAnchor(Context context, RemoveAnchor message) throws RejectedException {
        SocialState state = new SocialState(context.state());
        Address author = context.signer();
        own(state, author, message.getAnchor());
        state.deleteAnchor(author, message.getAnchor());
        Profile profile = state.profile(author);
        state.put(
                author, profile.toBuilder().setAnchors(profile.getAnchors() - 1).build());
        emit(context, message.getAnchor(), true);
    }
}
