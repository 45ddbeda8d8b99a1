package io.ixi.vm.connect.market;

import static io.ixi.vm.connect.market.Town.ARBITER;
import static io.ixi.vm.connect.market.Town.ARBITERS;
import static io.ixi.vm.connect.market.Town.TREASURY;
import static io.ixi.vm.testkit.MemoryChain.EUR;
import static io.ixi.vm.testkit.MemoryChain.FUNDS;
import static io.ixi.vm.testkit.MemoryChain.amount;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.ixi.vm.connect.market.proto.CancelOrder;
import io.ixi.vm.connect.market.proto.Confirm;
import io.ixi.vm.connect.market.proto.OrderState;
import io.ixi.vm.connect.market.proto.PokeOrder;
import io.ixi.vm.connect.market.proto.RefundPart;
import io.ixi.vm.connect.market.proto.RejectOrder;
import io.ixi.vm.connect.market.proto.Rule;
import io.ixi.vm.connect.market.proto.StartService;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Orders pushed in every direction by everybody, against a model of the table of states: both agree on every outcome,
 * and no cent is made or lost. At the end everybody falls silent, and strangers end every order with pokes and the
 * buyers' last right to leave. {@code -Dixi.operations} sets how many; the seed is jqwik's.
 */
class MarketPropertyTest {
    private static final int OPERATIONS = Integer.getInteger("ixi.operations", 1_500);
    private static final int BUYERS = 4;
    private static final int FIRST_BUYER = 20;
    private static final long PRICE = 1_003;

    private static final class Model {
        final ByteString id;
        final int buyer;
        final long placed;
        long accepted;
        long delivered;
        long escrow = PRICE;
        OrderState state = OrderState.ORDER_FUNDED;

        Model(ByteString id, int buyer, long placed) {
            this.id = id;
            this.buyer = buyer;
            this.placed = placed;
        }

        boolean open() {
            return state.getNumber() <= OrderState.ORDER_DISPUTED_VALUE;
        }
    }

    private Town town = new Town();
    private Random random = new Random(0);
    private final List<Model> orders = new ArrayList<>();
    private ByteString listing = ByteString.EMPTY;

    private void expect(String outcome, int account, Message message, Model model) {
        assertThat(town.chain.outcome(account, message))
                .as(model.state + " " + message)
                .isEqualTo(outcome);
    }

    private void place() {
        int buyer = FIRST_BUYER + random.nextInt(BUYERS);
        ByteString id = town.chain.nextId("order", buyer);
        Model model = new Model(id, buyer, town.chain.now());
        expect("OK", buyer, Town.order(listing, 1).build(), model);
        orders.add(model);
    }

    private void end(Model model, OrderState state) {
        model.state = state;
        model.escrow = 0;
    }

    /** What one of twelve does to one order, and what should come of it. */
    private void act(Model m, long now) {
        boolean party = random.nextInt(6) > 0;
        int buyer = party ? m.buyer : 40;
        int seller = party ? Town.SELLER : 40;
        boolean funded = m.state == OrderState.ORDER_FUNDED;
        boolean accepted = m.state == OrderState.ORDER_ACCEPTED;
        boolean started = m.state == OrderState.ORDER_STARTED;
        boolean delivered = m.state == OrderState.ORDER_DELIVERED;
        boolean overdue = (accepted || started) && now >= m.accepted + 7_200_000;
        switch (random.nextInt(9)) {
            case 0 -> {
                if (step(seller, party, funded && now < m.placed + 3_600_000, Town.accept(m.id), m)) {
                    m.state = OrderState.ORDER_ACCEPTED;
                    m.accepted = now;
                }
            }
            case 1 -> {
                if (random.nextInt(3) == 0
                        && step(
                                seller,
                                party,
                                funded,
                                RejectOrder.newBuilder().setOrder(m.id).build(),
                                m)) {
                    end(m, OrderState.ORDER_REJECTED);
                }
            }
            case 2 -> {
                boolean may = funded || accepted || (started && overdue);
                CancelOrder cancel = CancelOrder.newBuilder().setOrder(m.id).build();
                if (random.nextInt(3) == 0 && step(buyer, party, may, cancel, m)) {
                    end(m, OrderState.ORDER_CANCELLED);
                }
            }
            case 3 -> {
                if (step(
                        seller,
                        party,
                        accepted,
                        StartService.newBuilder().setOrder(m.id).build(),
                        m)) {
                    m.state = OrderState.ORDER_STARTED;
                }
            }
            case 4 -> {
                if (step(seller, party, accepted || started, Town.deliver(m.id), m)) {
                    m.state = OrderState.ORDER_DELIVERED;
                    m.delivered = now;
                }
            }
            case 5 -> {
                if (step(
                        buyer,
                        party,
                        delivered,
                        Confirm.newBuilder().setOrder(m.id).build(),
                        m)) {
                    end(m, OrderState.ORDER_COMPLETED);
                }
            }
            case 6 -> refund(m, seller, party);
            case 7 -> {
                if (step(buyer, party, accepted || started || delivered, Town.dispute(m.id), m)) {
                    m.state = OrderState.ORDER_DISPUTED;
                }
            }
            default -> poke(m, now);
        }
    }

