package io.ixi.vm.connect.social;

import static io.ixi.vm.testkit.MemoryChain.account;
import static io.ixi.vm.testkit.MemoryChain.address;
import static io.ixi.vm.testkit.MemoryChain.hash;
import static io.ixi.vm.testkit.MemoryChain.send;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.consensus.types.Bytes;
import io.ixi.vm.connect.social.proto.AnchorPosts;
import io.ixi.vm.connect.social.proto.AnchorsQuery;
import io.ixi.vm.connect.social.proto.AnchorsResult;
import io.ixi.vm.connect.social.proto.BuyUnits;
import io.ixi.vm.connect.social.proto.CommitHandle;
import io.ixi.vm.connect.social.proto.Handle;
import io.ixi.vm.connect.social.proto.HandleQuery;
import io.ixi.vm.connect.social.proto.Profile;
import io.ixi.vm.connect.social.proto.ProfileQuery;
import io.ixi.vm.connect.social.proto.RelationKind;
import io.ixi.vm.connect.social.proto.RelationsQuery;
import io.ixi.vm.connect.social.proto.RelationsResult;
import io.ixi.vm.connect.social.proto.ReleaseHandle;
import io.ixi.vm.connect.social.proto.RemoveAnchor;
import io.ixi.vm.connect.social.proto.RenewHandle;
import io.ixi.vm.connect.social.proto.ReturnUnits;
import io.ixi.vm.connect.social.proto.RevealHandle;
import io.ixi.vm.connect.social.proto.SetProfile;
import io.ixi.vm.connect.social.proto.SetRelations;
import io.ixi.vm.connect.social.proto.Tombstone;
import io.ixi.vm.kernel.proto.Condition;
import io.ixi.vm.kernel.proto.RelationTest;
import io.ixi.vm.testkit.MemoryChain;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Names, profiles, follows and posts. */
class SocialTest {
    static final int ALICE = 0;
    static final int BOB = 1;
    static final int CAROL = 2;
    static final int POOR = 3;

    private final MemoryChain chain = chain();

    static MemoryChain chain() {
        return new MemoryChain(140, economy -> List.of(new SocialModule(economy.money(), account(99))));
    }

    private void expect(String outcome, int account, Message message) {
        assertThat(chain.outcome(account, message)).as(message.toString()).isEqualTo(outcome);
        chain.audit();
    }

    private void poor(Message message) {
        chain.run(ALICE, send("", POOR, 100_000_000));
        chain.drainFor(POOR, message);
        expect("DEPOSIT", POOR, message);
    }

    private static CommitHandle commit(int account, String handle) {
        byte[] salt = hash("salt").toByteArray();
        return CommitHandle.newBuilder()
                .setCommitment(ByteString.copyFrom(HandleHandlers.commitment(account(account), salt, handle)
                        .toBytes()))
                .build();
    }

    private static RevealHandle reveal(String handle) {
        return RevealHandle.newBuilder().setHandle(handle).setSalt(hash("salt")).build();
    }

    private void take(int account, String handle) {
        expect("OK", account, commit(account, handle));
        chain.pass(0);
        expect("OK", account, reveal(handle));
    }

    private Profile profile(int account) {
        return chain.ask(
                "social/profile",
                ProfileQuery.newBuilder().setAccount(address(account)).build(),
                Profile.getDefaultInstance());
    }

