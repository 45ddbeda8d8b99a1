package io.ixi.vm.education;

import static io.ixi.vm.testkit.MemoryChain.address;
import static io.ixi.vm.testkit.MemoryChain.hash;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.ixi.vm.education.proto.AchievementInfo;
import io.ixi.vm.education.proto.AchievementQuery;
import io.ixi.vm.education.proto.Endorse;
import io.ixi.vm.education.proto.TargetKind;
import io.ixi.vm.education.proto.TranscriptQuery;
import io.ixi.vm.education.proto.TranscriptResult;
import io.ixi.vm.education.proto.WithdrawEndorsement;
import io.ixi.vm.ssi.proto.Revoke;
import io.ixi.vm.testkit.MemoryChain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * A school that awards and revokes at random, and accounts that vouch, against a model that adds up credits:
 * {@code -Dixi.operations} sets how many; the seed is jqwik's.
 */
class EducationPropertyTest {
    private static final int OPERATIONS = Integer.getInteger("ixi.operations", 1_000);
    private static final int COURSES = 4;
    private static final int LEARNERS = 3;

    private MemoryChain chain = EducationTest.chain();
    private final List<ByteString> courses = new ArrayList<>();
    /** Live awards by course and learner. */
    private final Map<String, ByteString> live = new TreeMap<>();

    private final int[] awarded = new int[COURSES];
    /** Until when accounts vouch, by course and account. */
    private final Map<String, Long> endorsed = new TreeMap<>();

    private void award(int course, int learner) {
        String place = course + "/" + learner;
        ByteString id = chain.nextId("credential", EducationTest.UNIVERSITY);
        String expected = live.containsKey(place) ? "DUPLICATE" : "OK";
        assertThat(chain.outcome(
                        EducationTest.UNIVERSITY,
                        EducationTest.award(courses.get(course), learner).build()))
                .isEqualTo(expected);
        if (expected.equals("OK")) {
            live.put(place, id);
            awarded[course]++;
        }
    }

    private void revoke(int course, int learner) {
        ByteString id = live.remove(course + "/" + learner);
        if (id != null) {
            assertThat(chain.outcome(
                            EducationTest.UNIVERSITY,
                            Revoke.newBuilder().setCredential(id).build()))
                    .isEqualTo("OK");
        }
    }

    private void vouch(int course, int by, long until) {
        Endorse endorse = Endorse.newBuilder()
                .setKind(TargetKind.TARGET_ACHIEVEMENT)
                .setTarget(courses.get(course))
                .setContentHash(hash("praise"))
                .setUntilMs(until)
                .build();
        boolean past = until != 0 && until <= chain.now();
        assertThat(chain.outcome(by, endorse)).isEqualTo(past ? "BAD_END" : "OK");
        if (!past) {
            endorsed.put(course + "/" + by, until);
        }
    }

    private void withdraw(int course, int by, int remover) {
        Long until = endorsed.get(course + "/" + by);
        boolean over = until != null && until != 0 && until <= chain.now();
        String expected = until == null ? "NOT_FOUND" : by == remover || over ? "OK" : "NOT_OWNER";
        WithdrawEndorsement withdraw = WithdrawEndorsement.newBuilder()
                .setKind(TargetKind.TARGET_ACHIEVEMENT)
                .setTarget(courses.get(course))
                .setEndorser(address(by))
                .build();
        assertThat(chain.outcome(remover, withdraw)).isEqualTo(expected);
        if (expected.equals("OK")) {
            endorsed.remove(course + "/" + by);
        }
    }

    private void compare() {
        for (int learner = 1; learner <= LEARNERS; learner++) {
            long credits = 0;
            for (int course = 0; course < COURSES; course++) {
                credits += live.containsKey(course + "/" + learner) ? 100 << course : 0;
            }
            TranscriptQuery query =
                    TranscriptQuery.newBuilder().setLearner(address(learner)).build();
            assertThat(chain.ask("education/transcript", query, TranscriptResult.getDefaultInstance())
                            .getCredits())
                    .isEqualTo(credits);
        }
        for (int course = 0; course < COURSES; course++) {
            String prefix = course + "/";
            AchievementQuery query = AchievementQuery.newBuilder()
                    .setAchievement(courses.get(course))
                    .build();
            AchievementInfo info = chain.ask("education/achievement", query, AchievementInfo.getDefaultInstance());
            assertThat(info.getAchievement().getAwarded()).isEqualTo(awarded[course]);
            assertThat(info.getEndorsements())
                    .isEqualTo(endorsed.keySet().stream()
                            .filter(key -> key.startsWith(prefix))
                            .count());
        }
    }

    @Property(tries = 2)
    void theChainAndTheModelAgree(@ForAll long seed) {
        Random random = new Random(seed);
        chain = EducationTest.chain();
        courses.clear();
        live.clear();
        endorsed.clear();
        for (int i = 0; i < COURSES; i++) {
            awarded[i] = 0;
            courses.add(EducationTest.created(
                            chain, EducationTest.course("course " + i, 100 << i).setUnasked(true))
                    .getAchievement());
        }
        for (int i = 0; i < OPERATIONS; i++) {
            int course = random.nextInt(COURSES);
            int learner = 1 + random.nextInt(LEARNERS);
            if (random.nextInt(20) == 0) {
                chain.pass(random.nextInt(60_000));
            }
            switch (random.nextInt(4)) {
                case 0 -> award(course, learner);
                case 1 -> revoke(course, learner);
                case 2 -> vouch(course, learner, random.nextBoolean() ? 0 : chain.now() + random.nextInt(90_000));
                default -> withdraw(course, learner, random.nextBoolean() ? learner : 5);
            }
            if (i % 100 == 0) {
                compare();
            }
        }
        compare();
        chain.audit();
    }
}