    private boolean step(int account, boolean party, boolean may, Message message, Model model) {
        String expected = !party ? "NOT_PARTY" : may ? "OK" : "BAD_STATE";
        expect(expected, account, message, model);
        return expected.equals("OK");
    }

    private void refund(Model m, int seller, boolean party) {
        long amount = random.nextInt(400);
        RefundPart refund =
                RefundPart.newBuilder().setOrder(m.id).setAmount(amount(amount)).build();
        boolean fits = amount > 0 && amount <= m.escrow;
        String expected = !party ? "NOT_PARTY" : !m.open() ? "BAD_STATE" : fits ? "OK" : "BAD_AMOUNT_BACK";
        expect(expected, seller, refund, m);
        if (expected.equals("OK")) {
            m.escrow -= amount;
            if (m.escrow == 0) {
                m.state = OrderState.ORDER_CANCELLED;
            }
        }
    }

    private void poke(Model m, long now) {
        PokeOrder poke = PokeOrder.newBuilder().setOrder(m.id).build();
        String expected = switch (m.state) {
            case ORDER_FUNDED -> now >= m.placed + 3_600_000 ? "OK" : "TIMER_NOT_DUE";
            case ORDER_DELIVERED -> now >= m.delivered + 1_800_000 ? "OK" : "TIMER_NOT_DUE";
            case ORDER_DISPUTED -> "";
            default -> "BAD_STATE";
        };
        if (expected.isEmpty()) {
            // whose turn it is depends on the draw of arbiters: only that it moves on or is not due
            String outcome = town.chain.outcome(41, poke);
            assertThat(outcome).isIn("OK", "TIMER_NOT_DUE");
            if (town.state(m.id) == OrderState.ORDER_RESOLVED) {
                end(m, OrderState.ORDER_RESOLVED);
            }
            return;
        }
        expect(expected, 41, poke, m);
        if (expected.equals("OK")) {
            end(m, m.state == OrderState.ORDER_FUNDED ? OrderState.ORDER_EXPIRED : OrderState.ORDER_COMPLETED);
        }
    }

    /** Arbiters who rule now and then. */
    private void rule(Model m) {
        int arbiter = ARBITER + random.nextInt(ARBITERS);
        String outcome = town.chain.outcome(
                arbiter,
                Rule.newBuilder()
                        .setOrder(m.id)
                        .setBuyerPpm(random.nextInt(1_000_001))
                        .build());
        assertThat(outcome).isIn("OK", "NOT_ARBITER");
        if (town.state(m.id) == OrderState.ORDER_RESOLVED) {
            end(m, OrderState.ORDER_RESOLVED);
        }
    }

    private void conserved() {
        long all = town.chain.free(TREASURY, EUR);
        for (int account = 0; account < Town.ACCOUNTS; account++) {
            all += town.eur(account);
        }
        long held = orders.stream().mapToLong(m -> m.escrow).sum();
        assertThat(all + held).isEqualTo(FUNDS * Town.ACCOUNTS);
    }

    @Property(tries = 2)
    void theChainAndTheModelAgreeAndNothingIsStranded(@ForAll long seed) {
        town = new Town();
        random = new Random(seed);
        orders.clear();
        town.arbiters();
        listing = town.listed(Town.details(PRICE).setUnlimited(true).setAffiliatePpm(7));
        for (int i = 0; i < OPERATIONS; i++) {
            if (random.nextInt(12) == 0) {
                town.chain.pass(random.nextInt(30) == 0 ? 1_300_000_000 : random.nextInt(1_500_000));
            }
            List<Model> open = orders.stream().filter(Model::open).toList();
            if (open.size() < 3 || random.nextInt(8) == 0) {
                place();
                continue;
            }
            Model model = random.nextInt(10) == 0
                    ? orders.get(random.nextInt(orders.size()))
                    : open.get(random.nextInt(open.size()));
            if (model.state == OrderState.ORDER_DISPUTED && random.nextBoolean()) {
                rule(model);
            } else {
                act(model, town.chain.now());
            }
            assertThat(town.state(model.id)).isEqualTo(model.state);
            if (i % 50 == 0) {
                conserved();
            }
        }
        town.chain.audit();
        silence();
        conserved();
        town.chain.audit();
    }

    /** Nobody but buyers and strangers moves any more, and still every order ends. */
    private void silence() {
        for (int round = 0; round < 3; round++) {
            town.chain.pass(1_300_000_000);
            for (Model m : orders) {
                if (m.open()) {
                    Message message = switch (m.state) {
                        case ORDER_ACCEPTED, ORDER_STARTED ->
                            CancelOrder.newBuilder().setOrder(m.id).build();
                        default -> PokeOrder.newBuilder().setOrder(m.id).build();
                    };
                    town.chain.outcome(message instanceof CancelOrder ? m.buyer : 41, message);
                    m.state = town.state(m.id);
                    m.escrow = m.open() ? m.escrow : 0;
                }
            }
        }
        assertThat(orders).noneMatch(Model::open);
    }
}