    @Test
    void aHandleCannotBeSnatched() {
        for (String bad : List.of("", "ab", "1abc", "Alice", "a-b", "_abc")) {
            expect("BAD_HANDLE", ALICE, reveal(bad));
        }
        expect("COMMIT_TOO_YOUNG", ALICE, reveal("alice_1"));
        expect("OK", ALICE, commit(ALICE, "alice_1"));
        expect("COMMIT_TOO_YOUNG", ALICE, reveal("alice_1"));
        expect("COMMIT_TOO_YOUNG", ALICE, reveal("alice_2"));
        expect("OK", ALICE, reveal("alice_1"));
        expect("OK", BOB, commit(ALICE, "bob"));
        chain.pass(0);
        expect("COMMIT_TOO_YOUNG", BOB, reveal("bob"));
        expect("OK", BOB, commit(BOB, "alice_1"));
        chain.pass(0);
        expect("NAME_TAKEN", BOB, reveal("alice_1"));
        assertThat(profile(ALICE).getHandle()).isEqualTo("alice_1");
        expect("NOT_FOUND", BOB, RenewHandle.getDefaultInstance());
        expect("NOT_FOUND", BOB, ReleaseHandle.getDefaultInstance());
        chain.pass(1_000_000);
        expect("OK", ALICE, RenewHandle.getDefaultInstance());
        take(ALICE, "alice");
        HandleQuery old = HandleQuery.newBuilder().setHandle("alice_1").build();
        assertThat(chain.refusal("social/handle", old)).isEqualTo("NOT_FOUND");
        take(BOB, "alice_1");
        chain.pass(SocialModule.DEFAULTS.getHandleS() * 1_000);
        take(CAROL, "alice");
        assertThat(profile(ALICE).getHandle()).as("its time was over").isEmpty();
        HandleQuery query = HandleQuery.newBuilder().setHandle("alice").build();
        assertThat(chain.ask("social/handle", query, Handle.getDefaultInstance())
                        .getAccount())
                .isEqualTo(address(CAROL));
        expect("OK", CAROL, ReleaseHandle.getDefaultInstance());
        expect("OK", POOR, commit(POOR, "poor"));
        chain.pass(0);
        chain.drainFor(POOR, reveal("poor"));
        expect("DEPOSIT", POOR, reveal("poor"));
    }

    private static SetRelations.Builder relate(RelationKind kind, int... accounts) {
        SetRelations.Builder message = SetRelations.newBuilder().setKind(kind);
        for (int account : accounts) {
            message.addAdd(address(account));
        }
        return message;
    }

    private boolean holds(int account, int kind, int other) {
        Condition condition = Condition.newBuilder()
                .setRelation(
                        RelationTest.newBuilder().setAccount(address(other)).setKind(kind))
                .build();
        return new SocialModule(chain.economy.money(), account(99))
                .holds(chain.state(), account(account), condition, chain.now());
    }

    @Test
    void peopleFollowAndBlock() {
        SetRelations follow = relate(RelationKind.RELATION_FOLLOW, BOB).build();
        expect("UNITS", ALICE, follow);
        expect("BAD_UNITS", ALICE, BuyUnits.newBuilder().setUnits(9).build());
        expect("BAD_UNITS", ALICE, BuyUnits.getDefaultInstance());
        for (int account : new int[] {ALICE, BOB, CAROL}) {
            expect("OK", account, BuyUnits.newBuilder().setUnits(2).build());
        }
        expect("BAD_RELATION", ALICE, SetRelations.getDefaultInstance());
        expect(
                "BAD_RELATION",
                ALICE,
                relate(RelationKind.RELATION_FOLLOW, ALICE).build());
        expect(
                "BAD_RELATION",
                ALICE,
                relate(RelationKind.RELATION_FOLLOW, BOB, BOB).build());
        expect("OK", ALICE, follow);
        expect("BAD_RELATION", ALICE, follow);
        expect("OK", CAROL, follow);
        assertThat(holds(ALICE, 1, BOB)).isTrue();
        assertThat(holds(BOB, 2, ALICE)).isTrue();
        assertThat(holds(BOB, 1, ALICE)).isFalse();
        assertThat(holds(ALICE, 3, BOB)).isTrue();
        assertThat(holds(ALICE, 4, BOB)).isFalse();
        assertThat(profile(BOB).getFollowers()).isEqualTo(2);
        RelationsQuery followers = RelationsQuery.newBuilder()
                .setAccount(address(BOB))
                .setReverse(true)
                .setLimit(1)
                .build();
        RelationsResult page = chain.ask("social/relations", followers, RelationsResult.getDefaultInstance());
        RelationsResult rest = chain.ask(
                "social/relations",
                followers.toBuilder().setCursor(page.getNext()).build(),
                RelationsResult.getDefaultInstance());
        assertThat(List.of(page.getAccounts(0), rest.getAccounts(0)))
                .containsExactlyInAnyOrder(address(ALICE), address(CAROL));
        expect("OK", BOB, relate(RelationKind.RELATION_BLOCK, ALICE).build());
        assertThat(holds(ALICE, 3, BOB)).isFalse();
        assertThat(profile(ALICE).getFollowing()).as("no more").isZero();
        expect("BAD_RELATION", ALICE, follow);
        SetRelations remove = SetRelations.newBuilder()
                .setKind(RelationKind.RELATION_BLOCK)
                .addRemove(address(ALICE))
                .build();
        expect("OK", BOB, remove);
        expect("BAD_RELATION", BOB, remove);
        expect("OK", ALICE, follow);
    }

