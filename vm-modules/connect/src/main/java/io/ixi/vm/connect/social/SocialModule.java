package io.ixi.vm.connect.social;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Bytes;
import io.ixi.consensus.types.Hash;
import io.ixi.vm.connect.social.SocialState.Edge;
import io.ixi.vm.connect.social.proto.AnchorInfo;
import io.ixi.vm.connect.social.proto.AnchorPosts;
import io.ixi.vm.connect.social.proto.AnchorsQuery;
import io.ixi.vm.connect.social.proto.AnchorsResult;
import io.ixi.vm.connect.social.proto.Appeal;
import io.ixi.vm.connect.social.proto.BuyUnits;
import io.ixi.vm.connect.social.proto.CommitHandle;
import io.ixi.vm.connect.social.proto.DropLabel;
import io.ixi.vm.connect.social.proto.GenesisState;
import io.ixi.vm.connect.social.proto.Handle;
import io.ixi.vm.connect.social.proto.HandleQuery;
import io.ixi.vm.connect.social.proto.JuryVote;
import io.ixi.vm.connect.social.proto.Parameters;
import io.ixi.vm.connect.social.proto.PokeCase;
import io.ixi.vm.connect.social.proto.Profile;
import io.ixi.vm.connect.social.proto.ProfileQuery;
import io.ixi.vm.connect.social.proto.PutLabel;
import io.ixi.vm.connect.social.proto.RegisterModerator;
import io.ixi.vm.connect.social.proto.RelationKind;
import io.ixi.vm.connect.social.proto.RelationsQuery;
import io.ixi.vm.connect.social.proto.RelationsResult;
import io.ixi.vm.connect.social.proto.ReleaseHandle;
import io.ixi.vm.connect.social.proto.RemoveAnchor;
import io.ixi.vm.connect.social.proto.RenewHandle;
import io.ixi.vm.connect.social.proto.RetireModerator;
import io.ixi.vm.connect.social.proto.ReturnUnits;
import io.ixi.vm.connect.social.proto.RevealHandle;
import io.ixi.vm.connect.social.proto.SetProfile;
import io.ixi.vm.connect.social.proto.SetRelations;
import io.ixi.vm.connect.social.proto.SocialProto;
import io.ixi.vm.connect.social.proto.Tombstone;
import io.ixi.vm.kernel.Address;
import io.ixi.vm.kernel.exec.RejectedException;
import io.ixi.vm.kernel.module.BrokenInvariantException;
import io.ixi.vm.kernel.module.Deposits;
import io.ixi.vm.kernel.module.GateSource;
import io.ixi.vm.kernel.module.Handler;
import io.ixi.vm.kernel.module.Module;
import io.ixi.vm.kernel.module.Money;
import io.ixi.vm.kernel.module.Query;
import io.ixi.vm.kernel.proto.Condition;
import io.ixi.vm.kernel.proto.KernelError;
import io.ixi.vm.kernel.state.Overlay;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The social module: wiring, queries, invariants. */
public final class SocialModule implements Module, GateSource {
    static final int ID = 8;

    /** What a genesis without parameters starts with. */
    public static final Parameters DEFAULTS = Parameters.newBuilder()
            .setHandleS(31_536_000)
            .setModeratorBond(1_000_000_000)
            .setAppealBond(50_000_000)
            .setSlashPpm(200_000)
            .setJuryS(604_800)
            .build();

    private static final int MAX_PAGE = 100;
    private static final int FOLLOWS = 1;
    private static final int FOLLOWED = 2;
    private static final int NOT_BLOCKED = 3;

    private final HandleHandlers handles;
    private final RelationHandlers relations;
    private final ModerationHandlers moderation;
    private final AppealHandlers appeals;

    /** @param treasury who receives what moderators and appellants lose and no juror has */
    public SocialModule(Money money, Address treasury) {
        Deposits deposits = new Deposits(money, ID);
        this.handles = new HandleHandlers(deposits);
        this.relations = new RelationHandlers(deposits);
        this.moderation = new ModerationHandlers(money, deposits);
        this.appeals = new AppealHandlers(money, treasury, moderation);
    }

    @Override
    public FileDescriptor descriptor() {
        return SocialProto.getDescriptor();
    }

