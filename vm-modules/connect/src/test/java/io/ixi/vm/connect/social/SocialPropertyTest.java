package io.ixi.vm.connect.social;

import static io.ixi.vm.testkit.MemoryChain.address;
import static org.assertj.core.api.Assertions.assertThat;

import io.ixi.vm.connect.social.proto.BuyUnits;
import io.ixi.vm.connect.social.proto.Profile;
import io.ixi.vm.connect.social.proto.ProfileQuery;
import io.ixi.vm.connect.social.proto.RelationKind;
import io.ixi.vm.connect.social.proto.SetRelations;
import io.ixi.vm.testkit.MemoryChain;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Accounts that follow and block at random, against a model that keeps two sets of pairs: both agree on every outcome
 * and counter. {@code -Dixi.operations} sets how many; the seed is jqwik's.
 */
class SocialPropertyTest {
    private static final int OPERATIONS = Integer.getInteger("ixi.operations", 1_500);
    private static final int PEOPLE = 5;

    private MemoryChain chain = SocialTest.chain();
    private final TreeSet<String> follows = new TreeSet<>();
    private final TreeSet<String> blocks = new TreeSet<>();

    private static String pair(int from, int to) {
        return from + ">" + to;
    }

    private void change(int from, int to, boolean block, boolean add) {
        TreeSet<String> set = block ? blocks : follows;
        boolean there = set.contains(pair(from, to));
        boolean may = add ? from != to && !there && (block || !blocks.contains(pair(to, from))) : there;
        SetRelations.Builder message =
                SetRelations.newBuilder().setKind(block ? RelationKind.RELATION_BLOCK : RelationKind.RELATION_FOLLOW);
        if (add) {
            message.addAdd(address(to));
        } else {
            message.addRemove(address(to));
        }
        assertThat(chain.outcome(from, message.build())).isEqualTo(may ? "OK" : "BAD_RELATION");
        if (may && add) {
            set.add(pair(from, to));
            if (block) {
                follows.remove(pair(to, from));
            }
        } else if (may) {
            set.remove(pair(from, to));
        }
    }

    private void compare() {
        for (int account = 0; account < PEOPLE; account++) {
            String from = account + ">";
            String to = ">" + account;
            Profile known = chain.ask(
                    "social/profile",
                    ProfileQuery.newBuilder().setAccount(address(account)).build(),
                    Profile.getDefaultInstance());
            assertThat(known.getFollowing())
                    .isEqualTo(follows.stream().filter(p -> p.startsWith(from)).count());
            assertThat(known.getFollowers())
                    .isEqualTo(follows.stream().filter(p -> p.endsWith(to)).count());
            assertThat(known.getBlocking())
                    .isEqualTo(blocks.stream().filter(p -> p.startsWith(from)).count());
        }
    }

    @Property(tries = 2)
    void theChainAndTheModelAgree(@ForAll long seed) {
        Random random = new Random(seed);
        chain = SocialTest.chain();
        follows.clear();
        blocks.clear();
        for (int account = 0; account < PEOPLE; account++) {
            assertThat(chain.outcome(account, BuyUnits.newBuilder().setUnits(1).build()))
                    .isEqualTo("OK");
        }
        for (int i = 0; i < OPERATIONS; i++) {
            change(random.nextInt(PEOPLE), random.nextInt(PEOPLE), random.nextInt(4) == 0, random.nextInt(3) > 0);
            if (i % 100 == 0) {
                compare();
            }
        }
        compare();
        chain.audit();
    }
}