    @Test
    void roomIsBoughtAndGivenBack() {
        expect("OK", ALICE, BuyUnits.newBuilder().setUnits(1).build());
        for (int first = 1; first + 32 <= 97; first += 32) {
            SetRelations.Builder many = relate(RelationKind.RELATION_FOLLOW);
            for (int i = 0; i < 32; i++) {
                many.addAdd(address(first + i));
            }
            expect("OK", ALICE, many.build());
        }
        expect(
                "OK",
                ALICE,
                relate(RelationKind.RELATION_FOLLOW, 97, 98, 99, 100).build());
        expect("UNITS", ALICE, relate(RelationKind.RELATION_FOLLOW, 101).build());
        expect("BAD_UNITS", ALICE, ReturnUnits.newBuilder().setUnits(1).build());
        expect("OK", ALICE, BuyUnits.newBuilder().setUnits(2).build());
        expect("OK", ALICE, relate(RelationKind.RELATION_FOLLOW, 101).build());
        long before = chain.free(ALICE, "");
        expect("BAD_UNITS", ALICE, ReturnUnits.newBuilder().setUnits(2).build());
        expect("OK", ALICE, ReturnUnits.newBuilder().setUnits(1).build());
        assertThat(chain.free(ALICE, "")).isGreaterThan(before);
        poor(BuyUnits.newBuilder().setUnits(1).build());
    }

    private static AnchorPosts posts(int count) {
        return AnchorPosts.newBuilder()
                .setRoot(hash("root"))
                .setCount(count)
                .setBlobHash(hash("blob"))
                .build();
    }

    private AnchorsResult anchors(long from) {
        return chain.ask(
                "social/anchors",
                AnchorsQuery.newBuilder()
                        .setAuthor(address(ALICE))
                        .setFrom(from)
                        .build(),
                AnchorsResult.getDefaultInstance());
    }

    @Test
    void postsAreAnchoredAndTakenBack() {
        expect("UNITS", ALICE, posts(10));
        expect("OK", ALICE, BuyUnits.newBuilder().setUnits(1).build());
        expect("BAD_ANCHOR", ALICE, posts(0));
        expect("BAD_ANCHOR", ALICE, posts(1_001));
        expect("OK", ALICE, posts(10));
        expect("OK", ALICE, posts(1_000));
        expect("OK", ALICE, posts(3));
        assertThat(anchors(0).getAnchorsList()).hasSize(3);
        assertThat(anchors(1).getAnchors(0).getNumber()).isEqualTo(1);
        Tombstone tombstone =
                Tombstone.newBuilder().setAnchor(0).addLeaves(0).addLeaves(9).build();
        expect("NOT_FOUND", ALICE, tombstone.toBuilder().setAnchor(5).build());
        expect("NOT_FOUND", BOB, tombstone);
        expect("BAD_ANCHOR", ALICE, tombstone.toBuilder().addLeaves(10).build());
        expect("BAD_ANCHOR", ALICE, tombstone.toBuilder().clearLeaves().build());
        expect("OK", ALICE, tombstone);
        assertThat(anchors(0).getAnchors(0).getAnchor().getWithdrawn().toByteArray())
                .containsExactly(0x80, 0x40);
        RemoveAnchor remove = RemoveAnchor.newBuilder().setAnchor(1).build();
        expect("NOT_FOUND", BOB, remove);
        expect("OK", ALICE, remove);
        expect("NOT_FOUND", ALICE, remove);
        expect("OK", ALICE, posts(1));
        assertThat(anchors(1).getAnchors(1).getNumber())
                .as("numbers are never used again")
                .isEqualTo(3);
    }

    @Test
    void aProfileIsACommitment() {
        String canary = "I live at 5 Canary Row";
        SetProfile set = SetProfile.newBuilder()
                .setContentHash(hash("salt" + canary))
                .setAvatarHash(hash("face"))
                .setCell(1L << 40)
                .build();
        expect("BAD_CELL", ALICE, set.toBuilder().setCell(2).build());
        expect("OK", ALICE, set);
        expect("OK", ALICE, set.toBuilder().clearAvatarHash().build());
        assertThat(profile(ALICE).hasAvatarHash()).isFalse();
        for (Bytes entry : chain.everything()) {
            assertThat(new String(entry.unsafeArray(), StandardCharsets.ISO_8859_1))
                    .doesNotContain(canary);
        }
        poor(set);
    }
}