    @Override
    public List<Handler<?>> handlers() {
        return List.of(
                Handler.of(CommitHandle.getDefaultInstance(), HandleHandlers::commit),
                Handler.of(RevealHandle.getDefaultInstance(), handles::reveal),
                Handler.of(RenewHandle.getDefaultInstance(), HandleHandlers::renew),
                Handler.of(ReleaseHandle.getDefaultInstance(), handles::release),
                Handler.of(SetProfile.getDefaultInstance(), handles::setProfile),
                Handler.of(BuyUnits.getDefaultInstance(), relations::buy),
                Handler.of(ReturnUnits.getDefaultInstance(), relations::giveBack),
                Handler.of(SetRelations.getDefaultInstance(), RelationHandlers::relate),
                Handler.of(AnchorPosts.getDefaultInstance(), RelationHandlers::anchor),
                Handler.of(Tombstone.getDefaultInstance(), RelationHandlers::tombstone),
                Handler.of(RemoveAnchor.getDefaultInstance(), RelationHandlers::removeAnchor),
                Handler.of(RegisterModerator.getDefaultInstance(), moderation::register),
                Handler.of(RetireModerator.getDefaultInstance(), moderation::retire),
                Handler.of(PutLabel.getDefaultInstance(), moderation::put),
                Handler.of(DropLabel.getDefaultInstance(), moderation::drop),
                Handler.of(Appeal.getDefaultInstance(), appeals::appeal),
                Handler.of(JuryVote.getDefaultInstance(), appeals::vote),
                Handler.of(PokeCase.getDefaultInstance(), appeals::poke));
    }

    @Override
    public List<Query<?, ?>> queries() {
        List<Query<?, ?>> all = new ArrayList<>(List.of(
                Query.of(HandleQuery.getDefaultInstance(), Handle.getDefaultInstance(), SocialModule::handle),
                Query.of(ProfileQuery.getDefaultInstance(), Profile.getDefaultInstance(), SocialModule::profile),
                Query.of(
                        RelationsQuery.getDefaultInstance(),
                        RelationsResult.getDefaultInstance(),
                        SocialModule::relations),
                Query.of(
                        AnchorsQuery.getDefaultInstance(), AnchorsResult.getDefaultInstance(), SocialModule::anchors)));
        all.addAll(ModerationQueries.all());
        return all;
    }

    static int limit(int wanted) throws RejectedException {
        if (Integer.compareUnsigned(wanted, MAX_PAGE) > 0) {
            throw RejectedException.of(KernelError.LIMIT, "limit up to " + MAX_PAGE);
        }
        return wanted == 0 ? MAX_PAGE : wanted;
    }

    private static Handle handle(Overlay overlay, HandleQuery params) throws RejectedException {
        Handle handle =
                HandleHandlers.valid(params.getHandle()) ? new SocialState(overlay).handle(params.getHandle()) : null;
        if (handle == null) {
            throw RejectedException.of(KernelError.NOT_FOUND);
        }
        return handle;
    }

    private static Profile profile(Overlay overlay, ProfileQuery params) {
        return new SocialState(overlay).profile(Address.of(params.getAccount()));
    }

    private static RelationsResult relations(Overlay overlay, RelationsQuery params) throws RejectedException {
        int limit = limit(params.getLimit());
        if (params.getKind() == RelationKind.UNRECOGNIZED) {
            throw RejectedException.of(KernelError.NOT_FOUND);
        }
        RelationsResult.Builder page = RelationsResult.newBuilder();
        Bytes after = Bytes.wrap(params.getCursor().toByteArray());
        Address account = Address.of(params.getAccount());
        new SocialState(overlay).scan(account, params.getKind(), params.getReverse(), after, other -> {
            if (page.getAccountsCount() == limit) {
                page.setNext(page.getAccounts(limit - 1));
                return false;
            }
            page.addAccounts(ByteString.copyFrom(other.unsafeArray()));
            return true;
        });
        return page.build();
    }

