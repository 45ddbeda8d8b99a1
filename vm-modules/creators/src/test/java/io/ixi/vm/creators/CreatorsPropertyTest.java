package io.ixi.vm.creators;

import static io.ixi.vm.creators.Stage.CREATOR;
import static io.ixi.vm.creators.Stage.TREASURY;
import static io.ixi.vm.testkit.MemoryChain.EUR;
import static io.ixi.vm.testkit.MemoryChain.FUNDS;
import static io.ixi.vm.testkit.MemoryChain.address;
import static io.ixi.vm.testkit.MemoryChain.amount;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.ixi.vm.creators.proto.CancelSubscription;
import io.ixi.vm.creators.proto.EditPlan;
import io.ixi.vm.creators.proto.RenewPoke;
import io.ixi.vm.creators.proto.Subscribe;
import io.ixi.vm.creators.proto.Subscription;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Subscribers, pokes, price changes and time at random, against a model that charges a period at a time: both agree on
 * outcomes and on every balance. {@code -Dixi.operations} sets how many; the seed is jqwik's.
 */
class CreatorsPropertyTest {
    private static final int OPERATIONS = Integer.getInteger("ixi.operations", 1_500);
    private static final int FANS = 4;
    private static final int FIRST = 4;
    private static final long PERIOD = 3_600_000;
    private static final long GRACE = 600_000;

    private static final class Model {
        long cap;
        long paidUntil;
        long paid;
        boolean auto;
        boolean cancelled;
        /** When its job runs; 0: it has none. */
        long jobAt;

        long until() {
            return paidUntil + (cancelled ? 0 : GRACE);
        }

        boolean due(long now) {
            return auto && !cancelled && now >= paidUntil && now < until();
        }
    }

    private Stage stage = new Stage();
    private Random random = new Random(0);
    private final Map<Integer, Model> fans = new TreeMap<>();
    private ByteString plan = ByteString.EMPTY;
    private long price;

    private void charge(Model model) {
        model.paid += price;
    }

    private void renew(Model model) {
        charge(model);
        model.paidUntil += PERIOD;
        model.jobAt = model.paidUntil;
    }

    private void subscribe(int fan, long now) {
        Model model = fans.get(fan);
        long cap = 100L + random.nextInt(900);
        boolean auto = random.nextInt(4) > 0;
        String expected =
                model != null && now < model.until() ? "SUBSCRIBED_ALREADY" : price > cap ? "PRICE_OVER_CAP" : "OK";
        Subscribe message = Stage.subscribe(plan, cap).toBuilder().setAuto(auto).build();
        assertThat(stage.chain.outcome(fan, message)).isEqualTo(expected);
        if (expected.equals("OK")) {
            Model next = model == null ? new Model() : model;
            next.cap = cap;
            next.auto = auto;
            next.cancelled = false;
            next.paidUntil = now + PERIOD;
            next.jobAt = auto ? next.paidUntil : 0;
            charge(next);
            fans.put(fan, next);
        }
    }

    private void cancel(int fan) {
        Model model = fans.get(fan);
        String expected = model == null ? "NOT_FOUND" : model.cancelled ? "BAD_STATE" : "OK";
        CancelSubscription cancel =
                CancelSubscription.newBuilder().setPlan(plan).build();
        assertThat(stage.chain.outcome(fan, cancel)).isEqualTo(expected);
        if (model != null) {
            model.cancelled = true;
        }
    }

    private void poke(int fan, long now) {
        Model model = fans.get(fan);
        String expected =
                model == null ? "NOT_FOUND" : !model.due(now) ? "NOT_DUE" : price > model.cap ? "PRICE_OVER_CAP" : "OK";
        RenewPoke poke =
                RenewPoke.newBuilder().setPlan(plan).setSubscriber(address(fan)).build();
        assertThat(stage.chain.outcome(9, poke)).isEqualTo(expected);
        if (model != null && expected.equals("OK")) {
            renew(model);
        }
    }

    /** The jobs of a block whose parent's time this is: each due subscription at most once. */
    private void jobs(long now) {
        for (Model model : fans.values()) {
            boolean runs = model.jobAt != 0 && now >= model.jobAt;
            model.jobAt = runs ? 0 : model.jobAt;
            if (runs && model.due(now) && price <= model.cap) {
                renew(model);
            }
        }
    }

    private void compare() {
        long all = 0;
        for (int fan = FIRST; fan < FIRST + FANS; fan++) {
            Model model = fans.get(fan);
            long paid = model == null ? 0 : model.paid;
            assertThat(stage.eur(fan)).as("fan " + fan).isEqualTo(FUNDS - paid);
            all += paid;
            if (model != null) {
                Subscription known = stage.mine(fan).getSubscription();
                assertThat(known.getPaidUntilMs()).isEqualTo(model.paidUntil);
            }
        }
        assertThat(stage.eur(CREATOR) + stage.chain.free(TREASURY, EUR)).isEqualTo(FUNDS + all);
    }

    @Property(tries = 2)
    void theChainAndTheModelAgree(@ForAll long seed) {
        stage = new Stage();
        random = new Random(seed);
        fans.clear();
        price = 500;
        plan = stage.planned(Stage.terms(price));
        for (int i = 0; i < OPERATIONS; i++) {
            int fan = FIRST + random.nextInt(FANS);
            if (random.nextInt(4) == 0) {
                // two blocks: a job that is due runs at the end of the first whose parent's time has come
                long ms = random.nextInt(1_500_000);
                stage.chain.pass(ms);
                jobs(stage.chain.now() - 100);
            }
            long now = stage.chain.now();
            switch (random.nextInt(5)) {
                case 0, 1 -> subscribe(fan, now);
                case 2 -> {
                    if (random.nextInt(4) == 0) {
                        cancel(fan);
                    } else {
                        poke(fan, now);
                    }
                }
                case 3 -> poke(fan, now);
                default -> {
                    long next = 100L + random.nextInt(900);
                    EditPlan edit = EditPlan.newBuilder()
                            .setPlan(plan)
                            .setTerms(Stage.terms(next).setPrice(amount(next)))
                            .build();
                    assertThat(stage.chain.outcome(CREATOR, edit)).isEqualTo("OK");
                    price = next;
                }
            }
            jobs(now);
            if (i % 25 == 0) {
                compare();
            }
        }
        compare();
        stage.chain.audit();
    }
}