    private static AnchorsResult anchors(Overlay overlay, AnchorsQuery params) throws RejectedException {
        int limit = limit(params.getLimit());
        AnchorsResult.Builder page = AnchorsResult.newBuilder();
        Bytes after = params.getFrom() == 0
                ? Bytes.EMPTY
                : Bytes.wrap(ByteBuffer.allocate(Long.BYTES)
                        .putLong(params.getFrom() - 1)
                        .array());
        new SocialState(overlay).scanAnchors(Address.of(params.getAuthor()), after, (number, anchor) -> {
            page.addAnchors(AnchorInfo.newBuilder().setNumber(number).setAnchor(anchor));
            return page.getAnchorsCount() < limit;
        });
        return page.build();
    }

    @Override
    public Handler<? extends Message> genesis() {
        return Handler.of(
                GenesisState.getDefaultInstance(),
                (context, genesis) -> new SocialState(context.state())
                        .put(genesis.hasParameters() ? genesis.getParameters() : DEFAULTS));
    }

    @Override
    public boolean answers(Condition.TestCase kind) {
        return kind == Condition.TestCase.RELATION || kind == Condition.TestCase.NOT_LISTED;
    }

    /** An unknown kind of relation does not hold. Lists are labelers: an account is listed while one labels it. */
    @Override
    public boolean holds(Overlay overlay, Address account, Condition condition, long timeMs) {
        if (condition.getTestCase() == Condition.TestCase.NOT_LISTED) {
            return condition.getNotListed().size() == Hash.BYTES
                    && !new ModerationState(overlay).labelled(account, Address.of(condition.getNotListed()), timeMs);
        }
        SocialState state = new SocialState(overlay);
        Address other = Address.of(condition.getRelation().getAccount());
        int kind = condition.getRelation().getKind();
        return (kind == FOLLOWS && state.has(new Edge(account, RelationKind.RELATION_FOLLOW, other)))
                || (kind == FOLLOWED && state.has(new Edge(other, RelationKind.RELATION_FOLLOW, account)))
                || (kind == NOT_BLOCKED && !state.has(new Edge(other, RelationKind.RELATION_BLOCK, account)));
    }

    /** For each profile that the block wrote: what is in use fits, and its handle is its own. */
    @Override
    public void check(Overlay block) {
        SocialState state = new SocialState(block);
        state.touchedProfiles((account, profile) -> fits(state, account, profile));
    }

    private static void fits(SocialState state, Address account, Profile profile) {
        require(
                RelationHandlers.used(profile) <= (long) RelationHandlers.PER_UNIT * profile.getUnits(),
                account + ": more than its room is in use");
        if (!profile.getHandle().isEmpty()) {
            Handle handle = state.handle(profile.getHandle());
            require(
                    handle != null && handle.getAccount().equals(account.toByteString()),
                    account + ": its handle is another's");
        }
    }

    @Override
    public void audit(Overlay overlay) {
        ModerationQueries.audit(overlay);
        SocialState state = new SocialState(overlay);
        NavigableMap<Address, long[]> counts = new TreeMap<>();
        state.scanEdges((edge, mirrored) -> {
            require(mirrored, edge + " has no mirror");
            boolean follow = edge.kind() == RelationKind.RELATION_FOLLOW;
            counts.computeIfAbsent(edge.from(), none -> new long[4])[follow ? 0 : 2]++;
            if (follow) {
                counts.computeIfAbsent(edge.to(), none -> new long[4])[1]++;
            }
        });
        state.scanAnchors((author, anchor) -> counts.computeIfAbsent(author, none -> new long[4])[3]++);
        long[] named = new long[2];
        state.scanProfiles((account, profile) -> {
            fits(state, account, profile);
            long[] own = counts.getOrDefault(account, new long[4]);
            counts.remove(account);
            require(
                    profile.getFollowing() == own[0]
                            && profile.getFollowers() == own[1]
                            && profile.getBlocking() == own[2]
                            && profile.getAnchors() == own[3],
                    account + " is miscounted");
            named[0] += profile.getHandle().isEmpty() ? 0 : 1;
        });
        state.scanHandles((name, handle) -> named[1]++);
        require(named[0] == named[1], "handles of nobody");
        require(counts.isEmpty(), "relations or anchors of nobody");
    }

    private static void require(boolean holds, String fault) {
        if (!holds) {
            throw new BrokenInvariantException("social: " + fault);
        }
    }
}
